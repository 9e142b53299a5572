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

from labelwise.errors import BadData, BadParameter

__all__ = ["RunningLure", "checked_draws", "lure", "lure_variance", "lure_weights", "pure_weights"]

Floats = NDArray[np.float64]


def checked_draws(q: ArrayLike, size: int) -> Floats:
    """The probabilities of the draws as float64, refused where no estimate can be made of them.

    Parameters
    ----------
    q : (M,) float
        Probability of each draw among the items then left, in drawing order.
    size : int
        N, items at the start.

    Raises
    ------
    BadParameter
        If there are more draws than items.
    BadData
        If a probability is 0 or below, above 1, or no number.
    """
    found = np.atleast_1d(np.asarray(q, dtype=np.float64))
    if len(found) > size:
        raise BadParameter(f"{len(found)} items were drawn from {size}", allowed=f"up to {size}")
    bad = np.flatnonzero(~((found > 0) & (found <= 1 + 1e-9)))
    if len(bad):
        raise BadData(
            f"the probability of draw {bad[0] + 1} is {found[bad[0]]:g}",
            allowed="above 0 and up to 1: what can never be drawn cannot be weighed",
            fix="draw with a floor under every probability",
        )
    return found


def lure_weights(q: ArrayLike, size: int) -> Floats:
    """Weights ``v_m`` of the losses: 1 for even draws, and when every item was drawn.

    Parameters
    ----------
    q : (M,) float
        Probability of each draw among the items then left, in drawing order.
    size : int
        N, items at the start.

    Returns
    -------
    (M,) float64
        0 or more; their expectation is 1 each.

    Raises
    ------
    BadParameter, BadData
        If there are more draws than items, or a probability is outside (0, 1].

    References
    ----------
    S. Farquhar, Y. Gal, T. Rainforth, "On Statistical Bias In Active Learning: How and When To Fix
    It", 2021; J. Kossen, S. Farquhar, Y. Gal, T. Rainforth, "Active Testing: Sample-Efficient Model
    Evaluation", 2021 (S026).

    Examples
    --------
    >>> lure_weights([1 / 4, 1 / 3, 1 / 2], 4).round(12).tolist()
    [1.0, 1.0, 1.0]
    >>> lure_weights([0.5, 0.25], 4).round(3).tolist()
    [0.667, 1.333]
    """
    q = checked_draws(q, size)
    return np.asarray(1 + (size - len(q)) * _tilt(q, 1, size))


def _tilt(q: Any, first: int, size: int) -> Any:
    """``(1 / ((N - m + 1) q_m) - 1) / (N - m)`` for draws from number ``first`` on; 0 for the last item."""
    left = size - np.arange(first, first + np.size(q))  # N - m
    return (1 / ((left + 1) * q) - 1) * (left > 0) / np.maximum(left, 1)


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
    made, q = np.asarray(losses, dtype=np.float64), checked_draws(q, size)
    count = len(made)
    if count < 2 or len(q) != count:
        raise BadParameter(f"{count} losses and {len(q)} draws", allowed="as many, at least two")
    if count == size:
        return 0.0
    left = size - np.arange(1, count + 1)
    single = (made.cumsum() - made + made / q) / size
    share = size * (size - count) / (count * left * (left + 1.0))
    return float(count / (count - 1) * (share**2 @ (single - lure(made, q, size)) ** 2))


@dataclass(frozen=True, eq=False)
class RunningLure:
    """The estimate as labels come in: each new one costs the same, however many there were before.

    Parameters
    ----------
    size : int
        N, items at the start.
    count : int
        M, draws so far.
    total, tilt : float or (k,) array
        Sums over the draws of ``loss`` and of ``loss * (1 / ((N - m + 1) q_m) - 1) / (N - m)``.

    Examples
    --------
    >>> running = RunningLure(4).add(1.0, 0.5).add(0.0, 0.25)
    >>> running.count, round(running.value, 3), round(lure([1.0, 0.0], [0.5, 0.25], 4), 3)
    (2, 0.333, 0.333)
    """

    size: int
    count: int = 0
    total: Any = 0.0
    tilt: Any = 0.0

    def add(self, loss: float | Sequence[float] | Floats, q: float) -> RunningLure:
        """With one more draw: its loss (or several kinds of loss) and its probability among those left.

        Raises
        ------
        BadParameter, BadData
            If all items were drawn before, or the probability is outside (0, 1].
        """
        if self.count == self.size:
            raise BadParameter(f"all {self.size} items were drawn before", fix="stop: the truth is known")
        share = checked_draws(q, self.size)
        new = np.asarray(loss, dtype=np.float64)
        tilt = float(_tilt(share, self.count + 1, self.size)[0])
        return RunningLure(self.size, self.count + 1, self.total + new, self.tilt + new * tilt)

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
