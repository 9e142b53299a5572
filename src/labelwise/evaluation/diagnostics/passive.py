"""When choosing is worse than chance: active learning against random choice (S045).

Over repeats: ``P(passive wins) = mean_s [a_s < r_s] + mean_s [a_s = r_s] / 2``, a_s and r_s the mean height
of both curves of repeat s, and the same at every number of labels. In one campaign: the model of the first k
chosen labels against a model of k random labels of the reserve, item by item.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from labelwise.errors import BadData
from labelwise.evaluation.diagnostics.judging import Judge
from labelwise.evaluation.diagnostics.wording import ALARM, apart, between, percent, points
from labelwise.evaluation.figures import clopper_pearson, wilson
from labelwise.measures.margin import margin
from labelwise.measures.other_array import on
from labelwise.types import Finding, Picture

Array = NDArray[Any]

oracle_margin = on("oracle_proba", margin)
"""Margin of somebody who knows the true border (``oracle_proba``): for simulations only.

For two classes any increasing function of the distance to the border does for the probabilities.
"""

REPEATS = 6
"""Fewer cannot show anything: six of six wins happen by chance in 1.6% of cases."""

SMALLEST = 40
"""Answered reserve items that a comparison within one campaign needs."""

FOLDS = 5

FEWEST = 20
"""Labels that either side needs."""


def win_probability(labels: Array, active: Array, passive: Array, *, name: str = "the strategy") -> Finding:
    """How often random choice beats a strategy over repeated campaigns, and by how much.

    One test decides: the mean heights of both curves, repeat by repeat. It warns when random choice wins
    clearly more often than not: the lower end of the 95% interval of Clopper and Pearson is above one half.
    The picture holds the same probability at every number of labels.

    Parameters
    ----------
    labels : (P,) int
        Labels at each measurement, ascending.
    active, passive : (S, P) float
        Scores of S repeats, higher is better; repeat s of both starts alike (same split, same first labels).
    name : str
        What the strategy is called.

    Returns
    -------
    Finding
        Its value is the probability that random choice wins; None with fewer than :data:`REPEATS` repeats.

    Raises
    ------
    BadData
        If the shapes do not agree.

    References
    ----------
    A. Tifrea, J. Clarysse, F. Yang, "Margin-based sampling in high dimensions: When being active is less
    efficient than staying passive" (S045), 2023: the probability over draws of the first labels that passive
    beats active, the largest loss and the largest gain. A tie counts as half a win, which the paper leaves
    open.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> passive = 0.8 + 0.01 * rng.normal(size=(20, 3))
    >>> found = win_probability(np.array([20, 40, 60]), passive - 0.03, passive, name="margin")
    >>> found.warn, found.value
    (True, 1.0)
    """
    labels, active, passive = np.asarray(labels), np.asarray(active, float), np.asarray(passive, float)
    if active.shape != passive.shape or active.ndim != 2 or active.shape[1:] != labels.shape:
        raise BadData(
            f"labels, active and passive have shapes {labels.shape}, {active.shape} and {passive.shape}",
            allowed="(P,), (S, P) and (S, P)",
        )
    repeats = len(active)
    if repeats < REPEATS:
        said = f"{repeats} repeats cannot tell {name} from random choice; {REPEATS} or more can."
        return Finding("active against random", said)
    gain = active - passive
    wins = _wins(gain)
    whole = float(_wins(_height(labels, gain)[:, None])[0])
    low, high = clopper_pearson(int(whole), repeats)
    warn = low > 0.5
    return Finding(
        "active against random",
        _over_repeats(labels, gain, whole, (low, high), name),
        whole / repeats,
        warn,
        _picture(labels, wins, repeats),
    )


def _height(labels: Array, gain: Array) -> Array:
    """(S,) mean height of the difference of the curves, by the trapezoid rule."""
    if len(labels) == 1:
        return gain[:, 0]
    return np.asarray(np.trapezoid(gain, labels, axis=1) / (labels[-1] - labels[0]))


def _wins(gain: Array) -> Array:
    """(P,) wins of random choice, ties as halves."""
    return np.asarray((gain < 0).sum(axis=0) + (gain == 0).sum(axis=0) / 2)


def _picture(labels: Array, wins: Array, repeats: int) -> Picture:
    low, high = wilson(wins, repeats)
    name = "random is better"
    return Picture(
        "lines",
        labels,
        {name: wins / repeats},
        {name: low},
        {name: high},
        x_label="labels",
        y_label="share of repeats",
    )


def _over_repeats(labels: Array, gain: Array, wins: float, bounds: tuple[float, float], name: str) -> str:
    repeats, at = len(gain), gain.mean(axis=0)
    worst, best = int(at.argmin()), int(at.argmax())
    begins = (
        f"Random choice learned faster than {name} in {wins:g} of {repeats} repeats, "
        f"{between(*bounds)} of all such campaigns."
    )
    loss = f" {name[0].upper()}{name[1:]} was at worst {points(at[worst])} behind (at {labels[worst]} labels)"
    loss = loss if at[worst] < 0 else f" {name[0].upper()}{name[1:]} was never behind on average"
    ends = f" and at best {points(at[best])} ahead (at {labels[best]} labels)." if at[best] > 0 else "."
    advice = " Choose at random until there are more labels." if bounds[0] > 0.5 else ""
    return begins + loss + ends + advice


def active_against_random(
    judge: Judge, labels: Array, chosen: Array, reserve: Array, *, seed: int = 0, dimensions: int = 0
) -> Finding:
    """Whether the questions chosen in this campaign taught less than as many random ones.

    The reserve is a small random campaign. It is cut into five parts; a model of k labels of the other four
    speaks of each part, and a model of the first k chosen labels of all of it. Items on which exactly one of
    the two is right decide, by a one-sided sign test at 1%. The test takes both models as given; the luck of
    k labels comes on top, which is why it is held at 1%: on campaigns that choose at random it warned in
    fewer than 5% of looks.

    Parameters
    ----------
    judge : Judge
        The delivered learner; see :func:`judge_of`.
    labels : (N,) int64
        Class index of every row, negative where nobody has answered.
    chosen : (n,) int64
        Rows that the strategy chose, in the order in which they were asked.
    reserve : (m,) int64
        Answered rows of the random reserve.
    seed : int
        Of the folds.
    dimensions : int
        Columns of the items, for a hint where they are more than the labels; 0 says nothing.

    Returns
    -------
    Finding
        Its value is the accuracy of the chosen labels minus that of as many random ones; None with fewer
        than :data:`SMALLEST` reserve items or :data:`FEWEST` chosen ones.

    References
    ----------
    As :func:`win_probability`. That one campaign is compared with its own reserve is ours.

    Examples
    --------
    >>> y = np.tile([0, 1], 100)
    >>> def judge(train, test):  # learns nothing from the first hundred rows
    ...     return np.eye(2)[y[test] if train.min() >= 100 else np.zeros(len(test), int)]
    >>> found = active_against_random(judge, y, np.arange(100), np.arange(100, 200))
    >>> found.warn, found.value
    (True, -0.5)
    """
    chosen, reserve = np.asarray(chosen, np.int64), np.asarray(reserve, np.int64)
    m, k = len(reserve), min((FOLDS - 1) * len(reserve) // FOLDS, len(chosen))
    if m < SMALLEST or k < FEWEST:
        return Finding("chosen against random", _too_few(m, len(chosen), dimensions))
    truth = np.asarray(labels)[reserve]
    mine = judge(chosen[:k], reserve).argmax(axis=1) == truth
    theirs = _cross_fitted(judge, reserve, k, seed) == truth
    lost, won = int((theirs & ~mine).sum()), int((mine & ~theirs).sum())
    gain = (won - lost) / m
    warn = bool(binom.sf(lost - 1, lost + won, 0.5) < ALARM / 5) if lost else False
    half = 1.96 * np.sqrt(max((lost + won) / m - gain**2, 1 / m**2) / m)
    said = (
        f"The first {k} chosen labels give a model that is right on {percent(mine.mean())} of {m} random "
        f"items, {k} random labels one that is right on {percent(theirs.mean())}: chosen ones are "
        f"{apart(gain, 'ahead of', 'behind')} random ones, give or take {points(half)}."
    )
    advice = " Choose at random, or by another strategy, until there are more labels." if warn else ""
    hint = f" {_crowded(k, dimensions)}" if warn and dimensions > k else ""
    picture = Picture(
        "bars",
        np.array(["chosen", "random"]),
        {"accuracy": np.array([mine.mean(), theirs.mean()])},
        y_label="share right on random items",
    )
    return Finding("chosen against random", said + advice + hint, gain, warn, picture)


def _cross_fitted(judge: Judge, reserve: Array, labels: int, seed: int) -> Array:
    """(m,) what models of so many labels of the other folds say."""
    rng = np.random.default_rng(seed)
    fold = rng.permutation(len(reserve)) % FOLDS
    said = np.zeros(len(reserve), np.int64)
    for k in range(FOLDS):
        taught = rng.permutation(reserve[fold != k])[:labels]
        said[fold == k] = judge(taught, reserve[fold == k]).argmax(axis=1)
    return said


def _crowded(labels: int, dimensions: int) -> str:
    return (
        f"There are more columns ({dimensions}) than labels ({labels}): items next to the border then teach "
        "little about where it runs."
    )


def _too_few(m: int, n: int, dimensions: int) -> str:
    said = f"Whether choosing beats chance cannot be told from {m} random items ({SMALLEST} are needed)"
    if m >= SMALLEST:
        said = f"Whether choosing beats chance can be told from {FEWEST} chosen labels on; there are {n}"
    hint = f" {_crowded(n, dimensions)}" if dimensions > n > 0 else ""
    return f"{said}.{hint}"
