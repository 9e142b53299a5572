"""Is the campaign better than random choice at equal labels? A test that may be looked at all along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from labelwise.evaluation.savings.arms import Train, losses, random_arm
from labelwise.types import Finding, History, Picture

__all__ = ["LOOKS", "Look", "better_than_random", "look_at"]

Array = NDArray[Any]

LOOKS = (25, 50, 100, 200, 400, 800)
"""Reserve labels at which a verdict may fall; each look spends an equal part of ``alpha``."""

ORDERS = 15
"""Random orders of the reserve at each look."""

NAME = "better than random"


@dataclass(frozen=True, eq=False)
class Look:
    """The comparison at one look.

    Parameters
    ----------
    m : int
        Reserve labels it is made with.
    sizes : (S,) int64
        Labels at which the two are compared.
    random, campaign : (S,) float64
        Their losses: the share of wrong answers, or the mean squared error.
    gain, error : float
        Mean of random minus campaign over the sizes, and its standard error.

    Examples
    --------
    >>> made = Look(50, np.array([25, 40]), np.array([0.4, 0.3]), np.array([0.3, 0.2]), 0.1, 0.02)
    >>> made.verdict(0.05), Look(50, made.sizes, made.campaign, made.random, -0.1, 0.02).verdict(0.05)
    (1, -1)
    """

    m: int
    sizes: NDArray[np.int64]
    random: Array
    campaign: Array
    gain: float
    error: float

    def verdict(self, alpha: float) -> int:
        """1 better, -1 worse, 0 neither, each at the one-sided level ``alpha``."""
        clear = abs(self.gain) > -float(ndtri(alpha)) * self.error
        return (1 if self.gain > 0 else -1) if clear else 0


def better_than_random(
    history: History, train: Train, rng: np.random.Generator, *, alpha: float = 0.05
) -> Finding:
    """Whether the strategy learns more from as many labels than random choice, on this data.

    The verdict may fall when the reserve has 25, 50, 100, 200, 400 or 800 labels, in sealed order. Each look
    uses what there was then: those labels, and rounds with no more labels than they are, so it comes out
    the same whenever it is made again. Each gets an equal part of ``alpha``; the chance that any of them
    calls random choice better than itself is at most about ``alpha``, however often one asks.

    Parameters
    ----------
    history, train, rng
        As for :func:`~labelwise.evaluation.savings.both_arms`.
    alpha : float
        Chance of a wrong "better", and of a wrong "worse".

    Returns
    -------
    Finding
        ``value`` is the mean gain at equal labels at the deciding look: accuracy, or the share of the mean
        squared error. ``warn`` where the campaign is worse than random choice.

    Notes
    -----
    The error of the gain has three parts: the items (paired), the luck of the training labels of this
    run, and that of the reserve's. The last two are estimated from the spread of the random orders, less
    what the number of items explains, over the share of items that they do not have in common.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> truth = np.tile([0, 1], 30)
    >>> made = History(np.array([10, 40]), [].__getitem__, truth, np.stack([truth, truth]), ("a", "b"))
    >>> found = better_than_random(made, lambda rows: truth ^ (np.arange(60) < 160 / len(rows)), rng)
    >>> found.sentence
    'Yes: at equal labels there are 44.0 points fewer errors than by random choice (25 reserve labels).'
    """
    each, last = alpha / len(LOOKS), None
    for m, own in zip(LOOKS, rng.spawn(len(LOOKS)), strict=True):
        if m > len(history.truth):
            break
        made = look_at(history, train, own, m)
        last = made or last
        if made is not None and made.verdict(each):
            return _decided(made, made.verdict(each), history)
    if last is None:
        return Finding(NAME, f"Cannot tell yet: the first look is at {LOOKS[0]} reserve labels.")
    further = [m for m in LOOKS if m > len(history.truth)]
    when = f"; the next look is at {further[0]} reserve labels" if further else ""
    return Finding(NAME, f"Not yet known{when}.", last.gain / _scale(last, history), picture=_picture(last))


def look_at(history: History, train: Train, rng: np.random.Generator, m: int) -> Look | None:
    """The comparison on the first ``m`` reserve items; None where no round has as few labels.

    Examples
    --------
    >>> rng, truth = np.random.default_rng(0), np.tile([0, 1], 30)
    >>> made = History(np.array([10, 40]), [].__getitem__, truth, np.stack([truth, truth]), ("a", "b"))
    >>> look_at(made, lambda rows: 1 - truth, rng, 50).gain
    1.0
    """
    first = History(history.labels, history.probe, history.truth[:m], history.said[:, :m], history.classes)
    sizes, loss, free = random_arm(first, lambda rows: np.asarray(train(rows))[:m], rng, ORDERS)
    own = losses(first, first.said)
    inside = (sizes >= history.labels[0]) & (sizes <= history.labels[-1])
    if not inside.any():
        return None
    sizes, loss, free = sizes[inside], loss[:, inside], free[:, inside]
    by_item = np.where(free, loss, 0.0).sum(axis=0) / free.sum(axis=0)  # (S, m)
    mine = np.stack([_between(history.labels, own, size) for size in sizes])
    gap = (by_item - mine).mean(axis=0)
    luck = _luck(np.where(free, loss - by_item, 0.0), free.sum(axis=2), sizes / m)
    error = np.sqrt(gap.var(ddof=1) / m + luck * (1 + float((sizes / m).mean())))
    return Look(m, sizes, by_item.mean(axis=1), mine.mean(axis=1), float(gap.mean()), float(error))


def _luck(apart: Array, free: Array, shares: Array) -> float:
    """Variance of the mean loss over sizes from one draw of training labels to the next.

    ``apart`` (J, S, m) is what an order's losses have beyond the items' means, 0 where it was trained on;
    ``free`` (J, S) counts the others. What their number alone explains is taken off.
    """
    items = (apart / free[..., None]).mean(axis=1)  # (J, m): shares in the mean over items and sizes
    luck, count = items.sum(axis=1), free.max(axis=1)
    chance = (items**2).sum(axis=1) - luck**2 / count
    return max(float(luck.var(ddof=1) - chance.mean()) / (1 - float(shares.mean())), 0.0)


def _between(labels: NDArray[np.int64], own: Array, size: int) -> Array:
    """(m,) the campaign's losses at so many labels, between two rounds."""
    after = int(np.searchsorted(labels, size))
    if labels[after] == size:
        return np.asarray(own[after])
    share = (size - labels[after - 1]) / (labels[after] - labels[after - 1])
    return np.asarray((1 - share) * own[after - 1] + share * own[after])


def _scale(made: Look, history: History) -> float:
    return 1.0 if history.classes else max(float(made.random.mean()), float(np.finfo(float).tiny))


def _decided(made: Look, verdict: int, history: History) -> Finding:
    value = made.gain / _scale(made, history)
    if history.classes:
        words = f"{100 * abs(value):.1f} points {'fewer' if verdict > 0 else 'more'} errors"
    else:
        words = f"{100 * abs(value):.0f}% {'less' if verdict > 0 else 'more'} squared error"
    yes = "Yes" if verdict > 0 else "No, worse"
    sentence = f"{yes}: at equal labels there are {words} than by random choice ({made.m} reserve labels)."
    return Finding(NAME, sentence, value, warn=verdict < 0, picture=_picture(made))


def _picture(made: Look) -> Picture:
    series = {"campaign": made.campaign, "random": made.random}
    return Picture("lines", made.sizes, series, x_label="labels", y_label="error on the reserve")
