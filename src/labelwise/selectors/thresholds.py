"""Thresholds: half a batch where a class may end, half around the threshold that fits the labels best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from labelwise.params import Between
from labelwise.selectors.base import Selector
from labelwise.selectors.lines import Lines
from labelwise.types import Rows, Slate

__all__ = ["Thresholds"]


@dataclass(frozen=True, repr=False)
class Thresholds(Selector):
    """One-against-rest thresholds on the line of each class, robust to imbalance and wrong labels.

    The units stand on a line for each class, from the surest down. Half of the batch is drawn uniformly
    from the stretches in which a class may end: from its last label before any other label to the first other
    label after which its labels no more come. The other half is asked nearest to the threshold with the most
    labels on their right side, in turns on both sides, an equal part a class.

    Parameters
    ----------
    least : int
        Draws a class; with a batch too small for all classes only the rarest get theirs. The released code
        leaves it to the configuration.

    Notes
    -----
    O(C N log N) time. Without any label the whole line is uncertain.

    References
    ----------
    S. Nuggehalli, J. Zhang, L. Jain, R. Nowak, "DIRECT: deep active learning under imbalance and label
    noise", 2023, as in LabelBench (S020) with as many parallel annotators as draws a class: the batch is
    chosen before any of its labels is known, and the stretches shrink with the labels from call to call. Of
    thresholds that fit equally well the middle one is taken, there the first.

    Examples
    --------
    >>> from labelwise.strategy import Strategy, View
    >>> p = np.linspace(0.95, 0.05, 19)
    >>> labelled, y = [0, 8, 11, 18], [0, 0, 1, 1]
    >>> view = View.from_arrays(proba=np.column_stack([p, 1 - p]), labelled=labelled, y=y)
    >>> made = Strategy(selector=Thresholds()).select(view, 4, np.random.default_rng(0))
    >>> sorted(made.indices.tolist())
    [7, 9, 10, 12]
    """

    least: Annotated[int, Between(1)] = 10
    title = "direct"
    needs = ("proba",)

    def choose(self, slate: Slate) -> Rows:
        """Positions of all candidates, the picks first."""
        lines, rng = Lines(slate), slate.rng
        free = np.zeros(len(lines.rows), dtype=bool)
        free[lines.at] = True
        n, picks = min(slate.n, len(slate.rows)), np.zeros(0, dtype=np.int64)
        count = np.bincount(lines.labels[lines.labels >= 0], minlength=lines.classes)
        few = n // lines.classes // 2 < self.least
        draws = n // lines.classes // 2 if few else self.least
        rare = np.argsort(count, kind="stable")[: lines.classes if few else n // (2 * self.least)]
        for k in rare:
            order = lines.order(int(k))
            first, last = _stretch(lines.labels[order], int(k))
            some = order[first : last + 1][free[order[first : last + 1]]]
            found = rng.choice(some, min(draws, len(some)), replace=False)
            free[found] = False
            picks = np.concatenate((picks, found))
        left = n - len(picks)
        for i, k in enumerate(rng.permutation(lines.classes)):
            order = lines.order(int(k))
            part = left * (i + 1) // lines.classes - left * i // lines.classes
            near = _around(_threshold(lines.labels[order], int(k)), free[order])
            found = order[near[:part]]
            free[found] = False
            picks = np.concatenate((picks, found))
        return np.concatenate((_places(lines, picks), _places(lines, _rest(lines, free))))


def _stretch(label: Rows, k: int) -> tuple[int, int]:
    """Where the class may end: the last label of it before any other, the first other after all of it."""
    known = np.flatnonzero(label >= 0)
    own = label[known] == k
    others, ours = known[~own], known[own]
    before = ours[ours < others[0]] if len(others) else ours
    after = others[others > ours[-1]] if len(ours) else others
    return int(before[-1]) if len(before) else 0, int(after[0]) if len(after) else len(label) - 1


def _threshold(label: Rows, k: int) -> int:
    """How many belong to the class, by the most labels on their right side; the middle of equals."""
    vote = np.where(label < 0, 0, np.where(label == k, 1, -1))
    right = np.r_[0, np.cumsum(vote)]  # but for a constant
    best = int(right.argmax())
    equal = np.flatnonzero(right[best:] != right[best])
    return best + (int(equal[0]) if len(equal) else len(right) - best) // 2


def _around(at: int, free: NDArray[np.bool_]) -> Rows:
    """Free places, in turns to the left and to the right of a threshold."""
    places = np.flatnonzero(free)
    left, right = places[places < at][::-1], places[places >= at]
    turn = np.concatenate((2 * np.arange(len(left)), 2 * np.arange(len(right)) + 1))
    return np.concatenate((left, right))[np.argsort(turn, kind="stable")]


def _rest(lines: Lines, free: NDArray[np.bool_]) -> Rows:
    """What is left, nearest to a threshold first."""
    away = np.full(len(free), len(free))
    for k in range(lines.classes):
        order = lines.order(k)
        away[order] = np.minimum(
            away[order], np.abs(np.arange(len(order)) - _threshold(lines.labels[order], k))
        )
    rest = np.flatnonzero(free)
    return rest[np.argsort(away[rest], kind="stable")]


def _places(lines: Lines, found: Rows) -> Rows:
    """Positions in the slate of positions on the lines."""
    place = np.full(len(lines.rows), -1)
    place[lines.at] = np.arange(len(lines.at))
    return np.asarray(place[found], dtype=np.int64)
