"""Open: everything that is neither answered nor leased."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from labelwise.params import Piece
from labelwise.types import Rows, ViewLike

__all__ = ["Open"]


@dataclass(frozen=True, repr=False)
class Open(Piece):
    """Rows that have no label and are not being asked; the default first stage.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View(labels=[-1, 0, -1, -1], pending=[3])
    >>> Open()(view, np.arange(4), 2, np.random.default_rng(0)).tolist()
    [0, 2]
    """

    def __call__(self, view: ViewLike, rows: Rows, n: int, rng: np.random.Generator) -> Rows:
        """The open ones among ``rows``."""
        free = view.labels < 0
        free[view.pending] = False
        free = free[rows]
        return rows if free.all() else rows[free]
