"""Condense: the batch on whose labels those of the rest of the pool depend most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.parallel import in_blocks
from labelwise.params import Between
from labelwise.representations.mapping import ALL, STEP, width, written
from labelwise.selectors.base import Selector, points_of
from labelwise.selectors.taken import taken_points
from labelwise.types import Dense, Points, Slate

__all__ = ["Condense"]

Array = NDArray[Any]


class _Dependence:
    """Inner products of candidates with some random units, which stand for the pool."""

    def __init__(self, slate: Slate, points: Dense, taken: Points | None, how: Condense) -> None:
        self._points, self._how, self._rng = points, how, slate.rng
        self._sum, self._count = np.zeros(width(points)), 0
        if taken is not None:
            self._sum, self._count = taken.dense(ALL).sum(axis=0), len(taken)
        self._draw()

    def _draw(self) -> None:
        some = np.sort(self._rng.permutation(len(self._points))[: self._how.reference])
        self._others = self._points.dense(some)
        self._scores: Array | None = None

    def scores(self) -> Array:
        """(m,) dependence with the candidate in the batch, times its relative gain where there is a batch."""
        if self._scores is None:
            step = max(64, STEP // max(len(self._others), width(self._points), 1))
            self._scores = np.concatenate(in_blocks(self._block, len(self._points), step))
        return self._scores

    def _block(self, rows: Any) -> Array:
        before = self._others @ self._sum  # (R,), times the number of picks
        each = self._points.dense(rows) @ self._others.T  # (r, R)
        after = (before + each) / (self._count + 1)
        whole = after.mean(axis=1)
        if not self._how.pointwise or not self._count:
            return np.asarray(whole, dtype=np.float64)
        now = before / self._count
        tiny = 1e-9 * max(float(np.abs(now).max()), np.finfo(float).tiny)
        gain = np.maximum(1.0, after / np.maximum(now, tiny)).mean(axis=1) - 1
        return np.asarray(whole * gain, dtype=np.float64)

    def add(self, i: int) -> None:
        """Candidate i is in the batch; the pool is drawn anew."""
        self._sum, self._count = self._sum + self._points.dense(np.array([i]))[0], self._count + 1
        self._scores = None
        if self._how.resample:
            self._draw()


@dataclass(frozen=True, repr=False)
class Condense(Selector):
    """Greedy maximum of the dependence (HSIC) between batch and pool, with ``Draws()`` as representation.

    The batch's kernel is the mean of its units' kernels, the pool's that of ``reference`` random candidates.
    Plain: ``HSIC(K_B+j, K_U)``, which is linear, so that with fixed reference units it ranks each candidate
    by itself. Pointwise: that, times the mean over reference units u of
    ``max(1, HSIC(K_B+j, K_u) / HSIC(K_B, K_u)) - 1``: what the batch already tells counts for nothing.

    Parameters
    ----------
    reference : int
        How many random candidates stand for the pool.
    pointwise : bool
        Which form.
    resample : bool
        Whether the reference units are drawn anew after every pick.

    Notes
    -----
    O(m R K^2) a pick for K draws and R reference units. Pending rows are in the batch from the start. A
    relative gain has no bound, so that units on which nothing else depends come early.

    References
    ----------
    S. Jain, G. Liu, D. Gifford, "Information condensing active learning" (S025, ICAL), 2020. There the
    plain form is the first; pointwise is the default here, because the plain one cannot see redundancy.

    Examples
    --------
    >>> x = Dense(np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]))
    >>> from labelwise.selectors.picker import Picker
    >>> slate = Slate(np.arange(5), 2, np.random.default_rng(0), np.full(5, -1), np.ones(5), points=x)
    >>> [int(i) // 3 for i in Picker(slate, Condense()).fill().selection().indices]
    [0, 1]
    """

    reference: Annotated[int, Between(1)] = 200
    pointwise: bool = True
    resample: bool = True
    title = "condense"
    takes = ("points",)

    def start(self, slate: Slate) -> _Dependence:
        """Begin a run."""
        points = points_of(slate, self)
        dense = points if isinstance(points, Dense) else written(points, self)  # of any width as they are
        return _Dependence(slate, dense, taken_points(slate, False), self)
