"""Subsample: a random part of a large pool."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from labelwise.params import Between, Piece
from labelwise.types import Rows, ViewLike

__all__ = ["Subsample"]


@dataclass(frozen=True, repr=False)
class Subsample(Piece):
    """So many rows uniformly at random, without replacement; never fewer than will be picked.

    Parameters
    ----------
    count : int
        How many.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View(labels=np.full(100, -1))
    >>> len(Subsample(10)(view, np.arange(100), 2, np.random.default_rng(0)))
    10
    """

    count: Annotated[int, Between(1)]

    def __call__(self, view: ViewLike, rows: Rows, n: int, rng: np.random.Generator) -> Rows:
        """A random part of ``rows``, in their order."""
        size = max(self.count, n)
        return rows if len(rows) <= size else rows[np.sort(rng.choice(len(rows), size, replace=False))]
