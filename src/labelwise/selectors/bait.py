"""Bait: the batch after which the model is least uncertain about all points together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.parallel import in_blocks
from labelwise.params import Between
from labelwise.random import tie_break
from labelwise.representations.mapping import ALL, STEP, written
from labelwise.selectors.base import Selector, points_of
from labelwise.selectors.residuals import left_over
from labelwise.selectors.taken import taken_points
from labelwise.types import Dense, Rows, Slate

__all__ = ["Bait"]

Array = NDArray[Any]


class _Trace:
    """``x' M x`` and ``x' M F M x`` of each candidate; M: covariance of the weights, F: second moments.

    Attributes
    ----------
    var, gain : (m,) float64
        The two numbers; ``gain / (var + noise)`` is what the trace of ``M F`` would fall by.
    """

    def __init__(self, points: Dense, taken: Dense | None, moments: Array, noise: float) -> None:
        self._points, self.noise = points, noise
        width = len(moments)
        self._m = np.eye(width) if taken is None else left_over(taken.dense(ALL), noise)
        self._g = self._m @ moments @ self._m
        self._start = self._m.copy(), self._g.copy()
        self._joint: tuple[Array, Array] | None = None
        self._floor = 16 * float(np.finfo(np.float64).eps) * float(points.diag().max(initial=0))
        self.var = self._columns(lambda x: ((x @ self._m) * x).sum(axis=1))
        self.gain = self._columns(lambda x: ((x @ self._g) * x).sum(axis=1))

    def _columns(self, work: Any) -> Array:
        """What ``work`` makes of blocks of the points, in float64."""
        step = max(64, STEP // max(len(self._m), 1))

        def block(rows: Any) -> Array:
            return np.asarray(work(self._points.dense(rows).astype(np.float64)))

        return np.concatenate(in_blocks(block, len(self._points), step))

    def forward(self) -> Array:
        """(m,) how much each would lower the trace; 0 where no variance is left."""
        whole = self.var + self.noise
        return np.asarray(np.where(whole > self._floor, self.gain / np.where(whole > 0, whole, 1), 0.0))

    def backward(self, picks: Rows) -> Array:
        """(r,) minus how much the trace would rise without each; minus infinity where there is no noise.

        With ``A = (X M X' + noise I)^-1`` over the picks, M and F as before the first of them, it rises by
        ``(A X M F M X' A)_kk / A_kk``. Differences of variances would be lost in rounding.
        """
        if not self.noise:
            return np.full(len(picks), -np.inf)
        if self._joint is None:
            x = self._points.dense(picks).astype(np.float64)
            inverse = np.linalg.inv(x @ self._start[0] @ x.T + self.noise * np.eye(len(x)))
            self._joint = inverse, inverse @ (x @ self._start[1] @ x.T) @ inverse
        return np.asarray(-np.diag(self._joint[1]) / np.diag(self._joint[0]))

    def leave(self, picks: Rows, k: int) -> None:
        """The k-th pick is none any more."""
        assert self._joint is not None
        inverse, both = self._joint
        a, b = inverse[:, k] / inverse[k, k], both[:, k]
        both = both - np.outer(a, b) - np.outer(b, a) + b[k] * np.outer(a, a)
        inverse = inverse - inverse[k, k] * np.outer(a, a)
        rest = np.delete(np.arange(len(picks)), k)
        self._joint = inverse[np.ix_(rest, rest)], both[np.ix_(rest, rest)]

    def take(self, i: int) -> None:
        """Condition on candidate i."""
        scale = self.noise + self.var[i]
        if scale <= self._floor:
            return
        x = self._points.dense(np.array([i]))[0].astype(np.float64)
        u, g, own = self._m @ x, self._g @ x, float(self.gain[i])
        both = np.stack([u, g], axis=1)
        a, b = self._columns(lambda block: block @ both).T
        self.gain += own * a**2 / scale**2 - 2 * a * b / scale
        self.var -= a**2 / scale
        self._g += own * np.outer(u, u) / scale**2 - (np.outer(u, g) + np.outer(g, u)) / scale
        self._m -= np.outer(u, u) / scale


@dataclass(frozen=True, repr=False)
class Bait(Selector):
    """Greedy minimum of ``trace((X_B' X_B / noise^2 + I)^-1 F)``, ``F`` the second moments of all points:
    the summed variance of a linear model over pool and labelled rows.

    Forward: again and again the candidate that lowers it most, ``over`` times as many as wanted. Backward:
    again and again the pick is left out without which it rises least.

    Parameters
    ----------
    noise : float
        Standard deviation of the answers' noise.
    over : float
        1 is forward alone.
    labelled : bool
        Whether the labelled rows were picked before (TP mode) or only pending ones (P mode).

    Notes
    -----
    For regression; :class:`~labelwise.selectors.FisherBait` is the form for classes. O(m D) a pick forward,
    O(n^2) backward, O(m D^2) at the start, in float64. Without noise there is nothing to leave out by, and
    the latest picks go. The released code of BMDAL transforms all features at every pick instead.

    References
    ----------
    J. T. Ash, S. Goel, A. Krishnamurthy, S. Kakade, "Gone fishing: neural active learning with Fisher
    embeddings" (BAIT), 2021; D. Holzmüller et al., "A framework and benchmark for deep batch active learning
    for regression" (S059), 2023.

    Examples
    --------
    >>> x = np.array([[1.0, 0.0], [1.1, 0.0], [0.0, 2.0], [0.9, 0.1]])
    >>> slate = Slate(np.arange(4), 2, np.random.default_rng(0), np.full(4, -1), np.ones(4), points=Dense(x))
    >>> Bait().choose(slate).tolist()
    [2, 1]
    """

    noise: Annotated[float, Between(0)] = 0.1
    over: Annotated[float, Between(1)] = 2.0
    labelled: bool = False
    title = "bait"
    takes = ("points",)

    def choose(self, slate: Slate) -> Rows:
        """Positions in picking order."""
        points = written(points_of(slate, self), self)
        taken = taken_points(slate, self.labelled)
        known = None if taken is None else written(taken, self)
        moments = _moments(points)
        if slate.centres is not None and len(slate.centres):
            moments += _moments(written(slate.centres, self))
        trace = _Trace(points, known, moments, float(self.noise) ** 2)
        return forward_backward(trace, slate, self.over)


def forward_backward(trace: Any, slate: Slate, over: float) -> Rows:
    """Take ``over * n`` by ``trace.forward()``, leave out by ``trace.backward(picks)`` until n are left."""
    wanted, picks = min(slate.n, len(slate.rows)), np.zeros(0, dtype=np.int64)
    keys = tie_break(slate.rows, slate.ties)
    many = min(max(round(over * wanted), wanted), len(slate.rows))
    while len(picks) < many:
        scores = trace.forward()
        scores[picks] = -np.inf
        tied = np.flatnonzero(scores == scores.max())
        picks = np.append(picks, tied[keys[tied].argmin()])
        trace.take(int(picks[-1]))
    while len(picks) > wanted:
        scores = trace.backward(picks)
        worst = int(scores.argmax())
        if not -np.inf < scores[worst] < 0:  # nothing can be told apart: the latest go
            return picks[:wanted]
        trace.leave(picks, worst)
        picks = np.delete(picks, worst)
    return picks


def _moments(points: Dense) -> Array:
    """(D, D) sum of ``x x'``."""
    width = points.dense(np.zeros(0, dtype=np.int64)).shape[1]

    def block(rows: Any) -> Array:
        x = points.dense(rows).astype(np.float64)
        return np.asarray(x.T @ x)

    return sum(in_blocks(block, len(points), max(64, STEP // max(width, 1))), np.zeros((width, width)))
