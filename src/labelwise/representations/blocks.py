"""Block-wise work on points, the same on every number of threads.

Inner products come from products of matrices on fixed tiles, a block of rows against a block of others; what
is wanted of a tile is taken from it while it is in the cache of a core.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.parallel import compiled, in_blocks
from labelwise.types import Points, Rows

__all__ = ["distances", "k_nearest", "nearest", "nearest_of", "spans", "summed", "sweep"]

BLOCK = 2**22
"""Entries of one block of inner products that somebody keeps (32 MiB as float64)."""

TALL, WIDE = 1024, 512
"""Rows and columns of a tile."""


def spans(size: int, width: int) -> Iterator[slice]:
    """Slices of rows whose blocks against ``width`` columns stay small; the last one may be short.

    Examples
    --------
    >>> [(s.start, s.stop) for s in spans(5, BLOCK // 2)]
    [(0, 2), (2, 4), (4, 5)]
    """
    step = max(1, BLOCK // max(width, 1))
    for start in range(0, size, step):
        yield slice(start, min(start + step, size))


def distances(points: Points, rows: Any, other: Points) -> NDArray[Any]:
    """(r, len(other)) squared distances of ``points[rows]`` to all of ``other``, never negative."""
    cross = points.gram(rows, other)
    cross *= -2
    cross += points.diag()[rows][:, None]
    cross += other.diag()
    return np.asarray(np.maximum(cross, 0, out=cross))


def summed(points: Points, other: Points) -> NDArray[np.float64]:
    """(m,) of each point the sum of its Euclidean distances to all of ``other``.

    Examples
    --------
    >>> from labelwise.types import Dense
    >>> summed(Dense(np.array([[0.0, 0.0]])), Dense(np.array([[3.0, 4.0], [1.0, 0.0]]))).tolist()
    [6.0]
    """
    found = np.zeros(len(points))
    for rows in spans(len(points), len(other)):
        found[rows] = np.sqrt(distances(points, rows, other)).sum(axis=1, dtype=np.float64)
    return found


def sweep(points: Points, other: Points, fold: Callable[[slice, slice, NDArray[Any]], None]) -> None:
    """``fold(rows, columns, cross)`` on every tile of the inner products of points with others.

    Blocks of rows run on several threads; the tiles of one block come in the order of their columns.

    Parameters
    ----------
    points : Points
        m points, the rows.
    other : Points
        Points of the same kind, the columns.
    fold : callable
        Gets two slices and a tile of its own (r, c), C order; it may write wherever its rows stand.

    Examples
    --------
    >>> from labelwise.types import Dense
    >>> found = np.zeros(2)
    >>> def fold(rows, columns, cross):
    ...     found[rows] += cross.sum(axis=1)
    >>> sweep(Dense(np.array([[1.0], [2.0]])), Dense(np.array([[1.0], [5.0]])), fold)
    >>> found.tolist()
    [6.0, 12.0]
    """
    tiles = [slice(start, min(start + WIDE, len(other))) for start in range(0, len(other), WIDE)]
    parts = [other if len(tiles) == 1 else other.part(tile) for tile in tiles]

    def block(rows: slice) -> None:
        here = points.part(rows)
        for tile, theirs in zip(tiles, parts, strict=True):
            fold(rows, tile, here.gram(slice(None), theirs))

    in_blocks(block, len(points), TALL)


def nearest(points: Points, other: Points) -> NDArray[Any]:
    """(m,) squared distance of each point to the nearest of ``other``; infinite where there is none.

    Examples
    --------
    >>> from labelwise.types import Dense
    >>> nearest(Dense(np.array([[0.0], [3.0]])), Dense(np.array([[1.0], [9.0]]))).tolist()
    [1.0, 4.0]
    """
    return nearest_of(points, other)[1]


def nearest_of(points: Points, other: Points) -> tuple[Rows, NDArray[Any]]:
    """The nearest of ``other`` to each point: its position, -1 where there is none, and squared distance.

    Of equally near ones the earlier. O(m l D) as products of matrices at worst, where points stand in groups
    mostly far less; O(m) memory besides the points.

    Examples
    --------
    >>> from labelwise.types import Dense
    >>> at, squared = nearest_of(Dense(np.array([[0.0], [3.0]])), Dense(np.array([[1.0], [9.0]])))
    >>> at.tolist(), squared.tolist()
    ([0, 0], [1.0, 4.0])
    """
    from labelwise.representations.sparing import closest

    norms, theirs = points.diag(), other.diag()
    found = closest(points, other)
    if found is not None:
        return found[0], np.maximum(found[1] + norms, 0)
    at = np.full(len(points), -1, dtype=np.int64)
    least = np.full(len(points), np.inf, dtype=norms.dtype)

    def fold(rows: slice, columns: slice, cross: NDArray[Any]) -> None:
        _fold_nearest(cross, theirs[columns], columns.start, least[rows], at[rows])

    sweep(points, other, fold)
    least += norms
    return at, np.maximum(least, 0, out=least)


@compiled
def _fold_nearest(
    cross: NDArray[Any], norms: NDArray[Any], first: int, least: NDArray[Any], at: NDArray[Any]
) -> None:
    """Lower ``least`` (r,), which lacks the rows' own norms, by a tile; 64 of it are looked at together."""
    rows, columns = cross.shape
    two = cross.dtype.type(2)
    for i in range(rows):
        best = least[i]
        for start in range(0, columns, 64):
            inner, norm = cross[i, start : start + 64], norms[start : start + 64]
            below = np.int32(0)
            for lane in range(inner.size):
                below += np.int32(norm[lane] - two * inner[lane] < best)
            if below:
                for lane in range(inner.size):
                    value = norm[lane] - two * inner[lane]
                    if value < best:
                        best, at[i] = value, first + start + lane
        least[i] = best


def k_nearest(points: Points, k: int, among: Rows) -> tuple[Rows, NDArray[Any]]:
    """The k nearest of some points to every point, never the point itself.

    Exact: all ``len(points) * len(among)`` distances are computed, a tile at a time. O(m k) memory.

    Parameters
    ----------
    points : Points
        All points.
    k : int
        How many; one less than ``len(among)`` where that is fewer.
    among : (a,) int64
        Positions of the points that may be neighbours, each once.

    Returns
    -------
    positions : (m, k) int64
        The nearest first; of equally near ones the earlier in ``among``.
    squared : (m, k) float
        Their squared distances.

    Examples
    --------
    >>> from labelwise.types import Dense
    >>> at, squared = k_nearest(Dense(np.array([[0.0], [1.0], [5.0], [7.0]])), 1, np.array([0, 2, 3]))
    >>> at.ravel().tolist(), squared.ravel().tolist()
    ([2, 0, 3, 2], [25.0, 1.0, 4.0, 4.0])
    """
    size, among = len(points), np.asarray(among, dtype=np.int64)
    k = max(0, min(k, len(among) - 1))
    norms = points.diag()
    at, squared = np.zeros((size, k), dtype=np.int64), np.full((size, k), np.inf, dtype=norms.dtype)
    if not k:
        return at, squared
    own, theirs = np.full(size, -1), norms[among]
    own[among] = np.arange(len(among))

    def fold(rows: slice, columns: slice, cross: NDArray[Any]) -> None:
        mine = own[rows] - columns.start
        _fold_k_nearest(cross, theirs[columns], columns.start, mine, squared[rows], at[rows])
        if columns.stop == len(among):
            _in_order(squared[rows], at[rows], among, norms[rows])

    sweep(points, points.part(among), fold)
    return at, squared


def _in_order(squared: NDArray[Any], at: Rows, among: Rows, norms: NDArray[Any]) -> None:
    """Heaps become ascending distances, positions in ``among`` become positions."""
    order = np.lexsort((at, squared), axis=1)
    squared[:] = np.maximum(np.take_along_axis(squared, order, axis=1) + norms[:, None], 0)
    at[:] = among[np.take_along_axis(at, order, axis=1)]


@compiled
def _fold_k_nearest(
    cross: NDArray[Any], norms: NDArray[Any], first: int, own: NDArray[Any], least: NDArray[Any], at: Any
) -> None:
    """Put a tile into heaps (r, k) of the smallest values, the largest of them in front."""
    rows, columns = cross.shape
    k = least.shape[1]
    two = cross.dtype.type(2)
    for i in range(rows):
        for start in range(0, columns, 64):
            inner, norm = cross[i, start : start + 64], norms[start : start + 64]
            limit, below = least[i, 0], np.int32(0)
            for lane in range(inner.size):
                below += np.int32(norm[lane] - two * inner[lane] < limit)
            for lane in range(inner.size if below else 0):
                new = norm[lane] - two * inner[lane]
                if not new < least[i, 0] or start + lane == own[i]:
                    continue
                hole = 0
                while 2 * hole + 1 < k:  # of equal values the later one is nearer to the front
                    child = 2 * hole + 1
                    right = child + 1
                    if right < k and (
                        least[i, right] > least[i, child]
                        or (least[i, right] == least[i, child] and at[i, right] > at[i, child])
                    ):
                        child = right
                    if least[i, child] <= new:
                        break
                    least[i, hole], at[i, hole] = least[i, child], at[i, child]
                    hole = child
                least[i, hole], at[i, hole] = new, first + start + lane
