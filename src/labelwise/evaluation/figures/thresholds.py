"""Label only what is certified: a confidence from which on the model is right often enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.figures.proportions import clopper_pearson
from labelwise.types.outcomes import worth

__all__ = ["GRID", "Certified", "certified_threshold"]

GRID = (0.995, 0.99, 0.98, 0.95, 0.9, 0.8, 0.7, 0.5, 0.0)
"""Thresholds tried where neither candidates nor unanswered items are given."""
SHARES = tuple(round(0.05 * i, 2) for i in range(1, 21))
ROOM = (1.25, 2.5)
"""Where tests begin: at so many times the items that are needed when all of them are right."""


@dataclass(frozen=True)
class Certified:
    """A threshold, or why there is none.

    Parameters
    ----------
    threshold : float or None
        Items with at least this confidence are labelled by the model; None when refused.
    low : float or None
        Precision that they have at least, at ``level`` and for this threshold alone.
    n : int
        Answered items it rests on.
    automatic, people : int
        Unanswered items that the model labels, and that stay for people.
    level : float
        Confidence that the precision wished for is reached; where there are several looks, in all together.
    reason : str
        Why it is refused; empty otherwise.
    look : int or None
        Which look at the reserve it is; None for a single one.

    Examples
    --------
    >>> Certified(0.9, 0.981, 400, automatic=7000, people=3000).people
    3000
    """

    threshold: float | None = None
    low: float | None = None
    n: int = 0
    automatic: int = 0
    people: int = 0
    level: float = 0.95
    reason: str = ""
    look: int | None = None


def certified_threshold(
    confidence: NDArray[Any],
    right: NDArray[Any],
    precision: float,
    level: float = 0.95,
    *,
    candidates: Sequence[float] | None = None,
    rest: NDArray[Any] | None = None,
    look: int | None = None,
    kin: NDArray[Any] | None = None,
) -> Certified:
    """The lowest confidence from which on the model's labels are certified to be right.

    Thresholds are tested from the strictest to the loosest, each by the exact lower bound of Clopper
    and Pearson on the answered items above it; the loosest that passes is taken. With probability
    ``level`` every threshold that passes has the precision wished for, so the choice among them is free.
    For that, thresholds and their order must not depend on the answers: they are ``candidates``, or
    shares of the unanswered items ``rest`` (5%, 10% ... of the most confident), or :data:`GRID`.

    Parameters
    ----------
    confidence : (m,) float
        The model's, for each answered item of the random reserve.
    right : (m,) bool
        Whether it is right.
    precision : float
        Share of right labels wished for, between 0 and 1.
    level : float
        Confidence, between 0 and 1.
    candidates : sequence of float, optional
        Thresholds that were fixed before any answer was looked at.
    rest : (M,) float, optional
        Confidence of items that nobody answered; they are counted.
    look : int, optional
        Which of several such questions to one reserve this is, 1 being the first: of another precision,
        model or number of answers. Look j spends ``(1 - level) / (j (j + 1))`` of the error, so that with
        probability ``level`` all thresholds that are ever found have the precision wished for.
    kin : (m,) int64, optional
        Items of one number are copies of each other; bounds take what they are worth for their number.

    Returns
    -------
    Certified

    Raises
    ------
    BadData
        If ``confidence`` and ``right`` differ in length.
    BadParameter
        If ``precision`` or ``level`` is not between 0 and 1, ``look`` below 1, or there are no candidates.

    Notes
    -----
    The error is shared among thresholds beforehand, and each that passes hands its part on to the next
    (fallback procedure). Of shares of ``rest``, two get half of it each: those above which 1.25 and 2.5
    times the items are expected that are needed if all of them are right; a test with fewer has no chance,
    and with many more the model may no longer be right often enough. In simulations of five models this
    lost little to the best single start of each. Other thresholds get equal parts, because nobody knows
    which of them has items enough.

    References
    ----------
    A. N. Angelopoulos, S. Bates, E. J. Candès, M. I. Jordan and L. Lei, "Learn then Test: Calibrating
    Predictive Algorithms to Achieve Risk Control", 2021.
    B. L. Wiens, "A Fixed Sequence Bonferroni Procedure for Testing Multiple Endpoints", 2003.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> sure = rng.uniform(0.5, 1, 3000)
    >>> right = rng.uniform(size=3000) < np.minimum(sure + 0.1, 1)
    >>> made = certified_threshold(sure[:1000], right[:1000], 0.97, rest=sure[1000:])
    >>> made.threshold, made.low, made.automatic, made.people
    (0.872, 0.977, 500, 1500)
    """
    confidence, right = np.asarray(confidence, dtype=float), np.asarray(right, dtype=bool)
    _check(confidence, right, precision, level, look)
    spend = (1 - level) / (1 if look is None else look * (look + 1))
    more = "" if look in (None, 1) else f" This is look {look} at them; each needs more than the one before."
    others = np.zeros(0) if rest is None else np.asarray(rest, dtype=float)
    needed = math.ceil(math.log(spend) / math.log(precision) - 1e-9)
    if len(right) < needed:
        reason = f"Needs {needed} answered items of the random reserve; there are {len(right)}."
        return Certified(people=len(others), level=level, reason=reason + more, look=look)
    tried, parts = _plan(candidates, others, needed / len(right))
    found, carried = None, 0.0
    for threshold, part in zip(tried, parts, strict=True):
        above = confidence >= threshold
        error = (part + carried) * spend
        k, n = int(right[above].sum()), int(above.sum())
        each = 1.0 if kin is None else worth(kin[above])
        passed = error > 0 and n > 0 and _low(k * each, n * each, 1 - error) >= precision
        found, carried = (threshold, part + carried) if passed else (found, 0.0)
    if found is None:
        reason = f"No threshold is certified to be right in {precision:g} of its items at {level:.0%}."
        return Certified(n=len(right), people=len(others), level=level, reason=reason + more, look=look)
    above, automatic = confidence >= found, int((others >= found).sum())
    each = 1.0 if kin is None else worth(kin[above])
    low = _low(int(right[above].sum()) * each, int(above.sum()) * each, level)
    left = len(others) - automatic
    return Certified(float(found), low, int(above.sum()), automatic, left, level, look=look)


def _low(k: float, n: float, level: float) -> float:
    return float(clopper_pearson(k, n, level, side="low")[0])


def _plan(
    candidates: Sequence[float] | None, others: NDArray[Any], least: float
) -> tuple[list[float], list[float]]:
    """Thresholds from the strictest on, and the part of the error that each starts with."""
    if candidates is None and len(others):
        starts = [next(i for i, s in enumerate(SHARES) if s >= min(room * least, 1.0)) for room in ROOM]
        tried = [float(np.quantile(others, 1 - share, method="higher")) for share in SHARES]
        return tried, [starts.count(i) / len(starts) for i in range(len(tried))]
    tried = sorted(set(GRID if candidates is None else map(float, candidates)), reverse=True)
    if not tried or not np.isfinite(tried).all():
        raise BadParameter(f"candidates is {candidates!r}", allowed="one finite threshold or more")
    return tried, [1 / len(tried)] * len(tried)


def _check(
    confidence: NDArray[Any], right: NDArray[Any], precision: float, level: float, look: int | None
) -> None:
    if confidence.shape != right.shape or confidence.ndim != 1:
        raise BadData(f"confidence is {confidence.shape}, right is {right.shape}", allowed="(m,) and (m,)")
    for name, value in (("precision", precision), ("level", level)):
        if not 0 < value < 1:
            raise BadParameter(f"{name} is {value!r}", allowed="a number between 0 and 1")
    if look is not None and look < 1:
        raise BadParameter(f"look is {look!r}", allowed="None, or a whole number of 1 or more")
