"""Fixed chunks of rows, so that a number does not depend on how the rows were asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.types import CHUNK, Rows, Units

SHARE = 1 / 8
"""A chunk of which at least this share is asked for is computed whole, on the fixed grid."""

PARTS = 2**18
"""A chunk of items with parts holds at most so many parts, or one item."""


class Grid:
    """Where the chunks of items begin, and those of view rows; a chunk never splits an item.

    Parameters
    ----------
    pool : sized
        The items, or a :class:`Parted` pool with its units.

    Examples
    --------
    >>> Grid(range(10_000)).starts.tolist()
    [0, 8192, 10000]
    """

    def __init__(self, pool: Any) -> None:
        units: Units | None = getattr(pool, "units", None)
        size = len(pool) if units is None else len(units.offsets) - 1
        self.starts = np.append(np.arange(0, size, CHUNK), size) if units is None else _starts(units)
        self._rows = self.starts if units is None else units.offsets[self.starts]
        self._whole = units is not None

    def bounds(self, chunk: int) -> tuple[int, int]:
        """First item of a chunk, and the one after its last."""
        return int(self.starts[chunk]), int(self.starts[chunk + 1])

    def items(self, rows: Rows) -> Iterator[tuple[int, Rows]]:
        """Split item rows into (chunk, positions): chunks of which much is asked for, the rest as chunk -1.

        How the value of a row is computed depends on ``rows`` alone, never on what was asked before.

        Examples
        --------
        >>> [(chunk, len(at)) for chunk, at in Grid(range(10_000)).items(np.arange(10_000))]
        [(0, 8192), (1, 1808)]
        >>> [(chunk, len(at)) for chunk, at in Grid(range(10_000)).items(np.array([3, 9_000]))]
        [(-1, 2)]
        """
        for number, at in self._split(rows):
            yield number, np.arange(at.start, at.stop) if isinstance(at, slice) else at

    def _split(self, rows: Rows) -> Iterator[tuple[int, Rows | slice]]:
        """As ``items``, positions that are neighbours as a slice."""
        rest = [np.zeros(0, dtype=np.int64)]
        for number, at in _grouped(rows, self.starts):
            many = at.stop - at.start if isinstance(at, slice) else len(at)
            if many >= SHARE * (self.starts[number + 1] - self.starts[number]):
                yield number, at
            else:
                rest.append(np.arange(at.start, at.stop) if isinstance(at, slice) else at)
        loose = np.sort(np.concatenate(rest))
        most = int(np.diff(self.starts).max(initial=1))
        for begin in range(0, len(loose), most):
            yield -1, loose[begin : begin + most]

    def views(self, rows: Rows) -> Iterator[Rows | slice]:
        """Split view rows into positions that are worked on together; neighbours as a slice."""
        jobs = _grouped(rows, self._rows) if self._whole else self._split(rows)
        yield from (at for _, at in jobs)


def _starts(units: Units) -> NDArray[np.int64]:
    """Greedily as many items a chunk as have at most :data:`PARTS` units."""
    starts, last = [0], len(units.offsets) - 1
    while starts[-1] < last:
        most = int(np.searchsorted(units.offsets, units.offsets[starts[-1]] + PARTS, side="right")) - 1
        starts.append(min(max(most, starts[-1] + 1), last))
    return np.array(starts, dtype=np.int64)


def _grouped(rows: Rows, starts: NDArray[np.int64]) -> Iterator[tuple[int, Rows | slice]]:
    """The chunks that ``rows`` touch, each with the positions of its rows."""
    if (rows[1:] >= rows[:-1]).all():
        bounds = np.searchsorted(rows, starts)
        for number in np.flatnonzero(bounds[1:] > bounds[:-1]).tolist():
            yield number, slice(int(bounds[number]), int(bounds[number + 1]))
        return
    chunk = np.searchsorted(starts, rows, side="right") - 1
    order = np.argsort(chunk, kind="stable")
    found, start = np.unique(chunk[order], return_index=True)
    yield from zip(found.tolist(), np.split(order, start)[1:], strict=True)
