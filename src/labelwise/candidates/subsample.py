"""Subsample: a random part of a large pool."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

import numpy as np

from labelwise.candidates.top import how_many, one_of
from labelwise.params import Between, Piece
from labelwise.types import Rows, ViewLike

__all__ = ["Subsample"]


@dataclass(frozen=True, repr=False)
class Subsample(Piece):
    """So many rows uniformly at random, without replacement; never fewer than will be picked.

    Parameters
    ----------
    count : int, optional
        How many.
    share : float, optional
        This share of the candidates, rounded up.

    Raises
    ------
    BadParameter
        Unless exactly one of count and share is given.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view, rows = View(labels=np.full(100, -1)), np.arange(100)
    >>> len(Subsample(10)(view, rows, 2, np.random.default_rng(0)))
    10
    >>> len(Subsample(share=0.25)(view, rows, 2, np.random.default_rng(0)))
    25
    """

    count: Annotated[int | None, Between(1)] = None
    share: Annotated[float | None, Between(0, 1, open_low=True)] = field(default=None, kw_only=True)
    draws = True

    def __post_init__(self) -> None:
        """Refuse none or both."""
        super().__post_init__()
        one_of("Subsample", count=self.count, share=self.share)

    def __call__(self, view: ViewLike, rows: Rows, n: int, rng: np.random.Generator) -> Rows:
        """A random part of ``rows``, in their order."""
        size = how_many(len(rows), n, self.share, self.count, None)
        return rows if size == len(rows) else rows[np.sort(rng.choice(len(rows), size, replace=False))]
