"""Precision, recall, F1 and share of a rare class, from items drawn in strata of the model's rank."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.testing.ranked_draw import RankedDraw
from labelwise.types import Estimate

__all__ = ["LEAST_A_STRATUM", "ranked_average_precision", "ranked_figures"]

LEAST_A_STRATUM = 5
"""Answers below which a stratum says too little, unless all of its items are answered."""
SAMPLES = 5_000

Floats = NDArray[np.float64]
Figure = Callable[[Floats, Floats], Floats]


def ranked_figures(
    positive: ArrayLike, drawn: RankedDraw, rng: np.random.Generator, *, level: float = 0.95
) -> tuple[Estimate, ...]:
    """Precision, recall and F1 of calling the ``cut`` highest ranks positive, and the share of positives.

    All four rise or fall with the number of positives in each stratum, so the low bound takes every
    stratum from the side that makes the figure low: positives in a stratum are those seen plus a
    beta-binomial number of the unseen, the confidence distribution whose quantiles are the bounds of
    Clopper and Pearson for a finite stratum. The quantile of the figure over 5,000 draws is the bound.

    Parameters
    ----------
    positive : (n,) float
        1 for items of the class, 0 for others, NaN where nobody could say; in asking order. Items
        without an answer count in each bound from its bad side.
    drawn : RankedDraw
        Which items.
    rng : numpy.random.Generator
        For the draws.
    level : float
        Confidence of each interval by itself.

    Returns
    -------
    tuple of Estimate
        ``precision``, ``recall``, ``f1``, ``share``; refused when a stratum has fewer than 5 answers.
        Without a positive item recall has no value, and its interval is that from 0 to 1.

    Raises
    ------
    BadData
        If a value is none of 0, 1 and NaN.
    BadParameter
        If there are not as many values as items.

    References
    ----------
    M. Fay, M. Proschan, E. Brittain, "Combining one-sample confidence procedures for inference in the
    two-sample case", 2015 (melded intervals, here over strata); M. Tonneau et al. 2022 (S095) for the
    design, without intervals.

    Examples
    --------
    >>> from labelwise.evaluation.testing import draw_by_rank
    >>> rng = np.random.default_rng(0)
    >>> drawn = draw_by_rank(-np.arange(5000.0), 200, rng, cut=50)
    >>> for found in ranked_figures(drawn.rank < 40, drawn, rng):
    ...     print(found.metric, round(found.value, 2))
    precision 0.8
    recall 1.0
    f1 0.89
    share 0.01
    """
    made = _checked(positive, drawn)
    answered = ~np.isnan(made)
    short = _short(drawn, answered)
    names = ("precision", "recall", "f1", "share")
    if short:
        return tuple(Estimate(name, n=int(answered.sum()), level=level, reason=short) for name in names)
    least, most = _possible(made, drawn, rng, top=False), _possible(made, drawn, rng, top=True)
    seen = _expected(made, drawn)
    found = []
    for name, figure, falling in zip(names, _figures(drawn), (False, True, True, False), strict=True):
        value = figure(*seen)
        low = figure(least[0], (most if falling else least)[1])
        high = figure(most[0], (least if falling else most)[1])
        bounds = float(np.quantile(low, (1 - level) / 2)), float(np.quantile(high, (1 + level) / 2))
        found.append(_estimate(name, float(value), bounds, answered, level))
    return tuple(found)


def _figures(drawn: RankedDraw) -> tuple[Figure, ...]:
    """Precision, recall, F1 and share, of the positives above the cut and below it."""

    def recall(above: Any, below: Any) -> Any:
        total = np.asarray(above + below, dtype=np.float64)
        return np.divide(above, total, out=np.full(np.shape(total), np.nan), where=total > 0)

    return (
        lambda above, below: above / drawn.cut,
        recall,
        lambda above, below: 2 * above / (drawn.cut + above + below),
        lambda above, below: (above + below) / drawn.size,
    )


def _above(drawn: RankedDraw) -> int:
    """How many strata lie above the cut."""
    return int(np.searchsorted(drawn.bounds, drawn.cut))


def _expected(made: Floats, drawn: RankedDraw) -> tuple[Any, Any]:
    """Positives above and below the cut, each answered item standing for its share of its stratum."""
    answered = ~np.isnan(made)
    counts = np.bincount(drawn.stratum[answered], minlength=len(drawn.sizes))
    hits = np.bincount(drawn.stratum[answered], made[answered], len(drawn.sizes))
    totals = drawn.sizes * hits / np.maximum(counts, 1)
    return totals[: _above(drawn)].sum(), totals[_above(drawn) :].sum()


def _possible(made: Floats, drawn: RankedDraw, rng: np.random.Generator, *, top: bool) -> tuple[Any, Any]:
    """(S,) positives above and below the cut, as many (top) or as few as the answers leave open."""
    filled = np.where(np.isnan(made), float(top), made)
    counts = np.bincount(drawn.stratum, minlength=len(drawn.sizes))
    hits = np.bincount(drawn.stratum, filled, len(drawn.sizes))
    totals = np.empty((SAMPLES, len(counts)))
    for k, (n, x) in enumerate(zip(counts, hits, strict=True)):
        a, b = x + top, n - x + (not top)
        share = float(a > 0) if a == 0 or b == 0 else rng.beta(a, b, SAMPLES)
        totals[:, k] = x + rng.binomial(drawn.sizes[k] - n, share, SAMPLES)
    return totals[:, : _above(drawn)].sum(axis=1), totals[:, _above(drawn) :].sum(axis=1)


def _estimate(
    name: str, value: float, bounds: tuple[float, float], answered: NDArray[np.bool_], level: float
) -> Estimate:
    count, skipped = int(answered.sum()), int((~answered).sum())
    if np.isnan([value, *bounds]).any():
        return Estimate(name, None, 0.0, 1.0, count, level, "No item of the class was found.")
    reason = f"{skipped} items without an answer count from the bad side in each bound." if skipped else ""
    return Estimate(name, value, *bounds, count, level, reason)


def _checked(positive: ArrayLike, drawn: RankedDraw) -> Floats:
    made = np.asarray(positive, dtype=np.float64)
    if made.shape != (len(drawn),):
        raise BadParameter(f"values of the shape {made.shape} for {len(drawn)} items", allowed="one an item")
    if not (np.isnan(made) | np.isin(made, (0, 1))).all():
        raise BadData("positive holds other values than 0, 1 and NaN", allowed="whether it is of the class")
    return made


def _short(drawn: RankedDraw, answered: NDArray[np.bool_]) -> str:
    """Why there are too few answers; empty when there are enough."""
    counts = np.bincount(drawn.stratum[answered], minlength=len(drawn.sizes))
    lacking = np.maximum(np.minimum(LEAST_A_STRATUM, drawn.sizes) - counts, 0)
    if not lacking.any():
        return ""
    need = LEAST_A_STRATUM * len(counts)
    return (
        f"{int(answered.sum())} answers are too few for {len(counts)} strata, it takes "
        f"{LEAST_A_STRATUM} in each, about {need} in all: label {int(lacking.sum())} more or so."
    )


def ranked_average_precision(positive: ArrayLike, drawn: RankedDraw) -> float:
    """Average precision of the ranking, a number without an interval.

    ``sum over positives i of (1 + positives above i) / rank_i``, over the number of positives; single
    items and pairs are weighted by the inverse of their probability to be drawn. A bootstrap over the
    strata held in 70 to 85 % where it should have in 95 %, as long as the lowest stratum shows no
    positive item; so none is given, and :func:`ranked_figures` says what is certain.

    Parameters
    ----------
    positive, drawn
        As of :func:`ranked_figures`; items without an answer are left out.

    Returns
    -------
    float
        NaN where no positive item was found.

    Raises
    ------
    BadData, BadParameter
        As :func:`ranked_figures`.

    References
    ----------
    M. Tonneau et al. 2022 (S095).

    Examples
    --------
    >>> from labelwise.evaluation.testing import draw_by_rank
    >>> drawn = draw_by_rank(-np.arange(5000.0), 200, np.random.default_rng(0), cut=50)
    >>> round(ranked_average_precision(drawn.rank < 40, drawn), 2)
    1.0
    """
    made = _checked(positive, drawn)
    answered = np.flatnonzero(~np.isnan(made))
    order = answered[np.argsort(drawn.rank[answered])]
    rank, stratum, hit = drawn.rank[order] + 1.0, drawn.stratum[order], made[order]
    counts = np.bincount(stratum, minlength=len(drawn.sizes))
    single = (drawn.sizes / np.maximum(counts, 1))[stratum]
    second = ((drawn.sizes - 1) / np.maximum(counts - 1, 1))[stratum]  # of another item of the stratum
    weighted, plain = (np.concatenate([[0.0], part.cumsum()]) for part in (single * hit, hit))
    starts = np.searchsorted(stratum, stratum)
    before = weighted[starts] + (plain[:-1] - plain[starts]) * second
    total = weighted[-1]
    return min(1.0, float((single * hit * (1 + before) / rank).sum() / total)) if total else float("nan")
