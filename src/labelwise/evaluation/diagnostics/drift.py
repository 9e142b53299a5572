"""Does the pool change over time? Whether a classifier can tell older items from newer ones."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from labelwise.errors import BadData
from labelwise.evaluation.diagnostics.wording import ALARM, between, percent
from labelwise.evaluation.figures import clopper_pearson
from labelwise.types import Finding, Picture

Array = NDArray[Any]

SMALLEST = 100
"""Items that a test needs."""

MOST = 2000
"""Items that are looked at, drawn at random from a larger pool."""

SLICES = 10


def pool_drift(points: Array, when: Array, rng: np.random.Generator) -> Finding:
    """Whether items of the later half of the pool differ from those of the earlier half.

    A logistic regression learns on a random half of the items to tell early from late, and is judged on the
    other half: the classifier two-sample test. It warns when it is right clearly more often than not, by an
    exact binomial test at 5%.

    Parameters
    ----------
    points : (N, D) float
        An embedding of the items, or probabilities of a model.
    when : (N,) numbers or datetime64
        When each item came, or its place in the order.
    rng : numpy.random.Generator
        For the halves.

    Returns
    -------
    Finding
        Its value is the share of items put into the right half, where one half is no difference; None with
        fewer than :data:`SMALLEST` items, or when all came at once. The sentence names the period, which is
        the population that every figure speaks of: no test can say what comes after it.

    Raises
    ------
    BadData
        If ``points`` and ``when`` differ in length.

    References
    ----------
    D. Lopez-Paz, M. Oquab, "Revisiting classifier two-sample tests", 2017. Ties of ``when`` at the middle are
    left out here.

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(size=(400, 3)) + np.linspace(0, 3, 400)[:, None]
    >>> found = pool_drift(x, np.arange(400), np.random.default_rng(1))
    >>> found.warn, found.value > 0.8
    (True, True)
    """
    points, when = np.asarray(points), np.asarray(when)
    if when.shape != points.shape[:1] or points.ndim != 2:
        raise BadData(
            f"points and when have shapes {points.shape} and {when.shape}", allowed="(N, D) and (N,)"
        )
    name, period = "change over time", _period(when)
    rows = np.arange(len(when)) if len(when) <= MOST else np.sort(rng.choice(len(when), MOST, replace=False))
    order = np.sort(when[rows])
    middle = order[len(order) // 2] if len(order) else None
    rows = rows[when[rows] != middle] if len(order) else rows
    late = when[rows] > middle if len(order) else np.zeros(0, bool)
    if len(rows) < SMALLEST or not late.any() or late.all():
        return Finding(name, f"Whether the pool changes over time cannot be told from it.{period}")
    score, test = _scores(np.asarray(points[rows], float), late, rng)
    hits, n = int(((score > 0) == late[test]).sum()), len(test)
    base = max(late[test].mean(), 1 - late[test].mean())
    warn = bool(binom.sf(hits - 1, n, base) < ALARM)
    low, high = clopper_pearson(hits, n)
    said = (
        f"Earlier and later items can be told apart in {percent(hits / n)} of cases ({between(low, high)}), "
        f"where {percent(base)} would be no difference"
    )
    ends = ": the pool changes over time, and newer data may differ more." if warn else ": no change is seen."
    return Finding(name, said + ends + period, hits / n, warn, _picture(score, when[rows][test]))


def _scores(x: Array, late: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """How late items of a random half look, and which they are; the other half has taught it."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    mixed = rng.permutation(len(x))
    train, test = mixed[: len(x) // 2], mixed[len(x) // 2 :]
    if late[train].all() or not late[train].any():
        return np.full(len(test), 1.0 if late[train].all() else -1.0), test
    teller = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=1000))
    return np.asarray(teller.fit(x[train], late[train]).decision_function(x[test])), test


def _period(when: Array) -> str:
    """The population in words."""
    if not len(when):
        return ""
    first, last = np.min(when), np.max(when)
    return f" All figures are for items from {first} to {last}."


def _picture(score: Array, when: Array) -> Picture:
    """Share of items that look late, over the slices of time."""
    parts = np.array_split(np.argsort(when, kind="stable"), SLICES)
    share = np.array([(score[part] > 0).mean() if len(part) else np.nan for part in parts])
    return Picture(
        "lines",
        np.arange(1, SLICES + 1),
        {"look late": share},
        x_label=f"slice of time, of {SLICES}",
        y_label="share of items",
    )
