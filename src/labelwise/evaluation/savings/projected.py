"""Second rung: what a random campaign would have needed at least, by a power law that flatters it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.evaluation.savings.arms import FEWEST, Arms, Train, both_arms
from labelwise.evaluation.savings.measured import too_few
from labelwise.types import History, Savings

__all__ = ["floor_of", "projected_floor", "slopes"]

Array = NDArray[Any]

FLATTEST = 0.05
"""The least slope of log error on log labels."""


def projected_floor(
    history: History,
    train: Train,
    rng: np.random.Generator,
    *,
    arms: Arms | None = None,
    joined: bool = False,
    level: float = 0.9,
) -> Savings:
    """Labels saved at the accuracy of now, as a floor: the random arm's curve goes on as a power law.

    In each bootstrap copy ``k (error_k / error_now)^(1 / beta)`` random labels are projected, with
    the slope beta of log error on log size. The floor is the ``1 - level`` quantile. Random choice is
    flattered twice, so that the floor errs on the low side: true curves flatten, a power law without offset
    does not; and beta is the largest of four: the least-squares slope of the random arm, its steepest part,
    the campaign's own slope from k labels to now, and 0.05. By the third, random choice that was not behind
    at k labels is never projected behind.

    Parameters
    ----------
    history, train, rng, arms, level
        As for :func:`~labelwise.evaluation.savings.measured`.
    joined : bool
        Whether the delivered model trains on the reserve too. Otherwise its m labels are taken off.

    Returns
    -------
    Savings
        Of kind ``projected``, with ``labels`` equal to ``low``; ``labels`` None where the floor is not
        above what the campaign spent.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> truth = np.tile([0, 1], 200)
    >>> said = np.array([truth ^ (rng.random(400) < e) for e in (0.4, 0.1, 0.02)])
    >>> made = History(np.array([10, 20, 30]), [].__getitem__, truth, said, ("a", "b"))
    >>> train = lambda rows: truth ^ (rng.random(400) < len(rows) ** -0.5)
    >>> projected_floor(made, train, rng, joined=True).reason
    'A random campaign would have needed at least 361 labels.'
    """
    if len(history.truth) < FEWEST:
        return Savings(level=level, reason=too_few(history))
    arms = both_arms(history, train, rng) if arms is None else arms
    floor = floor_of(arms, level)
    if not floor > arms.newest:
        return Savings(level=level, reason="The random curve cannot be projected far enough yet.")
    sentence = f"A random campaign would have needed at least {floor:.0f} labels"
    used = float(arms.newest + (0 if joined else arms.m))
    if floor <= used:
        return Savings(level=level, reason=f"{sentence}, but the reserve labels use up that gain.")
    low = floor - used
    return Savings(low, low, kind="projected", level=level, reason=f"{sentence}.", used=used, random=floor)


def floor_of(arms: Arms, level: float = 0.9) -> float:
    """The ``1 - level`` quantile of the projected labels of a random campaign as good as this one is now.

    Examples
    --------
    >>> arms = Arms(40, np.array([8, 32]), np.full((2, 2), [0.4, 0.2]), np.array([20]), np.full((2, 1), 0.1))
    >>> round(floor_of(arms))
    128
    """
    least = _least(arms)
    now, at_k = np.maximum(arms.campaign[1:, -1], least), np.maximum(arms.random[1:, -1], least)
    beta = slopes(arms)[1:]
    with np.errstate(over="ignore"):
        needed = np.sort(arms.k * (at_k / now) ** (1 / beta))
    return float(needed[int(np.floor((1 - level) * len(needed) + 1e-9))])


def slopes(arms: Arms) -> Array:
    """(1 + B,) how fast log error falls with log labels at most: what random choice is credited with.

    Examples
    --------
    >>> arms = Arms(40, np.array([8, 32]), np.array([[0.4, 0.2]]), np.array([20]), np.array([[0.1]]))
    >>> slopes(arms).round(2).tolist()
    [0.5]
    """
    x, y = np.log(arms.sizes), np.log(np.maximum(arms.random, _least(arms)))
    centred = x - x.mean()
    fitted = -(y @ centred) / (centred @ centred)
    steepest = -(np.diff(y) / np.diff(x)).min(axis=1)
    return np.asarray(np.maximum.reduce([fitted, steepest, _own(arms), np.full(len(y), FLATTEST)]))


def _own(arms: Arms) -> Array:
    """(1 + B,) the campaign's slope from k labels to now; 0 where it has no more than k."""
    x, y = np.log(arms.labels), np.log(np.maximum(arms.campaign, _least(arms)))
    if arms.newest <= arms.k:
        return np.zeros(len(y))
    after = min(max(int(np.searchsorted(arms.labels, arms.k)), 1), len(x) - 1) if len(x) > 1 else 0
    before = max(after - 1, 0)
    share = 0.0 if after == before else np.clip((np.log(arms.k) - x[before]) / (x[after] - x[before]), 0, 1)
    at_k = (1 - share) * y[:, before] + share * y[:, after]
    return np.asarray((at_k - y[:, -1]) / (x[-1] - np.log(arms.k)))


def _least(arms: Arms) -> float:
    """No error counts as smaller: half an item of the reserve, in the unit of the errors."""
    whole = 1.0 if arms.metric == "accuracy" else float(arms.random[0].max())
    return max(0.5 / arms.m * whole, float(np.finfo(float).tiny))
