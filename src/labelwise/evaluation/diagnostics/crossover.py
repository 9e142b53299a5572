"""From how many labels on is a trained model better than one that was never trained on the task? (S112)"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.figures.proportions import clopper_pearson
from labelwise.types import Picture

__all__ = ["Crossover", "crossover"]


@dataclass(frozen=True, eq=False)
class Crossover:
    """The number of labels from which on the trained model is the better one.

    Parameters
    ----------
    labels : int or None
        From where on it is ahead on the test items; None: not even with the most labels.
    low, high : int or None
        The true crossing lies between them with probability ``level``. ``low`` is None where the trained
        model is certainly behind to the end, ``high`` where it is not certainly ahead at the end.
    level : float
        Confidence.
    sentence : str
        The same for a reader without statistics.
    picture : Picture
        Both accuracies over labels.
    """

    labels: int | None
    low: int | None
    high: int | None
    level: float
    sentence: str
    picture: Picture


def crossover(
    labels: NDArray[np.int64], right: NDArray[np.bool_], before: NDArray[np.bool_], level: float = 0.95
) -> Crossover:
    """Where a model that learns passes one that was there before the first label.

    Both are judged by the same random test items. At each number of labels only the items count on which one
    is right and the other wrong; the share of them that the trained model has right is above one half exactly
    where it is better. Its exact interval (Clopper and Pearson) at each of T numbers of labels has the error
    (1 - level) / T, so all of them hold at once, and with them the interval of the crossing.

    Parameters
    ----------
    labels : (T,) int
        Numbers of labels, ascending.
    right : (T, m) bool
        Whether the model of so many labels is right on each test item.
    before : (m,) bool
        Whether the other one is.
    level : float
        Confidence of the interval.

    Returns
    -------
    Crossover
        Of these trained models; another draw of labels gives others.

    Raises
    ------
    BadData
        If the shapes do not fit, or ``labels`` does not ascend.
    BadParameter
        If ``level`` is not between 0 and 1.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> right = rng.random((4, 500)) < np.array([[0.5], [0.6], [0.8], [0.9]])
    >>> found = crossover(np.array([10, 20, 40, 80]), right, rng.random(500) < 0.7)
    >>> found.labels, found.low, found.high
    (40, 40, 40)
    """
    labels, right, before = np.asarray(labels), np.asarray(right, bool), np.asarray(before, bool)
    if right.shape != (len(labels), len(before)) or not right.size:
        raise BadData(
            f"{len(labels)} numbers of labels, outcomes {right.shape} and {len(before)} test items",
            allowed="one row for each number of labels, one column for each test item",
        )
    if (np.diff(labels) <= 0).any():
        raise BadData(f"the numbers of labels are {labels.tolist()}", allowed="ascending")
    if not 0 < level < 1:
        raise BadParameter(f"level is {level!r}", allowed="a number between 0 and 1")
    won, lost = (right & ~before).sum(axis=1), (~right & before).sum(axis=1)
    at = 1 - (1 - level) / len(labels)
    least, most = clopper_pearson(won.astype(float), (won + lost).astype(float), at)
    first = [_from(labels, where) for where in (won > lost, most > 0.5, least > 0.5)]
    picture = Picture(
        "lines",
        labels,
        {"trained": right.mean(axis=1), "before the first label": np.full(len(labels), before.mean())},
        x_label="labels",
        y_label="accuracy",
    )
    now, low, high = first
    return Crossover(now, low, high, level, _said(first, labels, level), picture)


def _from(labels: NDArray[np.int64], where: NDArray[np.bool_]) -> int | None:
    """The number of labels from which on ``where`` holds."""
    no = np.flatnonzero(~where)
    begin = int(no[-1]) + 1 if len(no) else 0
    return int(labels[begin]) if begin < len(labels) else None


def _said(first: list[int | None], labels: NDArray[np.int64], level: float) -> str:
    now, low, high = first
    if low is None:
        return f"With {labels[-1]} labels the trained model is still behind (certain to {level:.0%})."
    if high is None:
        return f"With {labels[-1]} labels it is not certain yet that the trained model is better."
    if low == high:
        where = f"with {high} labels"
    elif low == labels[0]:
        where = f"with {high} labels at the latest"
    else:
        where = f"somewhere from {low} to {high} labels"
    seen = "" if now is None else f" On the test items it is ahead from {now} on."
    return f"The trained model becomes the better one {where} (certain to {level:.0%}).{seen}"
