"""Intervals for a share: k of m random items are right, what share is right of all?"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from labelwise.errors import BadParameter

__all__ = ["clopper_pearson", "hypergeometric", "wilson"]

Number = float | NDArray[Any]


def wilson(k: Number, m: Number, level: float = 0.95) -> tuple[Any, Any]:
    """Interval of Wilson: right on average over shares, a little short where nearly all are right.

    Parameters
    ----------
    k : float or (...) float
        How many are right; may be fractional, as a weighted count is.
    m : float or (...) float
        Of how many; none at all gives (0, 1).
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    low, high : float or (...) float
        Bounds of the share.

    Raises
    ------
    BadParameter
        If ``k`` is not between 0 and ``m``, or ``level`` not between 0 and 1.

    References
    ----------
    E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", 1927.
    L. D. Brown, T. T. Cai and A. DasGupta, "Interval Estimation for a Binomial Proportion", 2001.

    Examples
    --------
    >>> wilson(90, 100)
    (0.825, 0.945)
    """
    k, m = counts(k, m, level)
    z = stats.norm.ppf((1 + level) / 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (k + z**2 / 2) / (m + z**2)
        half = z * np.sqrt(k * (m - k) / m + z**2 / 4) / (m + z**2)
    low = np.where(k <= 0, 0.0, np.maximum(middle - half, 0.0))
    high = np.where(k >= m, 1.0, np.minimum(middle + half, 1.0))
    return plain(np.where(m > 0, low, 0.0)), plain(np.where(m > 0, high, 1.0))


def clopper_pearson(
    k: Number, m: Number, level: float = 0.95, *, side: Literal["both", "low"] = "both"
) -> tuple[Any, Any]:
    """Exact interval of Clopper and Pearson: holds at least ``level`` for every share.

    Parameters
    ----------
    k, m, level
        As for :func:`wilson`.
    side : {"both", "low"}
        ``"low"`` spends all of the error on the lower bound; the upper one is 1.

    Returns
    -------
    low, high : float or (...) float
        Bounds of the share.

    Raises
    ------
    BadParameter
        If ``k`` is not between 0 and ``m``, ``level`` not between 0 and 1, or ``side`` is unknown.

    References
    ----------
    C. J. Clopper and E. S. Pearson, "The Use of Confidence or Fiducial Limits Illustrated in the Case
    of the Binomial", 1934.

    Examples
    --------
    >>> clopper_pearson(90, 100)
    (0.824, 0.951)
    >>> clopper_pearson(90, 100, side="low")
    (0.836, 1.0)
    """
    if side not in ("both", "low"):
        raise BadParameter(f"side is {side!r}", allowed="'both' or 'low'")
    k, m = counts(k, m, level)
    alpha = (1 - level) / (2 if side == "both" else 1)
    low = np.where(k > 0, special.betaincinv(np.maximum(k, 1e-300), m - k + 1, alpha), 0.0)
    if side == "low":
        return plain(low), plain(np.ones_like(low))
    high = np.where(k < m, special.betaincinv(k + 1, np.maximum(m - k, 1e-300), 1 - alpha), 1.0)
    return plain(low), plain(high)


def hypergeometric(k: int, m: int, size: int, level: float = 0.95) -> tuple[float, float]:
    """Exact interval for the share of a whole pool of ``size`` items, of which ``m`` were drawn.

    Shorter than :func:`clopper_pearson` because what was drawn is known: with all drawn it is a point.

    Parameters
    ----------
    k, m : int
        ``k`` of the ``m`` items that were drawn without replacement are right.
    size : int
        Items of the pool, the drawn ones among them.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    low, high : float
        Bounds of the share of right items in the pool.

    Raises
    ------
    BadParameter
        If ``k`` is not between 0 and ``m``, ``size`` below ``m``, or ``level`` not between 0 and 1.

    References
    ----------
    J. P. Buonaccorsi, "A Note on Confidence Intervals for Proportions in Finite Populations", 1987.

    Examples
    --------
    >>> hypergeometric(225, 250, 500)
    (0.87, 0.924)
    >>> hypergeometric(9, 10, 10)
    (0.9, 0.9)
    """
    counts(k, m, level)
    if size < m:
        raise BadParameter(f"{m} items were drawn from a pool of {size}", allowed=f"a size of {m} or more")
    if m == 0:
        return 0.0, 1.0
    alpha = (1 - level) / 2

    def too_few(total: int) -> bool:  # k or more would be a surprise
        return bool(stats.hypergeom.sf(k - 1, size, total, m) <= alpha)

    def enough(total: int) -> bool:  # k or fewer would be none
        return bool(stats.hypergeom.cdf(k, size, total, m) > alpha)

    first, last = k, size - (m - k)  # totals that the drawn items allow
    return _steps(too_few, first, last) / size, (_steps(enough, first, last + 1) - 1) / size


def _steps(holds: Any, first: int, last: int) -> int:
    """The first whole number from ``first`` on where ``holds`` ends; ``last`` where it never does."""
    while first < last:
        middle = (first + last) // 2
        first, last = (middle + 1, last) if holds(middle) else (first, middle)
    return first


def counts(k: Any, m: Any, level: float) -> tuple[NDArray[Any], NDArray[Any]]:
    """``k`` and ``m`` as arrays of one shape, checked."""
    if not 0 < level < 1:
        raise BadParameter(f"level is {level!r}", allowed="a number between 0 and 1")
    k, m = np.broadcast_arrays(np.asarray(k, dtype=float), np.asarray(m, dtype=float))
    if not (np.isfinite(m).all() and ((k >= 0) & (k <= m)).all()):
        raise BadParameter(f"{k.tolist()} of {m.tolist()} items are right", allowed="from 0 to all of them")
    return k, m


def plain(value: NDArray[Any]) -> Any:
    """A float where there is one number only."""
    return float(value) if value.ndim == 0 else value
