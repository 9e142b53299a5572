"""Who is asked about? Questions by group, accuracy by group and round, evenness of the labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from labelwise.errors import BadData
from labelwise.evaluation.figures.proportions import wilson
from labelwise.types import Finding, History, Picture

__all__ = ["group_curves", "group_shares", "label_evenness"]

SMALLEST = 20
"""Questions, or reserve items of a group, that a figure needs."""
ALARM = 0.05


def group_shares(asked: ArrayLike, pool: ArrayLike) -> Finding:
    """Whether a group of items got clearly fewer questions than half of its share of the pool.

    Parameters
    ----------
    asked : (n,) str array
        Group of each item that the strategy chose.
    pool : (N,) str array
        Group of each item of the pool, the chosen ones among them.

    Returns
    -------
    Finding
        Its picture has the shares of questions and of items, which sum to 1 each; its value is the largest
        lack of questions, as a share of them. It warns for a group with so few that even half its share
        would give more: a binomial test a group, 5% over all groups together. Unanswered below 20.

    Raises
    ------
    BadData
        If a question is of a group that the pool has not.

    References
    ----------
    "Active Learning Methods for Efficient Data Utilization and Model Performance Enhancement" asks for
    fairness of what gets labelled; the test is ours.

    Examples
    --------
    >>> found = group_shares(["x"] * 60, ["x", "y"] * 500)
    >>> found.warn, found.value, found.picture.series["questions"].tolist()
    (True, 0.5, [1.0, 0.0])
    """
    asked, pool = np.asarray(asked), np.asarray(pool)
    names, items = np.unique(pool, return_counts=True)
    if unknown := sorted(set(asked.tolist()) - set(names.tolist())):
        raise BadData(
            f"questions of a group that the pool has not: {unknown[0]!r}", fix="pass the whole pool"
        )
    name, n = "questions by group", len(asked)
    if n < SMALLEST:
        return Finding(name, f"Needs {SMALLEST} questions; there are {n}.")
    counts = np.array([(asked == group).sum() for group in names])
    shares, got = items / items.sum(), counts / n
    few = stats.binom.cdf(counts, n, shares / 2) < ALARM / len(names)
    lack = int(np.argmax(shares - got))
    told = f"{counts[lack]} of {n} questions are of {names[lack]}, which is {shares[lack]:.0%} of the pool."
    if few.any():
        told = f"Hardly any question is of {', '.join(map(str, names[few]))}. {told}"
    picture = Picture("bars", names.astype(str), {"questions": got, "pool": shares}, y_label="share")
    return Finding(name, told, float((shares - got)[lack]), bool(few.any()), picture)


def group_curves(history: History, groups: ArrayLike) -> Finding:
    """Accuracy of each round's model on the reserve items of each group.

    Parameters
    ----------
    history : History
        Of a campaign with classes; the groups are those of its reserve.
    groups : (m,) str array
        Group of each reserve item.

    Returns
    -------
    Finding
        Its picture has a line with Wilson's 95% band for each group of 20 reserve items or more; its value is
        the gap between the best and the worst group of the newest round. It warns where the bands of those
        two, widened for the number of groups, do not touch.

    Raises
    ------
    BadData
        If there are more or fewer groups than reserve items.

    Examples
    --------
    >>> truth = np.zeros(60, int)
    >>> said = np.stack([truth, np.repeat([0, 1, 0], 20)])
    >>> made = History(np.array([20, 40]), [].__getitem__, truth, said, ("a", "b"))
    >>> found = group_curves(made, np.repeat(["x", "y", "z"], 20))
    >>> found.warn, found.value, found.picture.series["y"].tolist()
    (True, 1.0, [1.0, 0.0])
    """
    groups, name = np.asarray(groups), "accuracy by group"
    if groups.shape != history.truth.shape:
        raise BadData(f"{len(groups)} groups for {len(history.truth)} reserve items", fix="pass one an item")
    names, counts = np.unique(groups, return_counts=True)
    names, counts = names[counts >= SMALLEST], counts[counts >= SMALLEST]
    if len(names) < 2 or not len(history):
        return Finding(name, f"Needs two groups of {SMALLEST} reserve items.")
    hits = np.stack([history.right[:, groups == group].sum(axis=1) for group in names])  # (G, T)
    series = {str(g): k / m for g, k, m in zip(names, hits, counts, strict=True)}
    bands = {str(g): wilson(k, m) for g, k, m in zip(names, hits, counts, strict=True)}
    lows, highs = ({g: band[i] for g, band in bands.items()} for i in (0, 1))
    picture = Picture("lines", history.labels, series, lows, highs, "labels", "accuracy")
    now = hits[:, -1] / counts
    worst, best = int(now.argmin()), int(now.argmax())
    low, high = wilson(hits[:, -1], counts, 1 - ALARM / len(names))
    told = (
        f"The model is right in {now[worst]:.0%} of {names[worst]} and in {now[best]:.0%} of {names[best]}."
    )
    apart = bool(high[worst] < low[best])
    return Finding(name, told, float(now[best] - now[worst]), apart, picture)


def label_evenness(seen: NDArray[Any], classes: Sequence[str]) -> Finding:
    """How evenly the labels are spread over the classes, round by round.

    Parameters
    ----------
    seen : (T, C) int64
        Labels of each class by each round, as in ``History.seen``.
    classes : sequence of str
        Names of the C classes.

    Returns
    -------
    Finding
        Its value is the entropy of the newest round's labels over that of an even spread: 1 for even, 0 for
        one class only. It warns where a class has no label.

    Examples
    --------
    >>> found = label_evenness(np.array([[9, 1], [10, 10]]), ("a", "b"))
    >>> found.value, found.picture.series["evenness"].tolist()
    (1.0, [0.47, 1.0])
    """
    seen, name = np.asarray(seen), "evenness of labels"
    if not len(seen) or not seen[-1].sum() or len(classes) < 2:
        return Finding(name, "Needs labels of two classes or more.")
    there = seen.sum(axis=1) > 0
    even = np.zeros(len(seen))
    even[there] = stats.entropy(seen[there], axis=1) / np.log(len(classes))
    without = [cls for cls, count in zip(classes, seen[-1], strict=True) if not count]
    told = f"Labels are spread at {even[-1]:.0%} of an even spread."
    if without:
        told += f" There is none of {', '.join(without)}."
    picture = Picture("lines", seen.sum(axis=1), {"evenness": even}, x_label="labels", y_label="evenness")
    return Finding(name, told, float(even[-1]), bool(without), picture)
