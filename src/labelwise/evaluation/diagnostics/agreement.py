"""Do those who answer agree? Krippendorff's alpha of items that several have answered.

``alpha = 1 - D_o / D_e``: D_o the share of pairs of answers to one item that differ, each item's pairs
weighed by 1 / (answers - 1), D_e the share that would differ if all answers were shuffled over the items.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.evaluation.diagnostics.wording import percent
from labelwise.evaluation.figures import wilson
from labelwise.types import Finding, Picture

Array = NDArray[Any]

SMALLEST = 20
"""Items with two answers or more that a figure needs."""

TENTATIVE = 0.667
"""Below it conclusions from the answers are not even tentative, by Krippendorff's convention."""

COPIES = 999


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
    return float(_alpha(_counts(rows, values)[None])[0])


def _counts(rows: Array, values: Array) -> Array:
    """(items, C) answers of each class, of items with two answers or more."""
    of, classes = np.unique(rows, return_inverse=True)[1], int(np.max(values, initial=-1)) + 1
    made: Array = np.zeros((of.max(initial=-1) + 1, classes))
    np.add.at(made, (of, values), 1)
    return np.asarray(made[made.sum(axis=1) >= 2])


def _alpha(counts: Array, weight: Array | None = None) -> Array:
    """(B,) alpha; ``counts`` (1, items, C), ``weight`` (B, items) how often each item counts."""
    counts = counts[0]
    weight = np.ones((1, len(counts))) if weight is None else weight
    size = counts.sum(axis=1)
    differ = (size**2 - (counts**2).sum(axis=1)) / (size - 1)
    totals, n = weight @ counts, weight @ size
    expected = (n**2 - (totals**2).sum(axis=1)) / (n - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(1 - weight @ differ / expected)


def annotator_agreement(rows: Array, by: Sequence[str], values: Array, rng: np.random.Generator) -> Finding:
    """How far several annotators agree, beyond what chance would give.

    It warns when even the upper end of the 95% interval of alpha (items drawn again) is below 0.667.

    Parameters
    ----------
    rows : (m,) int64
        Item of each answer.
    by : sequence of str
        Who answered.
    values : (m,) int64
        Class index of each answer.
    rng : numpy.random.Generator
        For the interval.

    Returns
    -------
    Finding
        Its value is alpha: 1 for agreement, 0 for chance. None with fewer than :data:`SMALLEST` items that
        several have answered, or when all answers are the same.

    Raises
    ------
    BadData
        If the columns differ in length, or somebody answered an item twice.

    References
    ----------
    As :func:`alpha`; the interval draws items again, not pairs as in Krippendorff's own procedure, because
    answers to one item depend on each other.

    Examples
    --------
    >>> rows, values = np.repeat(np.arange(40), 2), np.tile([0, 1, 1, 0], 20)
    >>> found = annotator_agreement(rows, ("anna", "ben") * 40, values, np.random.default_rng(0))
    >>> found.warn, round(found.value, 2)
    (True, -0.97)
    """
    name = "agreement"
    rows, who, values = np.asarray(rows, np.int64), np.asarray(by, str), np.asarray(values, np.int64)
    if not len(rows) == len(who) == len(values) or len(set(zip(rows.tolist(), by, strict=True))) < len(rows):
        raise BadData(
            f"{len(rows)} items, {len(who)} annotators and {len(values)} answers, or one who answered twice",
            allowed="one present answer an item and annotator",
        )
    counts = _counts(rows, values)
    found = float(_alpha(counts[None])[0]) if len(counts) >= SMALLEST else np.nan
    if not np.isfinite(found):
        said = f"{len(counts)} items have answers of several annotators; {SMALLEST} that differ are needed."
        return Finding(name, said)
    drawn = _alpha(counts[None], rng.multinomial(len(counts), np.full(len(counts), 1 / len(counts)), COPIES))
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    hits, of, names = _each(rows, who, values)
    same = float((counts * (counts - 1)).sum() / (counts.sum(axis=1) * (counts.sum(axis=1) - 1)).sum())
    warn = bool(high < TENTATIVE)
    said = (
        f"Two annotators give the same answer to {percent(same)} of {len(counts)} items that several have "
        f"answered; beyond chance that is {found:.2f} on a scale where 1 is full agreement and 0 is chance "
        f"(between {low:.2f} and {high:.2f})."
    )
    least = int(np.argmin(hits / of))
    advice = f" Make the guideline clearer; talk first to {names[least]}, who agrees least." if warn else ""
    lower, upper = wilson(hits, of)
    label = "answers shared with another"
    picture = Picture(
        "bars",
        names,
        {label: hits / of},
        {label: lower},
        {label: upper},
        x_label="annotator",
        y_label="share",
    )
    return Finding(name, said + advice, found, warn, picture)


def _each(rows: Array, who: Array, values: Array) -> tuple[Array, Array, Array]:
    """Pairs in which each annotator agrees with another one, pairs in all, and the names."""
    items, of = np.unique(rows, return_inverse=True)
    table = np.zeros((len(items), int(values.max()) + 1))
    np.add.at(table, (of, values), 1)
    others = table.sum(axis=1)[of] - 1
    names, person = np.unique(who, return_inverse=True)
    shared = np.bincount(person, weights=table[of, values] - 1)
    pairs = np.bincount(person, weights=others)
    seen = pairs > 0
    return shared[seen], pairs[seen], names[seen]
