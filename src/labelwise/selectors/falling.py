"""Falling: the highest of scores that only fall, without bringing all of them up to date."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.random import tie_break
from labelwise.types import Rows

__all__ = ["Falling"]


class Falling:
    """Candidates by an upper bound of their score; the bound of one that comes first is made exact.

    What is left when the first in line is exact cannot score higher, so it is the pick that looking at all
    of them would give, ties included. For greedy selectors whose gains never rise (lazy evaluation).

    Parameters
    ----------
    bounds : (m,) float
        At least the score of each candidate, now and later.
    rows : (m,) int64
        Row positions, for ties.
    ties : int
        Key of the ties, ``Slate.ties``.

    References
    ----------
    M. Minoux, "Accelerated greedy algorithms for maximizing submodular set functions", 1978.

    Examples
    --------
    >>> now = {0: 2.0, 1: 3.0, 2: 1.0}
    >>> queue = Falling(np.array([5.0, 4.0, 1.0]), np.arange(3), ties=0)
    >>> queue.best(np.ones(3, dtype=bool), now.get), queue.best(np.array([False, False, True]), now.get)
    (1, 2)
    """

    def __init__(self, bounds: NDArray[Any], rows: Rows, ties: int) -> None:
        keys = tie_break(rows, ties).tolist()
        self._heap = list(zip((-bounds).tolist(), keys, range(len(rows)), strict=True))
        heapq.heapify(self._heap)

    def best(self, alive: NDArray[np.bool_], score: Callable[[int], Any]) -> int | None:
        """The alive candidate with the highest score; those passed over must stay dead.

        Parameters
        ----------
        alive : (m,) bool
            Who may be picked.
        score : callable
            The exact score of a candidate.
        """
        while self._heap:
            bound, key, i = self._heap[0]
            if not alive[i]:
                heapq.heappop(self._heap)
            elif (now := float(score(i))) < -bound:
                heapq.heapreplace(self._heap, (-now, key, i))
            else:
                return i
        return None
