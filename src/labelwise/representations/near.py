"""Who is nearer than a radius to whom: counted in blocks on threads, listed as far as memory allows."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.errors import BadData
from labelwise.parallel import compiled, each, product, single_thread
from labelwise.representations.regions import Regions, slack
from labelwise.types import Dense, Rows

__all__ = ["Near", "Neighbourhoods"]

Array = NDArray[Any]
Lists = tuple[NDArray[np.int64], NDArray[np.int32]]  # where each begins, and all one behind the other
Job = tuple[Rows, Rows, int]  # rows, columns, and how many columns in front are the rows themselves

LISTED = 2**27
"""Neighbours that are kept at most, 512 MiB and half as much while they are found; the others never are."""

TILE = 1024
"""Rows and columns of a block of products at most."""

GROUP = 64
"""Columns that are passed over together."""
SPARING = 0.3
"""Blocks of rows that stand together are smaller, and better only where they spare all but so many pairs."""

TOGETHER = 64
"""Blocks that are in memory at a time."""


class Near:
    """Which pairs of rows are nearer than a radius.

    Products are float32; where they cannot tell, the distance is taken again in float64 as a sum of squared
    differences, so that a pair is near or not whoever else is looked at.

    Parameters
    ----------
    x : (N, D) float
        The pool.
    radius : float
        Above 0; a distance of exactly this much is not near.
    """

    def __init__(self, x: Array, radius: float = np.inf) -> None:
        self.x, self.radius, self.size = x, float(radius), len(x)
        mean = x.mean(axis=0, dtype=np.float64) if x.size else np.zeros(x.shape[1])
        norms = np.einsum("ij,ij->i", x, x)
        aside = float(mean @ mean) > 0.5 * float(norms.mean(dtype=np.float64) if x.size else 0)
        self.single = np.asarray(x - mean.astype(x.dtype) if aside else x, dtype=np.float32)
        self.norms = np.einsum("ij,ij->i", self.single, self.single)
        self.slack = np.float32(slack(Dense(self.single)))

    @cached_property
    def regions(self) -> Regions:
        """The rows in blocks that stand together."""
        return Regions(Dense(self.single), TILE)

    def jobs(self, rows: Rows, columns: Rows, half: bool = False) -> Iterator[Job]:
        """All pairs of blocks of ``rows`` and ``columns`` in which some rows may be near.

        With ``half`` rows and columns are the same, and no two blocks come twice.
        """
        parts, mine = self._parts(columns), self._parts(rows)
        at = np.array([block for block, _ in parts], dtype=np.int64)
        for block, a in mine:
            close = np.arange(len(at))
            if self._sparing:
                close = np.flatnonzero(self.regions.apart(block)[at] < self.radius)
            close = close[at[close] > block] if half else close
            found = np.concatenate([a if half else a[:0], *(parts[k][1] for k in close)])
            for start in range(0, len(found), TILE):
                yield a, found[start : start + TILE], len(a) if half and not start else 0

    @cached_property
    def _sparing(self) -> bool:
        return self.regions.share(self.radius) < SPARING

    def _parts(self, rows: Rows) -> list[tuple[int, Rows]]:
        """Rows in blocks; as they come where blocks that stand together spare too little."""
        if self._sparing:
            return self.regions.parts(rows)
        return [(k, rows[start : start + TILE]) for k, start in enumerate(range(0, len(rows), TILE))]

    def within(self, radius: float) -> Near:
        """The same rows and another radius."""
        twin = copy.copy(self)
        twin.radius = radius
        vars(twin).pop("_sparing", None)
        return twin

    def scan(self, job: Job, among: NDArray[np.bool_]) -> tuple[Array, Array, Array]:
        """Pairs of different rows of a job that are near, as ``i * columns + j``.

        Parameters
        ----------
        job : rows, columns, int
            Of the columns that are the rows themselves only later ones count.
        among : (N,) bool
            Which rows count.

        Returns
        -------
        pairs : (p,) uint32
        here, there : (r,), (c,) int64
            How many near columns that count each row has, and the other way round.
        """
        a, b, own = job
        cross = product(self.part(a), self.part(b).T)
        here, there = np.zeros(len(a), dtype=np.int64), np.zeros(len(b), dtype=np.int64)
        limit, norms = (self.radius**2, self.slack), (self.norms[a], self.norms[b])
        return _scan(cross, norms, (a, b), self.x, limit, among, own, here, there), here, there

    def part(self, rows: Rows) -> Array:
        """Some rows as float32."""
        in_line = len(rows) and rows[-1] - rows[0] == len(rows) - 1 and (np.diff(rows) == 1).all()
        return self.single[rows[0] : rows[-1] + 1] if in_line else self.single[rows]


class Neighbourhoods:
    """The near rows of some rows (``heads``), each of which is near to itself.

    ``heads`` ascend; where most rows are heads, each pair is looked at once. Lists are kept while they are
    short enough; else pairs are computed again whenever they are asked for.

    Examples
    --------
    >>> some = Neighbourhoods(Near(np.array([[0.0], [1.0], [5.0]]), 1.5), np.array([0, 2]))
    >>> some.counts(np.ones(3, dtype=bool)).tolist(), some.of(0).tolist()
    ([2, 1], [0, 1])
    >>> some.around(np.array([1])).tolist(), some.union().tolist()
    ([1, 0], [True, True, True])
    """

    def __init__(self, near: Near, heads: Rows) -> None:
        self.near, self.heads, self.elements = near, heads, near.size
        self._both = 2 * len(heads) > near.size
        self._rows = np.arange(near.size) if self._both else heads
        self._lists: Lists | None = None
        self._back: Lists | None = None

    def counts(self, among: NDArray[np.bool_]) -> NDArray[np.int64]:
        """(m,) how many rows of ``among`` are near to each head; lists are made on the way."""
        total, found, listed = np.zeros(self.near.size, dtype=np.int64), [], 0
        jobs = self.near.jobs(self._rows, np.arange(self.near.size), self._both)
        with single_thread():
            while part := list(islice(jobs, TOGETHER)):
                made = each(lambda job: self.near.scan(job, among), part)
                for job, (pairs, here, there) in zip(part, made, strict=True):
                    total[job[0]] += here
                    total[job[1]] += there if self._both else 0
                    listed += (1 + self._both) * len(pairs)
                    found.append((job, pairs))
                if listed > LISTED:
                    found.clear()
        if listed <= LISTED:
            self._keep(found)
        return (total + among)[self.heads]

    def of(self, i: int) -> Rows:
        """Rows near to head i, the head first."""
        row = int(self.heads[i])
        if self._lists is not None:
            start, ids = self._lists
            at = row if self._both else i
            return ids[start[at] : start[at + 1]].astype(np.int64)
        every, own = np.ones(self.near.size, dtype=bool), np.array([row])
        jobs = list(self.near.jobs(own, np.arange(self.near.size)))
        parts = each(lambda job: job[1][self.near.scan(job, every)[0]], jobs)
        return np.concatenate([own, *parts])

    def around(self, rows: Rows) -> NDArray[np.int64]:
        """(m,) how many of ``rows`` are near to each head."""
        if self._back is None:
            return self._around(rows, self._rows)[self.heads]
        start, ids = self._back
        counts = start[rows + 1] - start[rows]
        at = np.repeat(start[rows] - np.append(0, np.cumsum(counts)[:-1]), counts) + np.arange(counts.sum())
        total = np.bincount(ids[at], minlength=len(self._rows))
        return total[self.heads] if self._both else total

    def union(self) -> NDArray[np.bool_]:
        """(N,) which rows are near to any head."""
        return self._around(self.heads, np.arange(self.near.size)) > 0

    def csr(self) -> Any:
        """(m, N) the lists as a sparse matrix.

        Raises
        ------
        BadData
            If there are too many pairs to keep.
        """
        if self._lists is None:
            self.counts(np.ones(self.near.size, dtype=bool))
        if self._lists is None:
            raise BadData(
                f"a radius of {self.near.radius:.3g} joins more than {LISTED} pairs of {self.near.size}",
                fix="pass a smaller radius, or fewer candidates",
            )
        made = self._matrix(np.float32)
        made.sort_indices()
        return made[self.heads] if self._both else made

    def _matrix(self, kind: Any) -> Any:
        start, ids = self._lists or (np.zeros(1), np.zeros(0))
        return sparse.csr_matrix((np.ones(len(ids), kind), ids, start), (len(start) - 1, self.near.size))

    def _around(self, rows: Rows, heads: Rows) -> NDArray[np.int64]:
        """(N,) how many of ``rows`` are near to each of ``heads``; 0 elsewhere."""
        total, every = np.zeros(self.near.size, dtype=np.int64), np.ones(self.near.size, dtype=bool)
        jobs = self.near.jobs(rows, heads)
        while part := list(islice(jobs, TOGETHER)):
            for job, made in zip(part, each(lambda job: self.near.scan(job, every)[2], part), strict=True):
                total[job[1]] += made
        total[rows] += np.isin(rows, heads)
        return total

    def _keep(self, found: list[tuple[Job, Array]]) -> None:
        """Lists out of pairs; the head itself comes first."""
        place = np.zeros(self.near.size, dtype=np.int64)
        place[self._rows] = np.arange(len(self._rows))
        many = np.ones(len(self._rows), dtype=np.int64)
        for (a, b, _), pairs in found:
            many[place[a]] += np.bincount(pairs // len(b), minlength=len(a))
            if self._both:
                many[b] += np.bincount(pairs % len(b), minlength=len(b))
        start = np.append(0, np.cumsum(many))
        ids, at = np.empty(start[-1], dtype=np.int32), start[:-1].copy()
        ids[at] = self._rows
        at += 1
        while found:
            (a, b, _), pairs = found.pop()
            _fill(pairs, place[a], a, b, self._both, at, ids)
        self._lists = start, ids
        self._back = self._lists
        if not self._both:
            made = self._matrix(np.int8).tocsc()
            self._back = made.indptr.astype(np.int64), made.indices


@compiled
def _scan(
    cross: Any, norms: Any, rows: Any, x: Any, limit: Any, among: Any, own: int, here: Any, there: Any
) -> Any:
    a, b = rows
    squared, slack = limit
    floor = norms[1] * (1 - slack)
    least = (norms[0] * (1 - slack) - squared).astype(np.float32)
    parts = (len(b) + GROUP - 1) // GROUP
    many = np.zeros((len(a), parts), dtype=np.int64)  # an upper bound, found without a branch
    for i in range(len(a)):
        low = least[i]
        for part in range(parts):
            count, inner = np.int32(0), cross[i, part * GROUP : part * GROUP + GROUP]
            limits = floor[part * GROUP : part * GROUP + GROUP]
            for j in range(len(inner)):
                count += np.int32(limits[j] + low <= np.float32(2) * inner[j])
            many[i, part] = count
    pairs, found = np.empty(many.sum(), dtype=np.uint32), 0
    for i in range(len(a)):
        for part in range(parts):
            for j in range(part * GROUP, min(part * GROUP + GROUP, len(b)) if many[i, part] else 0):
                both = norms[0][i] + norms[1][j]
                away = both - 2 * cross[i, j]
                if floor[j] + least[i] > 2 * cross[i, j] or a[i] == b[j] or (j < own and j < i):
                    continue
                if away > squared - slack * both:
                    exact = 0.0
                    for d in range(x.shape[1]):
                        exact += (np.float64(x[a[i], d]) - np.float64(x[b[j], d])) ** 2
                    if exact >= squared:
                        continue
                pairs[found] = i * len(b) + j
                found += 1
                here[i] += among[b[j]]
                there[j] += among[a[i]]
    return pairs[:found].copy()


@compiled
def _fill(pairs: Any, place: Any, a: Any, b: Any, both: bool, at: Any, ids: Any) -> None:
    for pair in pairs:
        i, j = pair // len(b), pair % len(b)
        ids[at[place[i]]] = b[j]
        at[place[i]] += 1
        if both:
            ids[at[b[j]]] = a[i]
            at[b[j]] += 1
