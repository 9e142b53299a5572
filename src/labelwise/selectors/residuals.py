"""Variances of written-out points given what was picked, brought up to date where it matters."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.parallel import compiled, each
from labelwise.random import tie_break
from labelwise.representations.mapping import ALL
from labelwise.types import Dense, Rows, Slate

__all__ = ["Residuals", "left_over"]

Array = NDArray[Any]

FIRST, STEP = 128, 1024
"""Candidates that are looked at for a bound; rows of a block."""


@compiled(fast=True)
def _fall(x: Any, directions: Any, seen: Any, left: Any) -> None:
    """``left[r] -= (x[r] . directions[k])^2`` for all k from ``seen[r]``, one row at a time."""
    for r in range(x.shape[0]):
        value = left[r]
        for k in range(seen[r], directions.shape[0]):
            product = x.dtype.type(0)
            for c in range(x.shape[1]):
                product += x[r, c] * directions[k, c]
            value -= product * product
        left[r] = value


def left_over(taken: Array, noise: float) -> NDArray[np.float64]:
    """(D, D) P with ``x' P z`` the covariance of x and z given the taken points; without noise a projection.

    Examples
    --------
    >>> left_over(np.array([[2.0, 0.0]]), 0.0).round(3).tolist()
    [[0.0, 0.0], [0.0, 1.0]]
    """
    values, vectors = np.linalg.eigh(taken.T.astype(np.float64) @ taken)
    values = np.where(values > 1e-10 * max(values.max(initial=0.0), np.finfo(float).tiny), values, 0.0)
    share = noise / (values + noise) if noise > 0 else (values == 0).astype(np.float64)
    return np.asarray((vectors * share) @ vectors.T)


class Residuals:
    """``x' M x`` for each candidate, M the posterior covariance of the weights: it only falls.

    A pick adds one direction w to ``M -> M - w w'``; the number of a candidate that has not seen the latest
    directions is an upper bound.

    Parameters
    ----------
    slate : Slate
        Rows and ties.
    points : Dense
        The candidates.
    taken : Dense or None
        What was picked before.
    added : (m,) float64
        What stands beside the variance on the diagonal.
    noise : float
        The same for what was taken before.
    """

    def __init__(self, slate: Slate, points: Dense, taken: Dense | None, added: Array, noise: float) -> None:
        self._slate, self._points, self._added = slate, points, added
        self._left = points.diag().astype(np.float64)
        self._tiny = 16 * float(np.finfo(points.diag().dtype).eps) * float(self._left.max(initial=0))
        self._orthogonal = taken is None and not added.any()  # all directions are, and shall stay so
        self._start: Array | None = None
        if taken is not None:
            self._start = left_over(taken.dense(ALL), noise)
            values, vectors = np.linalg.eigh(self._start)
            self._begin(vectors * np.sqrt(np.maximum(values, 0)))
        self._seen = np.zeros(len(points), dtype=np.int64)
        width = points.dense(np.zeros(0, dtype=np.int64)).shape[1]
        self._exact = np.zeros((min(slate.n, len(points)), width))
        self._used = self._exact.astype(points.diag().dtype)
        self._count = 0

    def _begin(self, factor: Array) -> None:
        """Variances given what was taken."""

        def block(rows: Any) -> Array:
            x = self._points.dense(rows)
            return np.asarray(np.square(x @ factor.astype(x.dtype)).sum(axis=1, dtype=np.float64))

        self._left = np.concatenate(each(block, _blocks(len(self._points))))

    def scores(self) -> Array:
        """(m,) variance left and what is added."""
        self._update(np.flatnonzero(self._seen < self._count))
        return self._now()

    def score(self, i: int) -> float:
        """Of one candidate."""
        self._update(np.array([i]))
        return float(self._now(np.array([i]))[0])

    def best(self, alive: NDArray[np.bool_], rng: np.random.Generator) -> tuple[int, None]:
        """The largest, after a look at those that may be it."""
        bounds = np.where(alive, self._now(), -np.inf)
        if len(bounds) > 2 * FIRST:
            some = np.argpartition(bounds, -FIRST)[-FIRST:]
            self._update(some)
            bounds[some] = np.where(alive[some], self._now(some), -np.inf)
            most = bounds[some].max()  # none of them is too high now
        else:
            most = -np.inf
        late = np.flatnonzero((bounds >= most) & (self._seen < self._count) & alive)
        self._update(late)
        bounds[late] = self._now(late)
        tied = np.flatnonzero(bounds == bounds.max())
        return int(tied[tie_break(self._slate.rows[tied], self._slate.ties).argmin()]), None

    def add(self, i: int) -> None:
        """Condition on candidate i."""
        if self._count == len(self._exact):
            return
        x = self._points.dense(np.array([i]))[0].astype(np.float64)
        direction = x if self._start is None else self._start @ x
        known = self._exact[: self._count]
        direction = direction - (known @ x) @ known
        if self._orthogonal:
            direction -= (known @ direction) @ known
        pivot = float(direction @ x + self._added[i])
        if pivot <= self._tiny:
            return
        self._exact[self._count] = direction / np.sqrt(pivot)
        self._used[self._count] = self._exact[self._count]
        self._count += 1

    def why(self, i: int) -> str:
        """How much variance is left."""
        left = float(self._left[i])
        return f"variance {left:.3g}" if left > self._tiny else "no variance left"

    def _now(self, rows: Any = slice(None)) -> Array:
        left: Array = self._left[rows]
        return np.asarray(np.where(left > self._tiny, left, 0.0) + self._added[rows])

    def _update(self, rows: Rows) -> None:
        """Let candidates see all directions."""
        rows = rows[self._seen[rows] < self._count]
        used = self._used[: self._count]

        def block(part: slice) -> None:
            some = rows[part]
            left = self._left[some]
            _fall(self._points.dense(some), used, self._seen[some], left)
            self._left[some], self._seen[some] = left, self._count

        each(block, _blocks(len(rows)))


def _blocks(size: int) -> list[slice]:
    return [slice(start, min(start + STEP, size)) for start in range(0, size, STEP)]
