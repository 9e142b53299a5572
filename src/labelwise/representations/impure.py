"""How far rows are from the nearest row of another cluster, where that is among the smallest distances."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.parallel import compiled, each, product
from labelwise.representations.near import GROUP, SPARING, TILE, TOGETHER, Near
from labelwise.types import Rows

__all__ = ["to_other"]

Array = NDArray[Any]
Job = tuple[Rows, Rows, NDArray[np.int64]]  # rows, columns, and which of the distances belong to the rows

FIRST = 256
"""Columns that each block is compared with before a limit is known."""


def to_other(near: Near, rows: Rows, labels: Rows, rank: int) -> float:
    """Squared distance to the nearest row with another label; of all ``rows`` the one of that rank.

    Blocks that are farther apart than the smallest ``rank + 1`` distances found so far are left out, and
    pairs that are farther apart are not looked at closely.

    Parameters
    ----------
    near : Near
        The pool.
    rows : (r,) int64
        Rows that are looked at, ascending.
    labels : (N,) int64
        Labels of all rows.
    rank : int
        0 is the smallest.

    Returns
    -------
    float
        Infinite where there is no other label.

    Examples
    --------
    >>> near = Near(np.array([[0.0], [1.0], [3.0], [9.0]]))
    >>> [to_other(near, np.arange(4), np.array([0, 0, 1, 2]), rank) for rank in range(4)]
    [4.0, 4.0, 9.0, 36.0]
    """
    search = _Search(near, rows, labels, rank)
    for jobs in (search.first(), search.rest()):
        while part := list(islice(jobs, TOGETHER)):
            for (_, _, at), least in zip(part, each(search.look, part), strict=True):
                search.least[at] = np.minimum(search.least[at], least)
            search.limit = float(np.partition(search.least, rank)[rank])
    return search.limit


class _Search:
    """The distances found so far, and which of them still matter."""

    def __init__(self, near: Near, rows: Rows, labels: Rows, rank: int) -> None:
        self._near, self._rows, self._labels = near, rows, labels
        self.least, self.limit = np.full(len(rows), np.inf), np.inf
        self._blocks = near.regions.blocks
        ends = [(labels[b].min(), labels[b].max()) for b in self._blocks]
        low, high = np.array(ends).T
        self._only = np.where(low == high, low, -1)  # the label of a block that has one only
        self._parts = [(block, a, np.searchsorted(rows, a)) for block, a in near.regions.parts(rows)]
        self._done: list[Rows] = []

    def _order(self, block: int) -> tuple[Rows, Array]:
        """Blocks with other labels, the nearest first, and how near they are at least."""
        away = self._near.regions.apart(block)
        some = np.flatnonzero((self._only != self._only[block]) | (self._only < 0))
        order = some[np.argsort(away[some], kind="stable")]
        return order, away[order]

    def first(self) -> Iterator[Job]:
        """Each block with the nearest others."""
        for block, a, at in self._parts:
            order = self._order(block)[0]
            columns = np.cumsum(self._near.regions.sizes[order])
            self._done.append(order[: int(np.searchsorted(columns, FIRST)) + 1])
            yield from self._jobs(a, at, self._done[-1])

    def rest(self) -> Iterator[Job]:
        """Each block with all others that are near enough; any with any where that spares too little."""
        if self._near.regions.share(float(np.sqrt(self.limit))) >= SPARING:
            for start in range(0, len(self.least), TILE // 4):
                at = np.arange(start, min(start + TILE // 4, len(self.least)))
                yield from self._jobs(self._rows[at], at, np.arange(len(self._blocks)))
            return
        for (block, a, at), done in zip(self._parts, self._done, strict=True):
            order, away = self._order(block)
            yield from self._jobs(a, at, order[len(done) :][away[len(done) :] ** 2 <= self.limit])

    def _jobs(self, a: Rows, at: Rows, others: Rows) -> Iterator[Job]:
        found = np.concatenate([a[:0], *(self._blocks[k] for k in others)])
        for start in range(0, len(found), TILE):
            yield a, found[start : start + TILE], at

    def look(self, job: Job) -> Array:
        """The distances of a job's rows after it, those above the limit only as large as that."""
        a, b, at = job
        near, least = self._near, np.asarray(np.minimum(self.least[at], self.limit))
        cross = product(near.part(a), near.part(b).T)
        _other(cross, (near.norms[a], near.norms[b]), (a, b), near.x, self._labels, near.slack, least)
        return least


@compiled
def _other(cross: Any, norms: Any, rows: Any, x: Any, labels: Any, slack: Any, least: Any) -> None:
    a, b = rows
    floor = norms[1] * (1 - slack)
    for i in range(len(a)):
        low = np.float32(norms[0][i] * (1 - slack) - least[i])
        for start in range(0, len(b), GROUP):
            count, inner, limits = np.int32(0), cross[i, start : start + GROUP], floor[start : start + GROUP]
            for j in range(len(inner)):
                count += np.int32(limits[j] + low <= np.float32(2) * inner[j])
            for j in range(start, min(start + GROUP, len(b)) if count else start):
                if floor[j] + low > 2 * cross[i, j] or labels[a[i]] == labels[b[j]]:
                    continue
                exact = 0.0
                for d in range(x.shape[1]):
                    exact += (np.float64(x[a[i], d]) - np.float64(x[b[j], d])) ** 2
                if exact < least[i]:
                    least[i] = exact
                    low = np.float32(norms[0][i] * (1 - slack) - exact)
