"""Anchors: the rows most similar to a few labelled rows of every class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.candidates.nearness import looked_up, most_similar, unit_rows
from labelwise.params import Between, Piece
from labelwise.random import tie_break
from labelwise.types import Rows, ViewLike

__all__ = ["Anchors"]


@dataclass(frozen=True, repr=False)
class Anchors(Piece):
    """A part of fixed size of a large pool, near to what has a label, the same number of anchors a class.

    Each class gives up to ``anchors`` of its labelled rows, spread out by k-means++; each anchor gives the
    ``neighbours`` candidates that are most similar to it; a candidate counts the mean cosine to those anchors
    that gave it, and the ``count`` highest go on. Before the first label a random part goes on.

    Parameters
    ----------
    anchors : int
        Labelled rows of each class.
    neighbours : int
        Candidates of each anchor; doubled while all together are fewer than will be picked.
    count : int
        How many go on at most, and at least as many as will be picked.
    of : str
        View name of an (N, D) array that stays the same over the rounds.
    graph : bool
        Take the neighbours from the View's ``neighbours``, whose cost does not grow with the pool, instead of
        comparing all candidates with the anchors, O(anchors C N D).

    References
    ----------
    P. Lesci, A. Vlachos, "AnchorAL: computationally efficient active learning for large and imbalanced
    datasets" (S099), 2024. Neighbours are exact here; there they come from an approximate index.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> x = np.array([[1.0, 0.0], [1.0, 0.1], [1.0, 0.5], [0.0, 1.0], [-1.0, 1.0]])
    >>> view = View(arrays={"embedding": x}, labels=[0, -1, -1, -1, -1])
    >>> Anchors(neighbours=2, count=2)(view, np.arange(1, 5), 1, np.random.default_rng(0)).tolist()
    [1, 2]
    """

    anchors: Annotated[int, Between(1)] = 10
    neighbours: Annotated[int, Between(1)] = 50
    count: Annotated[int, Between(1)] = 1000
    of: str = "embedding"
    graph: bool = False
    draws = True

    @property
    def needs(self) -> tuple[str, ...]:
        """The array, and the graph where it is used."""
        return (self.of, "neighbours") if self.graph else (self.of,)

    def __call__(self, view: ViewLike, rows: Rows, n: int, rng: np.random.Generator) -> Rows:
        """Those of ``rows`` that go on, in their order."""
        size, seed = max(self.count, n), int(rng.integers(2**63))
        chosen = self.chosen(view, rng)
        if not len(chosen) or not len(rows):
            return rows if len(rows) <= size else rows[np.sort(rng.choice(len(rows), size, replace=False))]
        found, score, k = rows[:0], np.zeros(0), self.neighbours
        while len(found) < min(n, len(rows)):
            if self.graph and k == self.neighbours:
                _, near, cosine = looked_up(view, chosen, rows, k)
            else:
                _, near, cosine = most_similar(view, self.of, chosen, rows, k)
            found, at = np.unique(near, return_inverse=True)
            score = np.bincount(at, cosine.astype(np.float64)) / np.maximum(np.bincount(at), 1)
            k *= 2
        order = np.lexsort((tie_break(found, seed), -score.round(6)))
        return np.sort(found[order[:size]])

    def chosen(self, view: ViewLike, rng: np.random.Generator) -> Rows:
        """The anchors of all classes."""
        picks = []
        for c in np.unique(view.labels[view.labels >= 0]):
            rows = np.flatnonzero(view.labels == c)
            if len(rows) > self.anchors:
                rows = rows[spread(unit_rows(view, self.of, rows), self.anchors, rng)]
            picks.append(rows)
        return np.concatenate(picks) if picks else np.zeros(0, dtype=np.int64)


def spread(x: NDArray[Any], k: int, rng: np.random.Generator) -> Rows:
    """k positions, each drawn in proportion to its squared distance to those before; uniform at zero mass.

    Examples
    --------
    >>> sorted(spread(np.array([[0.0], [0.0], [5.0]]), 2, np.random.default_rng(0)).tolist())[1]
    2
    """
    free, least = np.ones(len(x), dtype=bool), np.ones(len(x))
    picks: list[int] = []
    while len(picks) < min(k, len(x)):
        mass = np.where(free, least, 0.0)
        mass = mass if mass.sum() > 0 else free.astype(np.float64)
        picks.append(int(rng.choice(len(x), p=mass / mass.sum())))
        away = ((x - x[picks[-1]]).astype(np.float64) ** 2).sum(axis=1)
        least, free[picks[-1]] = away if len(picks) == 1 else np.minimum(least, away), False
    return np.array(picks, dtype=np.int64)
