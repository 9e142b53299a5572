"""Seals: only rows that are among the nearest of something labelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from labelwise.candidates.nearness import looked_up, most_similar
from labelwise.params import Between, Piece
from labelwise.types import Rows, ViewLike

__all__ = ["Seals"]


@dataclass(frozen=True, repr=False)
class Seals(Piece):
    """The ``k`` candidates most similar to each labelled row, all together; the part grows with the labels.

    Where they are fewer than will be picked, as many random ones as are missing go on too; before
    the first label ``k`` random ones go on for each pick.

    Parameters
    ----------
    k : int
        Neighbours of each labelled row.
    of : str
        View name of an (N, D) array that stays the same over the rounds.
    graph : bool
        Take them from the View's ``neighbours`` instead of comparing, O(L N D) for L labels.

    References
    ----------
    C. Coleman et al., "Similarity search for efficient active learning and search of rare concepts" (SEALS),
    2022. Neighbours are exact here and among those without a label.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> x = np.array([[1.0, 0.0], [1.0, 0.1], [1.0, 0.5], [0.0, 1.0], [-1.0, 1.0]])
    >>> view = View(arrays={"embedding": x}, labels=[0, -1, -1, -1, -1])
    >>> Seals(k=2)(view, np.arange(1, 5), 1, np.random.default_rng(0)).tolist()
    [1, 2]
    """

    k: Annotated[int, Between(1)] = 100
    of: str = "embedding"
    graph: bool = False
    draws = True

    @property
    def needs(self) -> tuple[str, ...]:
        """The array, and the graph where it is used."""
        return (self.of, "neighbours") if self.graph else (self.of,)

    def __call__(self, view: ViewLike, rows: Rows, n: int, rng: np.random.Generator) -> Rows:
        """Those of ``rows`` that go on, in their order."""
        labelled, found = np.flatnonzero(view.labels >= 0), rows[:0]
        if len(labelled) and len(rows):
            if self.graph:
                near = looked_up(view, labelled, rows, self.k)[1]
            else:
                near = most_similar(view, self.of, labelled, rows, self.k)[1]
            found = np.unique(near)
        short = min(n, len(rows)) - len(found)
        if short <= 0:
            return found
        rest = np.setdiff1d(rows, found)
        more = min(len(rest), short * (self.k if not len(labelled) else 1))
        return np.union1d(found, rng.choice(rest, more, replace=False))
