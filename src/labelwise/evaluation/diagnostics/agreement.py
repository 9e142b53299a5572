"""Do those who answer agree? Krippendorff's alpha of items that several have answered.

``alpha = 1 - D_o / D_e``: D_o the share of pairs of answers to one item that differ, each item's pairs
weighed by 1 / (answers - 1), D_e the share that would differ if all answers were shuffled over the items.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.evaluation.diagnostics.wording import percent
from labelwise.evaluation.figures import wilson
from labelwise.types import Estimate, Finding, Picture

Array = NDArray[Any]

SMALLEST = 20
"""Items with two answers or more that a figure needs."""

TENTATIVE = 0.667
"""Below it conclusions from the answers are not even tentative, by Krippendorff's convention."""


@dataclass(frozen=True)
class Agreement:
    """How far annotators agree; what cannot be said is refused with its reason.

    Parameters
    ----------
    same : Estimate
        How often two answers to one item are the same.
    beyond : Estimate
        Krippendorff's alpha: 1 for full agreement, 0 for chance.
    each : mapping of str to Estimate
        How often the others who answered the same items said what this annotator says; only of those who
        share an item.

    Examples
    --------
    >>> rows, values = np.repeat(np.arange(30), 2), np.repeat(np.arange(30) % 2, 2)
    >>> found = agreements(rows, ("anna", "ben") * 30, values)
    >>> found.same.value, found.same.low, found.beyond.value, found.each["anna"].n
    (1.0, 0.886, 1.0, 30)
    """

    same: Estimate
    beyond: Estimate
    each: Mapping[str, Estimate]


def agreements(rows: Array, by: Sequence[str], values: Array) -> Agreement:
    """How often annotators say the same of one item, how far that is beyond chance, and who does how often.

    Parameters
    ----------
    rows : (m,) int64
        Item of each answer.
    by : sequence of str
        Who answered.
    values : (m,) int64
        Class index of each answer.

    Raises
    ------
    BadData
        If the columns differ in length, or somebody answered an item twice.

    Notes
    -----
    The intervals are Wilson's at 95%, with an item as one trial however many answered it, because answers to
    one item depend on each other; that of alpha takes D_e as known. In simulations of 18 crowds it held in
    0.91 to 1.00 of cases with 20 items; drawing items again, as is usual, in 0.30 to 0.93.

    Examples
    --------
    >>> rows, values = np.repeat(np.arange(40), 2), np.tile([0, 1, 1, 1], 20)
    >>> found = agreements(rows, ("anna", "ben") * 40, values)
    >>> found.same.value, round(found.beyond.value, 2)
    (0.5, -0.32)
    """
    rows, who, values = _checked(rows, by, values)
    counts = _counts(rows, values)
    size, m = counts.sum(axis=1), len(counts)
    if m < SMALLEST:
        few = Estimate("agreement", n=m, reason=_too_few(m))
        return Agreement(few, replace(few, metric="alpha"), _each(rows, who, values))
    observed, expected = _differing(counts)
    trials = size.sum() ** 2 / (size**2).sum()
    low, high = wilson((1 - observed) * trials, trials)
    same = Estimate("agreement", 1 - observed, float(low), float(high), m)
    if expected:
        value, low, high = (float(1 - (1 - share) / expected) for share in (1 - observed, low, high))
        beyond = Estimate("alpha", value, low, high, m)
    else:
        reason = "All answers are the same, so nobody can say how often they would be by chance."
        beyond = Estimate("alpha", n=m, reason=reason)
    return Agreement(same, beyond, _each(rows, who, values))


def _too_few(m: int) -> str:
    if not m:
        return "No item has answers of several annotators, so nobody can say if they agree."
    have = "1 item has" if m == 1 else f"{m} items have"
    return f"{have} answers of several annotators; {SMALLEST} are needed to say if they agree."


def _checked(rows: Array, by: Sequence[str], values: Array) -> tuple[Array, Array, Array]:
    rows, who, values = np.asarray(rows, np.int64), np.asarray(by, str), np.asarray(values, np.int64)
    if not len(rows) == len(who) == len(values) or len(set(zip(rows.tolist(), by, strict=True))) < len(rows):
        raise BadData(
            f"{len(rows)} items, {len(who)} annotators and {len(values)} answers, or one who answered twice",
            allowed="one present answer an item and annotator",
        )
    return rows, who, values


def alpha(rows: Array, values: Array) -> float:
    """Krippendorff's alpha of answers that name a class; NaN where all are the same.

    Parameters
    ----------
    rows : (m,) int64
        Item of each answer; items with one answer are left out.
    values : (m,) int64
        Class index of each.

    References
    ----------
    K. Krippendorff, "Computing Krippendorff's alpha-reliability", 2011 (nominal data, missing answers).

    Examples
    --------
    >>> round(alpha(np.array([0, 0, 1, 1, 2, 2]), np.array([0, 0, 1, 1, 0, 1])), 3)
    0.444
    """
    observed, expected = _differing(_counts(rows, values))
    return 1 - observed / expected if expected else float("nan")


def _counts(rows: Array, values: Array) -> Array:
    """(items, C) answers of each class, of items with two answers or more."""
    of, classes = np.unique(rows, return_inverse=True)[1], int(np.max(values, initial=-1)) + 1
    made: Array = np.zeros((of.max(initial=-1) + 1, classes))
    np.add.at(made, (of, values), 1)
    return np.asarray(made[made.sum(axis=1) >= 2])


def _differing(counts: Array) -> tuple[float, float]:
    """D_o and D_e, both 0 where there is no item."""
    size, n = counts.sum(axis=1), counts.sum()
    pairs = (size**2 - (counts**2).sum(axis=1)) / (size - 1)
    every = n**2 - (counts.sum(axis=0) ** 2).sum()
    return float(pairs.sum() / max(n, 1)), float(every / max(n * (n - 1), 1))


def _each(rows: Array, who: Array, values: Array) -> dict[str, Estimate]:
    """For each annotator the share of the others' answers that are the same, a mean over items."""
    items, of = np.unique(rows, return_inverse=True)
    table = np.zeros((len(items), int(np.max(values, initial=-1)) + 1))
    np.add.at(table, (of, values), 1)
    others = table.sum(axis=1)[of] - 1
    shared = others > 0
    names, person = np.unique(who[shared], return_inverse=True)
    agreed = (table[of, values] - 1)[shared] / others[shared]
    hits, trials = np.bincount(person, weights=agreed), np.bincount(person)
    low, high = wilson(hits, trials)
    return {
        str(name): Estimate("agreement", float(hits[k] / m), float(low[k]), float(high[k]), int(m))
        if m >= SMALLEST
        else Estimate("agreement", n=int(m), reason=f"Shares {m} items; {SMALLEST} are needed.")
        for k, (name, m) in enumerate(zip(names, trials, strict=True))
    }


def annotator_agreement(rows: Array, by: Sequence[str], values: Array) -> Finding:
    """How far several annotators agree, beyond what chance would give.

    It warns when even the upper end of the 95% interval of alpha is below 0.667.

    Parameters
    ----------
    rows, by, values
        As of :func:`agreements`.

    Returns
    -------
    Finding
        Its value is alpha: 1 for agreement, 0 for chance. None with fewer than :data:`SMALLEST` items that
        several have answered, or when all answers are the same.

    Raises
    ------
    BadData
        If the columns differ in length, or somebody answered an item twice.

    Examples
    --------
    >>> rows, values = np.repeat(np.arange(40), 2), np.tile([0, 1, 1, 0], 20)
    >>> found = annotator_agreement(rows, ("anna", "ben") * 40, values)
    >>> found.warn, round(found.value, 2)
    (True, -0.97)
    """
    name, found = "agreement", agreements(rows, by, values)
    beyond = found.beyond
    if beyond.value is None or beyond.low is None or beyond.high is None:
        return Finding(name, beyond.reason)
    warn = beyond.high < TENTATIVE
    said = (
        f"Two annotators give the same answer to {percent(found.same.value or 0.0)} of {beyond.n} items that "
        f"several have answered; beyond chance that is {beyond.value:.2f} on a scale where 1 is full "
        f"agreement and 0 is chance (between {beyond.low:.2f} and {beyond.high:.2f})."
    )
    known = {who: e for who, e in found.each.items() if e.value is not None}
    if warn:
        said += " Make the guideline clearer"
        least = min(known, key=lambda who: known[who].value or 0.0, default="")
        said += f"; talk first to {least}, who agrees least." if least else "."
    return Finding(name, said, beyond.value, warn, _picture(known))


def _picture(known: Mapping[str, Estimate]) -> Picture | None:
    label = "answers shared with another"
    sides = [np.array([getattr(e, side) for e in known.values()]) for side in ("value", "low", "high")]
    value, low, high = ({label: side} for side in sides)
    if not known:
        return None
    return Picture("bars", np.array(list(known)), value, low, high, x_label="annotator", y_label="share")
