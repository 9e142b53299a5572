"""A lazily sorted order of scores that do not change."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.random import tie_break
from labelwise.types import Rows

__all__ = ["Order"]

PROBE = 2**16
"""Scores that are looked at for a bound of the highest."""


class Order:
    """Candidates from the highest score down, sorted only as far as somebody looks.

    Parameters
    ----------
    scores : (m,) float
        Higher comes first; those at minus infinity never come.
    rows : (m,) int64
        Row positions, for ties.
    seed : int
        Key of the ties.
    first : int
        How many are sorted at first.

    Examples
    --------
    >>> order = Order(np.array([0.1, 0.9, 0.5]), np.arange(3), seed=0, first=1)
    >>> order.best(np.array([True, False, True])), order.best(np.zeros(3, dtype=bool))
    (2, None)
    """

    def __init__(self, scores: NDArray[Any], rows: Rows, seed: int, first: int) -> None:
        self._scores, self._rows, self._seed = scores, rows, seed
        self._total = int((scores > -np.inf).sum())
        self._sorted = np.zeros(0, dtype=np.int64)
        self._at = 0
        self._extend(first)

    def best(self, alive: NDArray[np.bool_]) -> int | None:
        """The first candidate that is alive; those passed over must stay dead."""
        while True:
            while self._at < len(self._sorted):
                if alive[self._sorted[self._at]]:
                    return int(self._sorted[self._at])
                self._at += 1
            if len(self._sorted) >= self._total:
                return None
            self._extend(4 * len(self._sorted))

    def _extend(self, count: int) -> None:
        """Sort at least ``count`` candidates, whole groups of ties at a time."""
        count = min(max(count, 1), self._total)
        if not count:
            return
        found = self._above(count)
        scores = self._scores[found]
        found = found[scores >= np.partition(scores, len(found) - count)[len(found) - count]]
        keys = tie_break(self._rows[found], self._seed)
        self._sorted = found[np.lexsort((keys, -self._scores[found]))]

    def _above(self, count: int) -> Rows:
        """Positions of at least the ``count`` highest scores and few others, by a bound from some of them."""
        some = self._scores[:: max(1, len(self._scores) // PROBE)]
        want = count * len(some) / len(self._scores)
        rank = int(want + 4 * np.sqrt(want) + 8)
        if rank < len(some):
            found = np.flatnonzero(self._scores >= np.partition(some, len(some) - rank)[len(some) - rank])
            if len(found) >= count:
                return found
        return np.flatnonzero(self._scores > -np.inf)
