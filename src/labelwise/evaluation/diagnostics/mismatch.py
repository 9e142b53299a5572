"""What it costs that one model asks and another one is delivered (S067).

Both campaigns are played again on items of the random reserve whose answers are known: one asks where model
H, the scorer, is least certain, one where model G, which is delivered, is. ``d_ji`` is how much more often G
is right on item i in play j when it asks itself; ``cost = mean_j d_j`` and
``s.e.^2 = var_j(d_j) / J + var_i(d_i) / m``: the luck of the plays and that of the items, what they have in
common counted twice.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from labelwise.evaluation.diagnostics.judging import Judge
from labelwise.evaluation.diagnostics.wording import ALARM, apart
from labelwise.measures.margin import margin
from labelwise.types import Finding, Picture

Array = NDArray[Any]

SMALLEST = 80
"""Answered reserve items that a replay needs."""

PLAYS = 20
"""Plays, each with its own cut of the reserve and its own first labels."""

STEPS = 5
"""Batches of a play."""

ASIDE = 0.4
"""Share of the reserve that a play keeps aside to measure on, as in the paper."""


def scorer_mismatch(
    acquire: Judge, final: Judge, labels: Array, reserve: Array, *, seed: int = 0, plays: int = PLAYS
) -> Finding:
    """Whether the delivered model would be better if it asked its questions itself.

    The reserve is the one set of items whose labels say nothing about who chose them. Each play keeps 40% of
    it aside, begins with a tenth of the rest at random, and goes on in five batches to half of the rest, by
    margin. The interval counts both the luck of the plays and that of the items.

    Parameters
    ----------
    acquire, final : Judge
        The model that asks and the one that is delivered; see :func:`judge_of`.
    labels : (N,) int64
        Class index of every row, negative where nobody has answered.
    reserve : (m,) int64
        Answered rows of the random reserve.
    seed : int
        Of the cuts.
    plays : int
        How many.

    Returns
    -------
    Finding
        Its value is the accuracy lost; it warns when the lower end of the 95% interval is above 0. None with
        fewer than :data:`SMALLEST` items.

    References
    ----------
    P.-Y. Lu, C.-L. Li, H.-T. Lin, "Re-Benchmarking Pool-Based Active Learning for Binary Classification"
    (S067), 2023: query-oriented and task-oriented models. The interval: A. B. Owen, "The pigeonhole
    bootstrap", 2007, on means over two crossed factors; the corrected resampled t-test of C. Nadeau and Y.
    Bengio was tried and is three to ten times too wide here. That the comparison is played on the reserve of
    a running campaign is ours; its pools are small, so the cost of a whole campaign differs.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from labelwise.evaluation.diagnostics import judge_of
    >>> from labelwise.learners import SklearnLearner
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(100, 2))
    >>> judge = judge_of(SklearnLearner(LogisticRegression()), x, (x[:, 0] > 0).astype(int), 2)
    >>> found = scorer_mismatch(judge, judge, (x[:, 0] > 0).astype(int), np.arange(100), plays=2)
    >>> found.value, found.warn
    (0.0, False)
    """
    reserve, labels = np.asarray(reserve, np.int64), np.asarray(labels)
    if len(reserve) < SMALLEST:
        said = (
            f"What it costs that another model asks cannot be told from {len(reserve)} random items; "
            f"{SMALLEST} are needed."
        )
        return Finding("asking model", said)
    rngs = np.random.default_rng(seed).spawn(plays)
    made = np.stack([_play((acquire, final), labels, reserve, rng) for rng in rngs])  # (J, 3, m)
    low, high = crossed(made[:, 1] - made[:, 0])
    heights = np.nanmean(made, axis=2).mean(axis=0)
    cost, over = heights[1:] - heights[0]
    warn = bool(low > 0)
    picture = Picture(
        "bars",
        np.array(["the asking model", "the delivered model", "chance"]),
        {"accuracy of the delivered model": heights},
        x_label="who chooses the questions",
        y_label="mean share right",
    )
    said = _said(cost, over, (low, high), len(reserve))
    return Finding("asking model", said, float(cost), warn, picture)


def _said(cost: float, over: float, bounds: tuple[float, float], m: int) -> str:
    low, high = bounds
    begins = (
        f"Played again on {m} random items, the questions of the model that asks leave the delivered model "
        f"{apart(-cost)} where its own questions would (lost: between {100 * low:.1f} and "
        f"{100 * high:.1f} points), and {apart(-over)} where random ones would."
    )
    return begins + (" Let the model that is delivered ask, too." if low > 0 else "")


def crossed(gains: Array, level: float = 1 - ALARM) -> tuple[float, float]:
    """The interval of a mean over plays and items.

    Parameters
    ----------
    gains : (J, m) float
        NaN where a play says nothing of an item.

    Examples
    --------
    >>> low, high = crossed(np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]))
    >>> round(low, 3), round(high, 3)
    (-0.484, 4.484)
    """
    gains = gains[:, np.isfinite(gains).any(axis=0)]
    plays, items = np.nanmean(gains, axis=1), np.nanmean(gains, axis=0)
    if min(len(plays), len(items)) < 2:
        return -np.inf, np.inf
    half = student.ppf((1 + level) / 2, len(plays) - 1)
    half *= np.sqrt(plays.var(ddof=1) / len(plays) + items.var(ddof=1) / len(items))
    return float(plays.mean() - half), float(plays.mean() + half)


def _play(judges: tuple[Judge, Judge], labels: Array, reserve: Array, rng: np.random.Generator) -> Array:
    """(3, m) how often the delivered model is right on each item kept aside, NaN for the others.

    One line each for the questions of the scorer, of the delivered model itself, and of chance.
    """
    mixed = rng.permutation(len(reserve))
    cut = round(ASIDE * len(mixed))
    aside, pool = mixed[:cut], reserve[mixed[cut:]]
    start = _start(labels[pool])
    plan = start, max(1, (len(pool) // 2 - start) // STEPS)
    made = np.full((3, len(reserve)), np.nan)
    for line, judge in zip(made, (*judges, None), strict=True):
        line[aside] = _path(judge, judges[1], labels, (pool, reserve[aside]), plan)
    return made


def _start(told: Array) -> int:
    """First labels of a play: a tenth of the pool, and on until there are two classes."""
    other = np.flatnonzero(told != told[0])
    return max(len(told) // 10, int(other[0]) + 1 if len(other) else 0, 2)


def _path(
    scorer: Judge | None, final: Judge, labels: Array, items: tuple[Array, Array], plan: tuple[int, int]
) -> Array:
    """(len(aside),) share of batches after which ``final`` is right; None chooses at random."""
    (pool, aside), (start, size) = items, plan
    taught, left, right = pool[:start], pool[start:], np.zeros(len(aside))
    for _ in range(STEPS):
        order = np.arange(len(left))
        if scorer is not None and len(left):
            order = np.argsort(-margin(scorer(taught, left)), kind="stable")
        taught, left = np.concatenate([taught, left[order[:size]]]), left[order[size:]]
        right += final(taught, aside).argmax(axis=1) == labels[aside]
    return np.asarray(right / STEPS)
