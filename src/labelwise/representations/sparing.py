"""The nearest of many points, where blocks that stand far apart need not be compared."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.parallel import compiled, each
from labelwise.representations.regions import Regions, slack, spread
from labelwise.types import Dense, Points, Rows

__all__ = ["closest"]

Array = NDArray[Any]

WORTH = 2**32
"""Multiplications from which on it is tried."""

FEW, STEP = 256, 1024
"""Others below which it is not tried; rows of a block at most."""

FIRST = 32
"""Others that each block is compared with before it is known how near they are."""

PROBE, SPARING = 512, 0.3
"""Points that are compared before the others, and what share of their pairs they may need."""


def closest(points: Points, other: Points) -> tuple[Rows, Array] | None:
    """The nearest of ``other`` to each point: its position, and half-done squared distances.

    The same as comparing all; of equally near ones the earlier.

    Parameters
    ----------
    points, other : Points
        (m,) and (l,) points.

    Returns
    -------
    positions, least : (m,) int64, (m,) float
        ``least`` is squared distances without the points' own squared norms. None where the points are not
        written out, too few, or in no groups that stand apart.

    Examples
    --------
    >>> closest(Dense(np.zeros((2, 3))), Dense(np.ones((1, 3)))) is None
    True
    """
    if not isinstance(points, Dense) or not isinstance(other, Dense) or len(other) < FEW:
        return None
    if not isinstance(points.stored, np.ndarray):  # rows that are read anew are best read in their order
        return None
    if len(points) * len(other) * other.width < WORTH:
        return None
    theirs = Regions(other, STEP, count=len(other) // 4)
    probe = _Search(points.part(spread(len(points), PROBE)), other, theirs)
    if probe.run() > SPARING * PROBE * len(other):
        return None
    search = _Search(points, other, theirs)
    search.run()
    return search.at, search.least


class _Search:
    """The nearest found so far."""

    def __init__(self, points: Dense, other: Dense, theirs: Regions) -> None:
        self._points, self._other = points, other
        self._norms, self._own = other.diag(), points.diag()
        self._x = other.x
        self.theirs, self.ours = theirs, Regions(points, STEP, theirs)
        self._slack = 4 * slack(points)
        self.at = np.full(len(points), -1, dtype=np.int64)
        self.least = np.full(len(points), np.inf, dtype=np.result_type(self._norms, self._own))

    def run(self) -> int:
        """Compare all blocks, and tell how many pairs that were."""
        return sum(each(self.look, range(len(self.ours.blocks))))

    def look(self, block: int) -> int:
        """Compare a block of points with the others that may be nearest, and count the pairs."""
        rows, away = self.ours.blocks[block], self.ours.apart(block, self.theirs)
        order = np.argsort(away, kind="stable")
        away = away[order]
        first = int(np.searchsorted(np.cumsum(self.theirs.sizes[order]), FIRST)) + 1
        x = self._points.dense(rows)
        least, at = self.least[rows], self.at[rows]
        pairs = self._fold(x, order[:first], least, at)
        most = self._own[rows].astype(np.float64)
        reach = least + most + self._slack * (most + float(self._norms.max(initial=0)))
        rest = order[first:][away[first:] ** 2 <= reach.max()]
        if len(rest):
            late = np.flatnonzero(reach >= away[first] ** 2)
            again, where = least[late], at[late]
            pairs += self._fold(x[late], rest, again, where)
            least[late], at[late] = again, where
        self.least[rows], self.at[rows] = least, at
        return pairs

    def _fold(self, x: Array, blocks: Rows, least: Array, at: Rows) -> int:
        columns = np.sort(np.concatenate([self.theirs.blocks[k] for k in blocks]))
        _fold(x @ self._x[columns].T, self._norms[columns], columns, least, at)
        return len(x) * len(columns)


@compiled
def _fold(cross: Any, norms: Any, columns: Any, least: Any, at: Any) -> None:
    """Lower ``least`` by a tile; of equal values the earlier column stands."""
    two = cross.dtype.type(2)
    for i in range(len(cross)):
        best, where = least[i], at[i]
        for start in range(0, len(norms), 64):
            inner, norm = cross[i, start : start + 64], norms[start : start + 64]
            below = np.int32(0)
            for lane in range(len(inner)):
                below += np.int32(norm[lane] - two * inner[lane] <= best)
            for lane in range(len(inner) if below else 0):
                value, column = norm[lane] - two * inner[lane], columns[start + lane]
                if value < best or (value == best and column < where):
                    best, where = value, column
        least[i], at[i] = best, where
