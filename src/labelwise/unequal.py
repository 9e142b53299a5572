"""Draws with unequal probabilities, one after another without replacement, and the weights that undo them.

Items are drawn from N, the m-th with a known probability ``q_m`` among those left. After M draws
``mean(v_m * loss_m)`` is an unbiased estimate of the mean loss (LURE), with
``v_m = 1 + (N - M) / (N - m) * (1 / ((N - m + 1) * q_m) - 1)``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwise.errors import BadData, BadParameter

__all__ = ["checked_draws", "checked_weights", "drawn_in_turn", "floored", "lure_weights", "tilts"]

Floats = NDArray[np.float64]


def drawn_in_turn(
    weights: ArrayLike, rng: np.random.Generator, n: int | None = None
) -> tuple[NDArray[np.int64], Floats]:
    """Items in drawing order, and the probability of each draw: its weight over the weights left.

    All N are put in order, by exponential waiting times with the weights as rates, and the first n kept: more
    can be drawn later by asking again with the same seed and a larger n.

    Parameters
    ----------
    weights : (N,) float
        Above 0; need not sum to 1.
    rng : numpy.random.Generator
        Read N times whatever n is.
    n : int or None
        How many; None for all.

    Raises
    ------
    BadData
        If a weight is 0, negative or no finite number.
    BadParameter
        If n is not between 0 and N.

    References
    ----------
    P. Efraimidis, P. Spirakis, "Weighted random sampling with a reservoir", 2006.

    Examples
    --------
    >>> rows, q = drawn_in_turn([1.0, 1.0, 1.0, 1.0], np.random.default_rng(0), 3)
    >>> len(rows), q.round(3).tolist()
    (3, [0.25, 0.333, 0.5])
    """
    rates = checked_weights(weights)
    count = len(rates) if n is None else n
    if not 0 <= count <= len(rates):
        raise BadParameter(f"{count} items are to be drawn from {len(rates)}", allowed=f"0 to {len(rates)}")
    order = np.argsort(rng.exponential(size=len(rates)) / rates, kind="stable")
    left = rates[order][::-1].cumsum()[::-1]  # summed from the small end: no digits are lost
    return order[:count].astype(np.int64), np.asarray((rates[order] / left)[:count])


def checked_weights(weights: ArrayLike, rows: Any = None) -> NDArray[np.float64]:
    """The weights as float64.

    Raises
    ------
    BadData
        Names the first that is not above 0; with 0 an item could never be drawn, and the estimate
        would be biased however many are.
    """
    made = np.asarray(weights, dtype=np.float64)
    if made.ndim != 1 or not len(made):
        raise BadData(f"the weights have the shape {made.shape}", allowed="(N,), at least one item")
    bad = np.flatnonzero(~(np.isfinite(made) & (made > 0)))
    if len(bad):
        row = bad[0] if rows is None else rows[bad[0]]
        raise BadData(
            f"the weight of item {row} is {made[bad[0]]:g} ({len(bad)} such items)",
            allowed="finite and above 0: an item that can never be drawn makes every estimate biased",
            fix="put a floor under the weights: floored(weights, 0.1)",
        )
    return made


def floored(scores: ArrayLike, floor: float = 0.1) -> Floats:
    """Scores as probabilities with a floor: ``max(q, floor / N)``, divided by their sum.

    Parameters
    ----------
    scores : (N,) float
        Expected losses; where one is negative, all are shifted so that the least is 0.
    floor : float
        Least probability in parts of the even one, before the division; above 0 and up to 1. At least
        ``floor / (1 + floor)`` of the even probability is left of it.

    Returns
    -------
    (N,) float64
        Sums to 1.

    Raises
    ------
    BadData
        If a score is no finite number.
    BadParameter
        If the floor is outside of its range.

    Examples
    --------
    >>> floored([0.0, 1.0, 3.0], 0.3).round(3).tolist()
    [0.091, 0.227, 0.682]
    """
    made = np.asarray(scores, dtype=np.float64)
    if not 0 < floor <= 1:
        raise BadParameter(f"the floor is {floor}", allowed="above 0 and up to 1")
    if made.ndim != 1 or not len(made) or not np.isfinite(made).all():
        raise BadData(f"scores of the shape {made.shape} are not all finite", allowed="(N,) finite numbers")
    made = made - min(made.min(), 0.0)
    share = made / made.sum() if made.sum() > 0 else np.full(len(made), 1 / len(made))
    raised = np.maximum(share, floor / len(made))
    return np.asarray(raised / raised.sum())


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
    return np.asarray(1 + (size - len(q)) * tilts(q, 1, size))


def tilts(q: Any, first: int, size: int) -> Any:
    """``(1 / ((N - m + 1) q_m) - 1) / (N - m)`` for draws from number ``first`` on; 0 for the last item.

    Examples
    --------
    >>> tilts(np.array([0.5, 0.25]), 1, 4).round(3).tolist()
    [-0.167, 0.167]
    """
    left = size - np.arange(first, first + np.size(q))  # N - m
    return (1 / ((left + 1) * q) - 1) * (left > 0) / np.maximum(left, 1)
