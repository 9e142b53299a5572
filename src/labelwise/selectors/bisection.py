"""Bisection: find where the labels change along the line of a class, then ask around these borders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.selectors.base import Selector
from labelwise.selectors.lines import Lines
from labelwise.types import Rows, Slate

__all__ = ["Bisection"]

Array = NDArray[Any]


class _Search:
    """The next target on the line of a drawn class; candidates score by how near on that line they are."""

    def __init__(self, slate: Slate) -> None:
        self._lines = Lines(slate)
        self._free = np.zeros(len(self._lines.rows), dtype=bool)
        self._free[self._lines.at] = True
        self._rng = np.random.default_rng(int(slate.rng.integers(2**63)))
        self._scores: Array | None = None
        self._why = ""

    def scores(self) -> Array:
        """(m,) minus the distance to the target along the line."""
        if self._scores is None:
            k = int(self._rng.integers(self._lines.classes)) if self._lines.classes > 2 else 0
            order = self._lines.order(k)
            target, what = self._target(order, k)
            place = np.empty(len(order), dtype=np.int64)
            place[order] = np.arange(len(order))
            self._scores = -np.abs(place[self._lines.at] - target).astype(np.float64)
            self._why = f"{what} class {k}"
        return self._scores

    def add(self, i: int) -> None:
        """Candidate i has been asked; its label is not known yet."""
        self._free[self._lines.at[i]] = False
        self._scores = None

    def why(self, i: int) -> str:
        """What the pick is for."""
        self.scores()
        return self._why

    def _target(self, order: Rows, k: int) -> tuple[int, str]:
        label, free = self._lines.labels[order], self._free[order]
        known = np.flatnonzero(label >= 0)
        own = label[known] == k
        change = np.flatnonzero(own[1:] != own[:-1])
        left, right = known[change], known[change + 1]
        count = np.cumsum(free)
        inside = count[right] - count[left]
        if inside.any():
            s = int(np.where(inside > 0, inside, len(order) + 1).argmin())
            return _middle(free[left[s] + 1 : right[s]]) + int(left[s]) + 1, "bisects"
        places = np.flatnonzero(free)
        if not len(change) or not len(places):
            at = int(places[self._rng.integers(len(places))]) if len(places) else 0
            return at, "no border yet, at random on the line of"
        return _outside(places, left, right), "beside a border of"


def _middle(free: NDArray[np.bool_]) -> int:
    """The middle of the longest run of free places, the first of equal ones."""
    ends = np.flatnonzero(np.diff(np.r_[False, free, False].astype(np.int8)))
    starts, stops = ends[::2], ends[1::2]
    s = int((stops - starts).argmax())
    return int((starts[s] + stops[s] - 1) // 2)


def _outside(places: Rows, left: Rows, right: Rows) -> int:
    """The free place nearest to a border, of equally near ones the one on the side of the class."""
    before = np.searchsorted(places, left) - 1
    after = np.searchsorted(places, right)
    reach_left = np.where(before >= 0, left - places[before], np.iinfo(np.int64).max)
    reach_right = np.where(
        after < len(places), places[np.minimum(after, len(places) - 1)] - right, np.iinfo(np.int64).max
    )
    a, b = int(reach_left.argmin()), int(reach_right.argmin())
    return int(places[before[a]] if reach_left[a] <= reach_right[b] else places[after[b]])


@dataclass(frozen=True, repr=False)
class Bisection(Selector):
    """Line-graph bisection: halve the shortest stretch between two units of different labels.

    The units stand on a line for each class, from the surest down. A class is drawn; on its line the shortest
    stretch between neighbouring labels, one of the class and one of another, is halved. When all borders
    are found, the unit nearest to one of them is asked. Ask one by one (``ask(1)``, ``tell``) and each
    label counts at once; within a batch a picked unit splits its stretch, and the longest part is next.

    Notes
    -----
    O(N log N) for the first pick on the line of a class, O(N) for every other. Two classes have one line.
    Where the pick may not be had, it is the nearest to it on the line.

    References
    ----------
    J. Zhang, J. Katz-Samuels, R. Nowak, "GALAXY: graph-based active learning at the extreme", 2022, as in
    LabelBench (S020). The code there grows only borders at which another class comes before the class, and
    reads each label as soon as it has picked; here both sides of every border grow, and labels are read
    when they are told.

    Examples
    --------
    >>> from labelwise.strategy import Strategy, View
    >>> p = np.linspace(0.95, 0.05, 9)
    >>> view = View.from_arrays(proba=np.column_stack([p, 1 - p]), labelled=[0, 8], y=[0, 1])
    >>> made = Strategy(selector=Bisection()).select(view, 3, np.random.default_rng(0))
    >>> made.indices.tolist(), made.why[0]
    ([4, 2, 6], 'galaxy: bisects class 0')
    """

    title = "galaxy"
    needs = ("proba",)

    def start(self, slate: Slate) -> _Search:
        """Begin a run on the labels that are known."""
        return _Search(slate)
