"""LCMD: the farthest point of the cluster that is farthest from its centre altogether."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.random import tie_break
from labelwise.representations.blocks import nearest_of
from labelwise.representations.mapping import centred
from labelwise.selectors.base import Selector, points_of
from labelwise.selectors.taken import taken_points
from labelwise.types import Points, Slate

__all__ = ["LCMD"]

Array = NDArray[Any]

ROUNDING = 64
"""Machine precisions, relative to the largest squared norm, by which a squared distance may be off."""


class _Clusters:
    """Nearest centre of each candidate and the squared distance to it."""

    def __init__(self, slate: Slate, points: Points, centres: Points | None) -> None:
        self._norms = points.diag()
        points, centres = centred(points, centres)
        self._slate, self._points, self._centres = slate, points, centres
        self._picks: list[int] = []
        self._slack = ROUNDING * np.finfo(self._norms.dtype).eps * float(points.diag().max(initial=0))
        self._least: Array | None = None
        self._near = np.zeros(len(points), dtype=np.int64)
        if centres is not None:
            self._near, self._least = nearest_of(points, centres)

    def scores(self) -> Array:
        """(m,) minus the rank of the cluster, plus the distance as a fraction; norms without a centre."""
        if self._least is None:
            return self._norms.astype(np.float64)
        _, rank = np.unique(-self._sums(), return_inverse=True)
        within = self._least / (2 * max(float(self._least.max()), np.finfo(float).tiny))
        return np.asarray(within - rank[self._near])

    def score(self, i: int) -> float:
        """Its squared distance, or its norm."""
        return float(self._norms[i] if self._least is None else self._least[i])

    def best(self, alive: NDArray[np.bool_], rng: np.random.Generator) -> tuple[int, None]:
        """The farthest of the largest cluster that has candidates left."""
        if self._least is None:
            inside, by = np.flatnonzero(alive), self._norms
        else:
            sums, by, inside = self._sums(), self._least, np.zeros(0, dtype=np.int64)
            while not len(inside):
                largest = sums == sums.max()
                inside = np.flatnonzero(largest[self._near] & alive)
                sums[largest] = -np.inf
        tied = inside[by[inside] == by[inside].max()]
        return int(tied[tie_break(self._slate.rows[tied], self._slate.ties).argmin()]), None

    def add(self, i: int) -> None:
        """Candidate i is a centre: only points that it can be nearer to than their centre are looked at."""
        if self._least is None:
            self._least = self._points.sq_dists(slice(None), self._points, i)
        else:
            rows = np.flatnonzero(self._between(i)[self._near] < 4 * self._least + self._slack)
            new = self._points.sq_dists(rows, self._points, i)
            closer = new < self._least[rows]
            rows = rows[closer]
            self._least[rows], self._near[rows] = new[closer], self._before() + len(self._picks)
        self._picks.append(i)
        self._least[i], self._near[i] = 0.0, self._before() + len(self._picks) - 1

    def _before(self) -> int:
        return 0 if self._centres is None else len(self._centres)

    def _between(self, i: int) -> Array:
        """(l + t,) squared distances of candidate i to all centres; by the triangle inequality a point within
        half of it is no nearer to i than to its centre.
        """
        picks = self._points.sq_dists(np.array(self._picks, dtype=np.int64), self._points, i)
        return picks if self._centres is None else np.append(self._centres.sq_dist(self._points, i), picks)

    def _sums(self) -> Array:
        return np.bincount(self._near, weights=self._least, minlength=self._before() + len(self._picks))

    def why(self, i: int) -> str:
        """How large its cluster is."""
        if self._least is None:
            return "no centre yet, the largest point"
        size = int((self._near == self._near[i]).sum())
        return f"distance {self._least[i] ** 0.5:.3g} in a cluster of {size}"


@dataclass(frozen=True, repr=False)
class LCMD(Selector):
    """Largest cluster, maximum distance: each centre has the candidates that are nearest to it; of the
    cluster with the largest sum of squared distances, the farthest candidate is the next pick and centre.

    Without a centre the first pick is the point of largest norm.

    Parameters
    ----------
    labelled : bool
        Whether labelled rows are centres from the start (TP mode, as the paper recommends) or only pending
        ones and picks (P mode).

    Notes
    -----
    O(l m D) time for l centres at the start, in blocks on all threads; a pick looks at distances of those
    candidates only that the triangle inequality leaves, and counts sums in O(m). O(m) memory.

    References
    ----------
    D. Holzmüller, V. Zaverkin, J. Kästner, I. Steinwart, "A framework and benchmark for deep batch active
    learning for regression" (S059), 2023. The released code masks a copy of the scores and takes the maximum
    of the others, so that it may return a point twice and fills up by chance then.

    Examples
    --------
    >>> from labelwise.selectors.picker import Picker
    >>> from labelwise.types import Dense
    >>> x = np.array([[0.0], [1.0], [2.0], [2.5], [8.6]])
    >>> slate = Slate(np.arange(5), 3, np.random.default_rng(0), np.full(5, -1), np.ones(5), points=Dense(x),
    ...               centres=Dense(np.array([[0.0], [8.0]])))
    >>> Picker(slate, LCMD()).fill().selection().indices.tolist()
    [3, 1, 4]
    """

    labelled: bool = True
    title = "lcmd"
    takes = ("points",)
    passes = 0.1

    def start(self, slate: Slate) -> _Clusters:
        """Begin a run from the centres there are."""
        return _Clusters(slate, points_of(slate, self), taken_points(slate, self.labelled))
