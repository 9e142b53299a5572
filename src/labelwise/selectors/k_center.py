"""KCenter: the candidate farthest from everything labelled or picked, one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.representations.blocks import nearest
from labelwise.selectors.base import Selector, points_of
from labelwise.selectors.falling import Falling
from labelwise.types import Points, Slate

__all__ = ["KCenter"]


class _Farthest:
    """Squared distance of each candidate to its nearest centre, brought up to date where it matters.

    A new centre can only lower a distance, so an old one is an upper bound; ``_seen`` counts the picks that
    it knows.
    """

    def __init__(self, slate: Slate, points: Points) -> None:
        self._points, self._slate = points, slate
        known = slate.centres is not None and len(slate.centres) > 0
        self._least = nearest(points, slate.centres) if known and slate.centres is not None else None
        self._picks: list[int] = []
        self._seen = np.zeros(len(points), dtype=np.int64)
        self._queue: Falling | None = None

    def scores(self) -> NDArray[Any]:
        """(m,) squared distances; zeros while there is no centre, so that chance decides."""
        if self._least is None:
            return np.zeros(len(self._points))
        for k in range(int(self._seen.min()), len(self._picks)):
            late = self._seen == k
            rows = slice(None) if late.all() else np.flatnonzero(late)
            new = self._points.sq_dists(rows, self._points, self._picks[k])
            self._least[rows] = np.minimum(self._least[rows], new)
            self._seen[rows] = k + 1
        return self._least

    def score(self, i: int) -> float:
        """The squared distance of one candidate."""
        if self._least is None:
            return 0.0
        late = self._picks[self._seen[i] :]
        if late:
            self._least[i] = min(self._least[i], self._points.sq_dists(late, self._points, i).min())
            self._seen[i] = len(self._picks)
        return float(self._least[i])

    def best(self, alive: NDArray[np.bool_], rng: np.random.Generator) -> tuple[int, None] | None:
        """The farthest, after a look at those that may be it."""
        if self._queue is None:
            self._queue = Falling(self.scores(), self._slate.rows, self._slate.ties)
        found = self._queue.best(alive, self.score)
        return None if found is None else (found, None)

    def add(self, i: int) -> None:
        """Candidate i is a centre from now on."""
        self._picks.append(i)
        if self._least is None:
            self._least, self._queue = np.full(len(self._points), np.inf), None

    def why(self, i: int) -> str:
        """How far away it is."""
        return "no centre yet, by chance" if self._least is None else f"distance {self.score(i) ** 0.5:.3g}"


@dataclass(frozen=True, repr=False)
class KCenter(Selector):
    """Greedy k-center: repeatedly the point with the largest distance to the nearest centre.

    Centres are the labelled and the pending rows, then the picks. The covering radius is at most
    twice the best one possible. Without any centre the first pick is random.

    O(l m D) time for the l centres there are; a pick then looks only at candidates that the latest picks may
    have come near to, O(m D) at worst and mostly far less. O(m) memory beyond the points.

    References
    ----------
    O. Sener, S. Savarese, "Active learning for convolutional neural networks: a core-set approach"
    (S064), 2018; T. F. Gonzalez, "Clustering to minimize the maximum intercluster distance", 1985.

    Examples
    --------
    >>> from labelwise.selectors.picker import Picker
    >>> from labelwise.types import Dense
    >>> slate = Slate(np.arange(4), 2, np.random.default_rng(0), np.full(4, -1), np.ones(4),
    ...               points=Dense(np.array([[0.0], [1.0], [5.0], [9.0]])), centres=Dense(np.array([[0.0]])))
    >>> Picker(slate, KCenter()).fill().selection().indices.tolist()
    [3, 2]
    """

    title = "k-center"
    takes = ("points",)

    def start(self, slate: Slate) -> _Farthest:
        """Begin a run from the labelled and pending points."""
        return _Farthest(slate, points_of(slate, self))
