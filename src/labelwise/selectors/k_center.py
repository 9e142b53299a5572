"""KCenter: the candidate farthest from everything labelled or picked, one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.representations.blocks import nearest
from labelwise.selectors.base import Selector, points_of
from labelwise.types import Points, Slate

__all__ = ["KCenter"]


class _Farthest:
    """Squared distance of each candidate to its nearest centre."""

    def __init__(self, points: Points, centres: Points | None) -> None:
        self._points = points
        self._least = nearest(points, centres) if centres is not None and len(centres) else None

    def scores(self) -> NDArray[Any]:
        """(m,) squared distances; zeros while there is no centre, so that chance decides."""
        return np.zeros(len(self._points)) if self._least is None else self._least

    def add(self, i: int) -> None:
        """Candidate i is a centre from now on."""
        new = self._points.sq_dist(self._points, i)
        self._least = new if self._least is None else np.minimum(self._least, new)

    def why(self, i: int) -> str:
        """How far away it is."""
        return "no centre yet, by chance" if self._least is None else f"distance {self._least[i] ** 0.5:.3g}"


@dataclass(frozen=True, repr=False)
class KCenter(Selector):
    """Greedy k-center: repeatedly the point with the largest distance to the nearest centre.

    Centres are the labelled and the pending rows, then the picks. The covering radius is at most
    twice the best one possible. O((l + n) m D) time, O(m) memory beyond the points. Without any
    centre the first pick is random.

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
        points = points_of(slate, self)
        return _Farthest(points, slate.centres)
