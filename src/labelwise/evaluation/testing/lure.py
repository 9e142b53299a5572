"""An unbiased mean loss from test items that were not drawn evenly: the LURE estimator.

Test items are drawn one after another without replacement from N, the m-th with a known probability
``q_m`` among those left. After M draws the estimate is ``mean(v_m * loss_m)`` with
``v_m = 1 + (N - M) / (N - m) * (1 / ((N - m + 1) * q_m) - 1)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwise.errors import BadParameter
from labelwise.unequal import checked_draws, lure_weights, tilts

__all__ = ["RunningLure", "lure", "lure_variance", "pure_weights"]

Floats = NDArray[np.float64]


def pure_weights(q: ArrayLike, size: int) -> Floats:
    """Weights of the estimator R_PURE of the same paper, ``1 / (N q_m) + (M - m) / N``: unbiased, noisier.

    Examples
    --------
    >>> pure_weights([1 / 4, 1 / 3, 1 / 2], 4).round(3).tolist()
    [1.5, 1.0, 0.5]
    """
    q = checked_draws(q, size)
    return np.asarray(1 / (size * q) + np.arange(len(q) - 1, -1, -1) / size)


def lure(losses: ArrayLike, q: ArrayLike, size: int) -> Any:
    """Mean loss over all N items, estimated from M draws.

    Parameters
    ----------
    losses : (M,) or (M, k) float
        Loss of each drawn item, in drawing order.
    q : (M,) float
        Probability of each draw among the items then left.
    size : int
        N.

    Returns
    -------
    float or (k,) float64

    Raises
    ------
    BadParameter, BadData
        If there are no draws or more than items, or a probability is outside (0, 1].

    Examples
    --------
    >>> lure([1.0, 0.0, 0.0, 1.0], [0.7, 0.5, 0.5, 1.0], 4)  # all are known: the truth
    0.5
    """
    made = np.asarray(losses, dtype=np.float64)
    weights = lure_weights(q, size)
    if not len(weights) or len(made) != len(weights):
        raise BadParameter(f"{len(made)} losses and {len(weights)} draws", allowed="as many, at least one")
    found = weights @ made / len(weights)
    return float(found) if np.ndim(found) == 0 else found


def lure_variance(losses: ArrayLike, q: ArrayLike, size: int) -> float:
    """Estimated variance of :func:`lure` over new draws from the same N items; 0 when all are drawn.

    The estimate is ``sum c_m z_m``, ``z_m`` the unbiased estimate that draw m alone gives, ``(sum of the
    losses before + loss_m / q_m) / N``, and ``c_m = N (N - M) / (M (N - m) (N - m + 1))``; as the ``z_m``
    are martingale differences around the truth, its variance is the mean of ``sum c_m^2 (z_m - R)^2``.

    Parameters
    ----------
    losses, q, size
        As of :func:`lure`; two draws or more.

    References
    ----------
    Derived here from the form that Farquhar, Gal and Rainforth 2021 prove unbiasedness with; the
    official code gives no interval.

    Examples
    --------
    >>> lure_variance([1.0, 0.0, 0.0, 1.0], [0.7, 0.5, 0.5, 1.0], 4)
    0.0
    >>> round(lure_variance([1.0, 0.0] * 50, 1 / np.arange(10_000, 9_900, -1), 10_000), 5)  # p (1 - p) / 99
    0.0025
    """
    return float(RunningLure.of(losses, q, size).variance)


@dataclass(frozen=True, eq=False)
class RunningLure:
    """The estimate and its variance, label by label: each new one costs the same, however many came before.

    Parameters
    ----------
    size : int
        N, items at the start.
    count : int
        M, draws so far.
    total, tilt : float or (k,) array
        Sums over the draws of ``loss`` and of ``loss * (1 / ((N - m + 1) q_m) - 1) / (N - m)``.
    squares : tuple
        Sums over the draws of ``a_m``, ``a_m z_m`` and ``a_m z_m z_m'``, where ``z_m`` is as in
        :func:`lure_variance` and ``a_m`` is ``1 / ((N - m) (N - m + 1))^2``, 0 for the last item.

    Examples
    --------
    >>> running = RunningLure(4).add(1.0, 0.5).add(0.0, 0.25)
    >>> running.count, round(running.value, 3), round(lure([1.0, 0.0], [0.5, 0.25], 4), 3)
    (2, 0.333, 0.333)
    >>> round(running.variance, 3), round(lure_variance([1.0, 0.0], [0.5, 0.25], 4), 3)
    (0.012, 0.012)
    """

    size: int
    count: int = 0
    total: Any = 0.0
    tilt: Any = 0.0
    squares: tuple[Any, Any, Any] = (0.0, 0.0, 0.0)

    @classmethod
    def of(cls, losses: ArrayLike, q: ArrayLike, size: int) -> RunningLure:
        """After many draws at once: their (M,) or (M, k) losses and (M,) probabilities.

        Raises
        ------
        BadParameter, BadData
            If there are not as many losses as draws, or more than items, or a probability is outside (0, 1].
        """
        made, q = np.asarray(losses, dtype=np.float64), checked_draws(q, size)
        if len(made) != len(q):
            raise BadParameter(f"{len(made)} losses and {len(q)} draws", allowed="as many of each")
        single = (made.cumsum(axis=0) - made + (made.T / q).T) / size
        a = _square(1, len(q), size)
        squares = a.sum(), a @ single, (single.T * a) @ single
        return cls(size, len(q), made.sum(axis=0), tilts(q, 1, size) @ made, squares)

    def add(self, loss: float | Sequence[float] | Floats, q: float) -> RunningLure:
        """With one more draw: its loss (or several kinds of loss) and its probability among those left.

        Raises
        ------
        BadParameter, BadData
            If all items were drawn before, or the probability is outside (0, 1].
        """
        if self.count == self.size:
            raise BadParameter(f"all {self.size} items were drawn before", fix="stop: the truth is known")
        share, m = checked_draws(q, self.size), self.count + 1
        new = np.asarray(loss, dtype=np.float64)
        single, a = (self.total + new / share[0]) / self.size, _square(m, 1, self.size)[0]
        more = a, a * single, a * np.multiply.outer(single, single)
        squares = (self.squares[0] + more[0], self.squares[1] + more[1], self.squares[2] + more[2])
        tilt = self.tilt + new * float(tilts(share, m, self.size)[0])
        return RunningLure(self.size, m, self.total + new, tilt, squares)

    def mixed(self, shares: Sequence[float]) -> RunningLure:
        """That of one loss made of the k kinds: each times its share, added up."""
        by, (even, first, second) = np.asarray(shares, dtype=np.float64), self.squares
        squares = even, first @ by, by @ second @ by
        return RunningLure(self.size, self.count, self.total @ by, self.tilt @ by, squares)

    @property
    def value(self) -> Any:
        """The estimate; a float, or (k,) for several kinds of loss.

        Raises
        ------
        BadParameter
            Before the first draw.
        """
        if not self.count:
            raise BadParameter("nothing was drawn yet", fix="add a draw first")
        found = (self.total + (self.size - self.count) * self.tilt) / self.count
        return float(found) if np.ndim(found) == 0 else np.asarray(found)

    @property
    def variance(self) -> Any:
        """That of the estimate, see :func:`lure_variance`; a float, or (k,) for several kinds of loss.

        Raises
        ------
        BadParameter
            Before the second draw.
        """
        count, size, value = self.count, self.size, self.value
        if count < 2:
            raise BadParameter(f"the variance of {count} draw", allowed="at least two draws")
        even, first, second = self.squares
        second = second if np.ndim(second) < 2 else np.diagonal(second)
        scale = (size * (size - count) / count) ** 2 * count / (count - 1)
        found = np.maximum(scale * (second - 2 * value * first + value**2 * even), 0)
        return float(found) if np.ndim(found) == 0 else np.asarray(found)


def _square(first: int, count: int, size: int) -> Floats:
    """``1 / ((N - m) (N - m + 1))^2`` for draws from number ``first`` on; 0 for the last item."""
    left = size - np.arange(first, first + count, dtype=np.float64)  # N - m
    return np.asarray((left > 0) / np.maximum(left * (left + 1), 1) ** 2)
