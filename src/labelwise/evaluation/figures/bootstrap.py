"""Resampling: intervals where no formula holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

__all__ = ["DRAWS", "bca", "bootstrap_t"]

DRAWS = 999
CELLS = 2**21
"""Numbers drawn at a time."""


def bootstrap_t(
    values: NDArray[Any], level: float, rng: np.random.Generator, *, draws: int = DRAWS
) -> tuple[float, float]:
    """Interval for a mean from resampled t statistics; follows the skew of the values.

    Where too many resamples are constant the bound on that side is infinite: what was never seen
    cannot be bounded by resampling.

    Parameters
    ----------
    values : (m,) float
        At least two.
    level : float
        Confidence, between 0 and 1; about nine points in ten of it hold for skewed values.
    rng : numpy.random.Generator
    draws : int
        Resamples.

    Returns
    -------
    low, high : float

    References
    ----------
    B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 12.

    Examples
    --------
    >>> bootstrap_t(np.arange(100.0), 0.9, np.random.default_rng(0))
    (44.6, 54.5)
    """
    values = np.asarray(values, dtype=float)
    mean, spread = float(values.mean()), float(values.std(ddof=1))
    means, spreads = [], []
    for rows in resamples(len(values), draws, rng):
        drawn = values[rows]
        means.append(drawn.mean(axis=1))
        spreads.append(drawn.std(axis=1, ddof=1))
    off, by = np.concatenate(means) - mean, np.concatenate(spreads)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(by > 1e-12 * max(spread, 1e-300), off / by, np.sign(off) * np.inf)
    t[np.isnan(t)] = 0.0
    lower, upper = np.quantile(t, [(1 - level) / 2, (1 + level) / 2], method="inverted_cdf")
    if spread <= 0:
        return -np.inf, np.inf
    return mean - float(upper) * spread, mean - float(lower) * spread


def bca(
    statistic: Callable[[NDArray[np.int64]], float],
    m: int,
    level: float,
    rng: np.random.Generator,
    *,
    draws: int = DRAWS,
) -> tuple[float, float, float]:
    """Bias-corrected and accelerated interval of any statistic of ``m`` items.

    Parameters
    ----------
    statistic : callable
        ``statistic(rows)`` of the items at these positions, which may repeat.
    m : int
        Items.
    level : float
        Confidence, between 0 and 1.
    rng : numpy.random.Generator
    draws : int
        Resamples.

    Returns
    -------
    value, low, high : float
        NaN where the statistic itself is none; resamples on which it is none are left out.

    References
    ----------
    B. Efron, "Better Bootstrap Confidence Intervals", 1987.

    Examples
    --------
    >>> values = np.arange(100.0)
    >>> bca(lambda rows: float(np.median(values[rows])), 100, 0.9, np.random.default_rng(0))
    (49.5, 41.5, 57.5)
    """
    everyone = np.arange(m)
    value = float(statistic(everyone))
    drawn = np.array([statistic(rows) for some in resamples(m, draws, rng) for rows in some], dtype=float)
    drawn = drawn[np.isfinite(drawn)]
    if not np.isfinite(value) or not len(drawn):
        return np.nan, np.nan, np.nan
    without = np.array([statistic(np.delete(everyone, i)) for i in everyone], dtype=float)
    pull = np.nanmean(without) - without[np.isfinite(without)]
    scale = float((pull**2).sum()) ** 1.5
    speed = float((pull**3).sum()) / (6 * scale) if scale > 0 else 0.0
    below = (np.sum(drawn < value) + np.sum(drawn == value) / 2) / len(drawn)
    shift = stats.norm.ppf(np.clip(below, 0.5 / len(drawn), 1 - 0.5 / len(drawn)))
    z = shift + stats.norm.ppf([(1 - level) / 2, (1 + level) / 2])
    low, high = np.quantile(drawn, stats.norm.cdf(shift + z / (1 - speed * z)))
    return value, float(low), float(high)


def resamples(m: int, draws: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """(some, m) positions with replacement, all ``draws`` of them a piece at a time."""
    step = max(1, CELLS // max(m, 1))
    for start in range(0, draws, step):
        yield rng.integers(m, size=(min(step, draws - start), m))
