"""Are some kinds of items hardly asked about? Labels of chosen questions beside the balance of the pool."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from labelwise.errors import BadData
from labelwise.evaluation.diagnostics.wording import ALARM, listed, percent
from labelwise.types import Finding, Picture

Array = NDArray[Any]

SMALLEST = 20
"""Chosen labels that a comparison needs."""


def class_balance(chosen: Array, expected: Array, classes: Sequence[str]) -> Finding:
    """Whether a class got clearly fewer questions than half of what its share of the pool would give.

    Strategies may prefer classes that are hard, so that uneven questions are no fault by themselves; a class
    that is left out is. It warns for a class with so few labels that even half its expected share would give
    more: a binomial test a class, 5% over all classes together.

    Parameters
    ----------
    chosen : (n,) int64
        Class index of each label that a strategy chose.
    expected : (C,) or (N, C) float
        Share of each class in the pool: counts or shares of random items, or the probabilities that the model
        gives to items of the pool, whose mean is taken.
    classes : sequence of str
        Names of the C classes.

    Returns
    -------
    Finding
        Its value is the share of questions that would have to be about other classes (the total variation
        distance); None with fewer than :data:`SMALLEST` labels.

    Raises
    ------
    BadData
        If ``expected`` is of other classes, holds negative numbers, or sums to 0.

    Examples
    --------
    >>> found = class_balance(np.repeat([0, 1], [58, 2]), np.array([0.5, 0.5]), ("ham", "spam"))
    >>> found.warn, round(found.value, 2)
    (True, 0.47)
    """
    name, n = "balance of questions", len(chosen)
    expected = np.asarray(expected, float)
    expected = expected.mean(axis=0) if expected.ndim == 2 and len(expected) else expected
    if expected.shape != (len(classes),) or expected.min() < 0 or not expected.sum() > 0:
        raise BadData(
            f"the expected balance has shape {expected.shape} for {len(classes)} classes",
            allowed="a share, not negative, for each class",
        )
    if n < SMALLEST:
        return Finding(name, f"The balance of {n} questions says nothing yet; {SMALLEST} are needed.")
    shares = expected / expected.sum()
    counts = np.bincount(chosen, minlength=len(classes))
    if len(counts) > len(classes):
        raise BadData(f"a label of class {len(counts) - 1} for {len(classes)} classes")
    few = binom.cdf(counts, n, shares / 2) < ALARM / len(classes)
    apart = float(np.abs(counts / n - shares).sum() / 2)
    return Finding(
        name, _said(counts, shares, few, classes), apart, bool(few.any()), _picture(counts, shares, classes)
    )


def _said(counts: Array, shares: Array, few: Array, classes: Sequence[str]) -> str:
    n = counts.sum()
    if few.any():
        left = [
            f"{classes[int(c)]} ({counts[c]} of {n}, {percent(shares[c], 1)} of the pool)"
            for c in np.flatnonzero(few)
        ]
        return f"Hardly any question is about {listed(left)}. Ask some at random, or by class."
    most = int(np.argmax(counts / n - shares))
    return (
        f"No class is left out of {n} questions; the most favoured is {classes[most]} "
        f"({percent(counts[most] / n)} of the questions, {percent(shares[most])} of the pool)."
    )


def _picture(counts: Array, shares: Array, classes: Sequence[str]) -> Picture:
    series = {"questions": counts / counts.sum(), "pool": shares}
    return Picture("bars", np.array(list(classes)), series, x_label="class", y_label="share")
