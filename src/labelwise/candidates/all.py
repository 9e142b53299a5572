"""All: labelled rows may be asked again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from labelwise.params import Between, Piece
from labelwise.types import Rows, ViewLike

__all__ = ["All"]


@dataclass(frozen=True, repr=False)
class All(Piece):
    """Every row, answered or not; for relabelling and for choosing demonstrations.

    Parameters
    ----------
    max_votes : int, optional
        Only rows with fewer votes than this in the View's ``votes`` (N, J).

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"votes": csr_matrix([[1, 2], [0, 1]])}, labels=[0, 1])
    >>> rows, rng = np.arange(2), np.random.default_rng(0)
    >>> All()(view, rows, 1, rng).tolist(), All(max_votes=2)(view, rows, 1, rng).tolist()
    ([0, 1], [1])
    """

    max_votes: Annotated[int | None, Between(1)] = None
    reopens = True

    @property
    def needs(self) -> tuple[str, ...]:
        """The votes, where they are counted."""
        return () if self.max_votes is None else ("votes",)

    def __call__(self, view: ViewLike, rows: Rows, n: int, rng: np.random.Generator) -> Rows:
        """Those of ``rows`` that may still be asked."""
        if self.max_votes is None:
            return rows
        votes = view.get("votes", rows)
        return rows[np.asarray((votes != 0).sum(axis=1)).ravel() < self.max_votes]
