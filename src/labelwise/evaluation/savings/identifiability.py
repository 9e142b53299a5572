"""How well a reserve of this size can tell a number of labels at all."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from labelwise.evaluation.savings.arms import Arms
from labelwise.evaluation.savings.measured import labels_to_reach, upper
from labelwise.types import Estimate

__all__ = ["WIDEST", "log_error", "needed_reserve", "two_sided"]

WIDEST = 0.7
"""Largest standard error of a log number of labels with which a two-sided statement is made: a factor 2."""

TWICE = 2.0
"""Saving that the reserve is asked to show where none is seen so far: half the labels."""


def log_error(arms: Arms) -> float:
    """Standard error of the log number of labels that an accuracy is worth: sqrt(d / m) / g.

    The number of labels is read horizontally from a flat curve. d is the share of items on which two
    models differ in being right, m the size of the reserve and g the accuracy gained per e-fold of labels.

    Returns
    -------
    float
        Infinite where the curve does not rise. 0.7 is a factor of two either way.

    Examples
    --------
    >>> path = np.array([[0.1]])
    >>> arms = Arms(100, np.array([20, 80]), np.array([[0.2, 0.16]]), np.array([40]), path, differ=0.06)
    >>> round(log_error(arms), 2)
    0.85
    """
    x, y = np.log(arms.sizes) - np.log(arms.sizes).mean(), arms.random[0]
    if arms.metric == "rmse":  # the difference is relative there, and so is the gain
        y = np.log(np.maximum(y, np.finfo(float).tiny))
    gain = -float(x @ y) / float(x @ x)
    return float(np.sqrt(arms.differ / arms.m) / gain) if gain > 0 else np.inf


def needed_reserve(arms: Arms, *, joined: bool = False, level: float = 0.9) -> int | None:
    """About how many reserve labels :func:`~labelwise.evaluation.savings.measured` would speak with.

    By the saving seen so far; where none is seen, if the campaign needed half the labels.

    Returns
    -------
    int or None
        A multiple of 50, more than there are; None where the random arm does not learn.

    Examples
    --------
    >>> arms = Arms(100, np.array([20, 80]), np.full((2, 2), [0.2, 0.16]), np.array([40, 400]),
    ...             np.full((2, 2), [0.17, 0.1]), differ=0.06)
    >>> needed_reserve(arms, joined=True)
    250
    """
    error = log_error(arms)
    if not np.isfinite(error):
        return None
    price = 1.0 if joined else 1 + arms.m / arms.newest
    ratio = arms.k / (upper(labels_to_reach(arms)[1:], 0.5) * price)
    needed = arms.m * (NormalDist().inv_cdf(level) * error / np.log(ratio if ratio > 1.1 else TWICE)) ** 2
    return int(50 * np.ceil(max(needed, arms.m + 1) / 50))


def two_sided(arms: Arms, *, level: float = 0.9) -> Estimate:
    """Between how many labels and how many the campaign reached the accuracy of k random ones.

    Returns
    -------
    Estimate
        In labels; refused where :func:`log_error` is above 0.7, or an end was not reached.

    Examples
    --------
    >>> path = np.array([[0.1]])
    >>> arms = Arms(100, np.array([20, 80]), np.array([[0.2, 0.16]]), np.array([40]), path, differ=0.06)
    >>> two_sided(arms).reason
    'The reserve cannot tell a number of labels closer than a factor of 2.3 either way.'
    """
    metric, error, found = (
        f"labels for the level of {arms.k} random ones",
        log_error(arms),
        labels_to_reach(arms),
    )
    if not error <= WIDEST:
        factor = f"closer than a factor of {np.exp(error):.1f} either way" if error < 20 else "at all"
        return Estimate(
            metric, n=arms.m, level=level, reason=f"The reserve cannot tell a number of labels {factor}."
        )
    low, high = upper(found[1:], (1 - level) / 2), upper(found[1:], (1 + level) / 2)
    if not np.isfinite(high):
        return Estimate(metric, n=arms.m, level=level, reason="That level is not surely reached yet.")
    return Estimate(metric, upper(found[1:], 0.5), low, high, n=arms.m, level=level)
