"""Two learning curves on the same random items: the campaign's, and the one its reserve makes of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from labelwise.errors import BadData
from labelwise.types import History

__all__ = ["FEWEST", "Arms", "Train", "both_arms"]

Array = NDArray[Any]
Train = Callable[[NDArray[np.int64]], Array]
"""``train(rows)`` fits the learner to these items of the reserve, and says of all m what it thinks."""

FEWEST = 20
"""With fewer reserve labels nothing is said."""

SHARES = (1 / 8, 1 / 4, 1 / 2, 4 / 5)
"""Sizes of the random arm, in shares of the reserve."""

FOLDS = 5
"""Each item is left out of the largest size once in so many orders."""


@dataclass(frozen=True, eq=False)
class Arms:
    """Errors of a random campaign and of the real one, on the same items; row 0 of each is the estimate.

    The error is the share of wrong answers, or the root of the mean squared error for numbers. The other
    rows are bootstrap copies: each draws weights for the items, the same for both arms, and for the orders.
    Each copy has one item more, about which the campaign alone is wrong.

    Parameters
    ----------
    m : int
        Items in the reserve.
    sizes : (S,) int64
        Labels that the random arm was trained on, ascending.
    random : (1 + B, S) float64
        Its errors.
    labels : (T,) int64
        Labels that each round of the campaign was trained on.
    campaign : (1 + B, T) float64
        Its errors, made to fall with the rounds (isotonic regression).
    metric : {"accuracy", "rmse"}
        What the error is the lack of, or the error itself.
    differ : float
        Mean share of items on which exactly one of the two is right: the newest model and the random
        arm's at its largest size. For numbers, the variance of the difference of squared errors in
        units of the mean error, so that ``differ / m`` is a squared relative error in both cases.

    Examples
    --------
    >>> made = Arms(40, np.array([5, 32]), np.array([[0.5, 0.2]]), np.array([10, 20]), np.array([[0.3, 0.1]]))
    >>> made.k, made.newest
    (32, 20)
    """

    m: int
    sizes: NDArray[np.int64]
    random: Array
    labels: NDArray[np.int64]
    campaign: Array
    metric: Literal["accuracy", "rmse"] = "accuracy"
    differ: float = np.nan

    @property
    def k(self) -> int:
        """Labels of the random arm at its largest."""
        return int(self.sizes[-1])

    @property
    def newest(self) -> int:
        """Labels of the campaign's newest model."""
        return int(self.labels[-1])


def both_arms(
    history: History, train: Train, rng: np.random.Generator, *, orders: int = 24, copies: int = 300
) -> Arms:
    """Train on growing random parts of the reserve, and hold it against the campaign on the same items.

    The reserve is a small random campaign of its own: ``orders`` random orders of its m items, of which
    the first m/8, m/4, m/2 and 4m/5 are trained on and the others are predicted. Five orders in a row
    leave out each item once, so that every item weighs the same.

    A bootstrap knows no doubt where the two never differ, as when neither has found a rare class. With one
    item more against the campaign, j items for it and none against it make j halvings of the doubt, as in
    the sign test.

    Parameters
    ----------
    history : History
        With ``said`` and ``truth`` on m >= 20 reserve items.
    train : callable
        ``train(rows)``: rows is (k,) int64, positions in the reserve, ascending; gives (m,) class indices
        or numbers. See :func:`~labelwise.evaluation.savings.trainer`.
    rng : numpy.random.Generator
        Draws orders and copies.
    orders, copies : int
        Random orders J, and bootstrap copies B. ``train`` is called ``4 * orders`` times.

    Returns
    -------
    Arms

    Raises
    ------
    BadData
        Fewer than 20 reserve labels, no round, or arrays that do not fit together.

    References
    ----------
    D. B. Rubin, "The Bayesian bootstrap", 1981 (exponential weights).

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> truth = np.repeat([0, 1], 20)
    >>> made = History(np.array([8, 16]), [].__getitem__, truth, np.array([1 - truth, truth]), ("a", "b"))
    >>> arms = both_arms(made, lambda rows: truth if len(rows) > 9 else 1 - truth, rng, orders=5, copies=9)
    >>> arms.sizes.tolist(), arms.random[0].tolist(), arms.campaign[0].tolist()
    ([5, 10, 20, 32], [1.0, 0.0, 0.0, 0.0], [1.0, 0.0])
    """
    _refuse(history)
    m = len(history.truth)
    sizes, loss, free = random_arm(history, train, rng, orders)
    own = losses(history, history.said)
    weight = np.vstack([np.ones(m), rng.exponential(size=(copies, m))])
    against = np.append(0.0, rng.exponential(size=copies))
    times = np.vstack([np.ones(orders), rng.exponential(size=(copies, orders))])
    random = np.stack([_mean(loss[:, s], free[:, s], weight, times) for s in range(len(sizes))], axis=1)
    campaign = weight @ own.T / weight.sum(axis=1, keepdims=True)
    share = (against / (against + weight.sum(axis=1)))[:, None]
    wrong = 1.0 if history.classes else random[0, -1]
    random, campaign = (1 - share) * random, (1 - share) * campaign + share * wrong
    if not history.classes:
        random, campaign = np.sqrt(random), np.sqrt(campaign)
    falling = np.stack([isotonic_regression(path, increasing=False).x for path in campaign])
    differ = _differ(own[-1], loss[:, -1], free[:, -1], bool(history.classes))
    return Arms(m, sizes, random, history.labels, falling, "accuracy" if history.classes else "rmse", differ)


def _refuse(history: History) -> None:
    m, rounds = len(history.truth), len(history)
    if np.shape(history.said) != (rounds, m) or not rounds:
        raise BadData(
            f"said has shape {np.shape(history.said)} for {rounds} rounds and {m} reserve items",
            allowed="(rounds, reserve items), one round or more",
        )
    if m < FEWEST:
        raise BadData(f"the reserve has {m} labels", allowed=f"{FEWEST} or more", fix="label more items")


def _orders(m: int, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """(count, m) orders, each uniform; the last fifths of five in a row are the parts of one partition."""
    made: list[NDArray[np.int64]] = []
    while len(made) < count:
        parts = np.array_split(rng.permutation(m), FOLDS)
        for left_out in range(FOLDS):
            rest = np.concatenate([part for at, part in enumerate(parts) if at != left_out])
            made.append(np.concatenate([rng.permutation(rest), rng.permutation(parts[left_out])]))
    return np.stack(made[:count])


def random_arm(
    history: History, train: Train, rng: np.random.Generator, count: int
) -> tuple[NDArray[np.int64], Array, NDArray[np.bool_]]:
    """(S,) sizes, (J, S, m) loss of each item in each order, and whether the model had not seen it."""
    m = len(history.truth)
    sizes = np.unique(np.maximum(np.round(np.array(SHARES) * m).astype(np.int64), 2))
    shape = (count, len(sizes), m)
    loss, free = np.empty(shape), np.ones(shape, bool)
    for j, order in enumerate(_orders(m, count, rng)):
        for s, size in enumerate(sizes):
            rows = np.sort(order[:size])
            loss[j, s] = losses(history, np.asarray(train(rows)))
            free[j, s, rows] = False
    return sizes, loss, free


def losses(history: History, said: Array) -> Array:
    """Wrong or not, of each item; squared errors for numbers."""
    if said.shape[-1] != len(history.truth):
        raise BadData(f"train gave {said.shape[-1]} answers for {len(history.truth)} reserve items")
    if history.classes:
        return np.asarray(said != history.truth, dtype=np.float64)
    return np.asarray((said - history.truth) ** 2, dtype=np.float64)


def _mean(loss: Array, free: Array, weight: Array, times: Array) -> Array:
    """(1 + B,) of each copy: each item's mean over the orders that left it out, then the mean over items."""
    out = free.any(axis=0)
    seen = times @ free[:, out]
    by_item = times @ np.where(free, loss, 0.0)[:, out] / seen
    return np.asarray((weight[:, out] * by_item).sum(axis=1) / weight[:, out].sum(axis=1))


def _differ(own: Array, loss: Array, free: Array, classes: bool) -> float:
    """How much two models differ on an item, in the unit of one item's share of the error."""
    gap = np.broadcast_to(own, loss.shape)[free] - loss[free]
    if classes:
        return float(np.mean(gap**2))
    return float(np.var(gap) / max(4 * np.mean(loss[free]) ** 2, np.finfo(float).tiny))
