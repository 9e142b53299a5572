"""Rows in blocks that stand together, and how far apart two blocks are at least."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.parallel import compiled, in_blocks, product, single_thread
from labelwise.types import Dense, Rows

__all__ = ["Regions", "slack", "spread"]

Array = NDArray[Any]

SAMPLE = 2048
"""Rows among which pivots are looked for."""

MOST = 512
"""Pivots at most."""


ROWS = 2048
"""Rows that are looked at together."""

LOOKS = 64
"""Blocks by which it is judged how many pairs they spare."""


class Regions:
    """Every row belongs to the pivot nearest to it; rows of one pivot are a block, or several.

    Rows i of pivot p and j of pivot q are at least as far apart as along the line through p and q:
    ``(|i - q|^2 - |i - p|^2 + |j - p|^2 - |j - q|^2) / (2 |p - q|)``. Of all rows of p the smallest first
    half of it is known for every q. Pivots are means of what is nearest to points of a sample that are far
    from each other.

    Parameters
    ----------
    points : Dense
        Points; they are looked at as float32.
    step : int
        Rows of a block at most.
    like : Regions, optional
        Take its pivots.
    count : int, optional
        How many pivots, 512 at most; by default twice the root of the number of points.

    Examples
    --------
    >>> made = Regions(Dense(np.array([[0.0], [9.0], [1.0]])), 2)
    >>> [rows.tolist() for rows in made.blocks], made.apart(0).round(2).tolist()
    ([[0, 2], [1]], [0.0, 8.0])
    """

    def __init__(
        self, points: Dense, step: int, like: Regions | None = None, count: int | None = None
    ) -> None:
        wanted = 2 * int(np.sqrt(len(points))) if count is None else count
        self._pivots: Array = _pivots(points, min(MOST, wanted)) if like is None else like._pivots
        exact = self._pivots.astype(np.float64)
        squares = np.einsum("ij,ij->i", exact, exact)
        with single_thread():
            cross = 2 * exact @ exact.T
        self._between = 2 * np.sqrt(np.maximum(squares + squares[:, None] - cross, 0))
        at, least = _assigned(points, self._pivots)
        counts = np.bincount(at, minlength=len(squares))
        parts = np.split(np.argsort(at, kind="stable"), np.cumsum(counts))
        self.blocks: list[Rows] = [p[k : k + step] for p in parts for k in range(0, len(p), step)]
        self.sizes = np.array([len(rows) for rows in self.blocks], dtype=np.int64)
        self._pivot = np.array([at[rows[0]] for rows in self.blocks], dtype=np.int64)
        self._of = np.empty(len(at), dtype=np.int32)
        for k, rows in enumerate(self.blocks):
            self._of[rows] = k
        norms, most = points.diag(), np.zeros(len(squares))
        most[counts > 0] = [norms[part].max() for part in parts if len(part)]
        off = slack(points) * (2 * (most + squares)[:, None] + 2 * squares)
        self._least = 2 * least + squares - squares[:, None] - off

    def apart(self, block: int, other: Regions | None = None) -> Array:
        """(blocks,) float64: any row of ``block`` and any of another, or of a block of other regions with the
        same pivots, are at least so far apart.
        """
        other, pivot = other or self, self._pivot[block]
        between = self._between[pivot, other._pivot]
        both = self._least[pivot, other._pivot] + other._least[other._pivot, pivot]
        return np.asarray(np.where(between > 0, np.maximum(both, 0) / np.where(between > 0, between, 1), 0.0))

    def share(self, radius: float) -> float:
        """About what share of all pairs of rows is in blocks that may be nearer than ``radius``."""
        some = np.unique(np.linspace(0, len(self.blocks) - 1, LOOKS).astype(np.int64)) if self.blocks else ()
        kept = [float(self.sizes[k]) * float(self.sizes[self.apart(k) < radius].sum()) for k in some]
        return sum(kept) / max(1.0, float(self.sizes[list(some)].sum()) * len(self._of))

    def parts(self, rows: Rows) -> list[tuple[int, Rows]]:
        """Some rows by block: its number and those of ``rows`` that are in it."""
        if len(rows) == len(self._of):
            return list(enumerate(self.blocks))
        order = np.argsort(self._of[rows], kind="stable")
        found, first = np.unique(self._of[rows][order], return_index=True)
        return list(zip(found.tolist(), np.split(rows[order], first[1:]), strict=True))


def slack(points: Dense) -> float:
    """Share of two squared norms by which a squared distance from float32 products may be off."""
    return (points.width + 16) * 2.0**-23


def spread(size: int, some: int) -> Rows:
    """About ``some`` of ``size`` rows in steps of the golden ratio, which follow no period of the rows.

    Examples
    --------
    >>> spread(100, 4).tolist(), spread(3, 4).tolist()
    ([0, 23, 61, 85], [0, 1, 2])
    """
    if size <= some:
        return np.arange(size)
    return np.unique((np.arange(some) * 0.6180339887498949 % 1 * size).astype(np.int64))


def _pivots(points: Dense, count: int) -> Array:
    """(p, D) pivots of a sample."""
    some = _single(points, spread(len(points), SAMPLE))
    count = min(count, len(some))
    if not count:
        return some
    at = _assigned(Dense(some), some[_far(some, count)])[0]
    first, many = np.unique(np.sort(at), return_index=True, return_counts=True)[1:]
    sums = np.add.reduceat(some[np.argsort(at, kind="stable")], first, axis=0, dtype=np.float64)
    return np.asarray(sums / many[:, None], dtype=np.float32)


def _single(points: Dense, rows: Any) -> Array:
    return np.asarray(points.dense(rows), dtype=np.float32)


def _assigned(points: Dense, pivots: Array) -> tuple[Rows, Array]:
    """The pivot p nearest to each point x; over the points of p the least ``x . p - x . q`` for every q."""
    at = np.zeros(len(points), dtype=np.int64)
    turned, norms = np.ascontiguousarray(pivots.T), np.einsum("ij,ij->i", pivots, pivots)

    def look(rows: slice) -> Array:
        least = np.full((len(pivots), len(pivots)), np.inf, dtype=np.float32)
        _assign(product(_single(points, rows), turned), norms, at[rows], least)
        return least

    least = np.full((len(pivots), len(pivots)), np.inf)
    for part in in_blocks(look, len(points) if len(pivots) else 0, ROWS):
        np.minimum(least, part, out=least)
    return at, least


@compiled(fast=True)
def _far(x: Any, count: int) -> Any:
    """Farthest first, from the first row."""
    picks, least = np.zeros(count, dtype=np.int64), np.full(len(x), np.float32(np.inf))
    for k in range(1, count):
        last, best = picks[k - 1], 0
        for i in range(len(x)):
            away = np.float32(0)
            for d in range(x.shape[1]):
                away += (x[i, d] - x[last, d]) * (x[i, d] - x[last, d])
            least[i] = min(least[i], away)
            if least[i] > least[best]:
                best = i
        picks[k] = best
    return picks


@compiled
def _assign(cross: Any, norms: Any, at: Any, least: Any) -> None:
    for i in range(len(cross)):
        row, best = cross[i], 0
        away = norms[0] - np.float32(2) * row[0]
        for q in range(1, len(row)):
            if norms[q] - np.float32(2) * row[q] < away:
                best, away = q, norms[q] - np.float32(2) * row[q]
        at[i] = best
        own, low = row[best], least[best]
        for q in range(len(row)):
            low[q] = min(low[q], own - row[q])
