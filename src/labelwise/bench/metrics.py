"""How good are predictions? Higher is better, for every kind of task."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, BadParameter
from labelwise.tasks import Task
from labelwise.types import Value

Array = NDArray[Any]
Metric = Callable[[Any, Any], float]
"""``metric(truth, predicted)``, higher is better."""


def accuracy(truth: Any, predicted: Any) -> float:
    """Share of predictions that are right.

    Examples
    --------
    >>> accuracy(np.array(["a", "b"]), np.array(["a", "a"]))
    0.5
    """
    return float(np.mean(np.asarray(truth) == np.asarray(predicted)))


def negative_rmse(truth: Any, predicted: Any) -> float:
    """Minus the root of the mean squared error.

    Examples
    --------
    >>> negative_rmse(np.array([1.0, 2.0]), np.array([1.0, 4.0])).__round__(3)
    -1.414
    """
    return -float(np.sqrt(np.mean((np.asarray(truth, float) - np.asarray(predicted, float)) ** 2)))


def macro_average_precision(truth: Any, scores: Any) -> float:
    """Mean over the tags of the average precision of items ranked by their probability of the tag.

    Average precision is the mean, over the items that have the tag, of the precision among all items ranked
    at least as high. Tags that no item has are left out: they have none.

    Parameters
    ----------
    truth : (m, C) 0 or 1
        Which tags each item has.
    scores : (m, C) float
        Probability of each.

    Raises
    ------
    BadData
        If no item has any tag, a tag is neither 0 nor 1, or a score is not finite.

    Examples
    --------
    >>> truth = np.array([[1, 0], [0, 0], [1, 0]])
    >>> macro_average_precision(truth, np.array([[0.9, 0.5], [0.8, 0.5], [0.7, 0.5]])).__round__(3)
    0.833
    """
    truth, scores = np.asarray(truth, float).T, np.asarray(scores, float).T
    if not np.isin(truth, (0, 1)).all():
        raise BadData("a tag of an item to score on is neither 0 nor 1", fix="score on items with known tags")
    seen = truth.any(axis=1)
    if not seen.any():
        raise BadData("none of the items to score on has a tag", fix="score on more items, or name a metric")
    if not np.isfinite(scores).all():
        raise BadData("a predicted probability of a tag is not finite", fix="mend the model")
    order = np.argsort(-scores[seen], axis=1)
    has, ranked = (np.take_along_axis(of[seen], order, axis=1) for of in (truth > 0, scores))
    ends = np.flatnonzero(np.diff(ranked, axis=1, append=-np.inf))  # last places of equal scores
    places = np.flatnonzero(has)
    last = ends[np.searchsorted(ends, places)]
    tag, above = np.divmod(last, has.shape[1])
    many, found = has.sum(axis=1), np.cumsum(has)
    found_of_tag = found[last] - (np.cumsum(many) - many)[tag]
    return float(np.mean(np.bincount(tag, found_of_tag / (above + 1)) / many))


DEFAULTS: dict[str, tuple[str, Metric]] = {
    "proba": ("accuracy", accuracy),
    "mean": ("-RMSE", negative_rmse),
    "tags": ("macro average precision", macro_average_precision),
}
"""Name and metric by the output that a task's predictions are made of."""


def metric_for(task: Task, wished: Metric | None = None) -> tuple[str, Metric]:
    """Name and function of what is measured.

    Raises
    ------
    BadParameter
        If ``wished`` is no function, or there is no default for the task.

    Examples
    --------
    >>> from labelwise.tasks import Regression
    >>> metric_for(Regression())[0]
    '-RMSE'
    """
    if wished is None and task.output in DEFAULTS:
        return DEFAULTS[task.output]
    if not callable(wished):
        raise BadParameter(
            f"the metric is {wished!r}",
            allowed="a function of (truth, predicted)" + ", or None" * (task.output in DEFAULTS),
        )
    return getattr(wished, "__name__", repr(wished)), wished


def comparable(task: Task, values: Sequence[Value]) -> Array:
    """True labels as a metric takes them.

    Classes (m,) as text and numbers (m,) as they are; tags as (m, C) of 0 and 1.

    Examples
    --------
    >>> from labelwise.tasks import Tags
    >>> comparable(Tags(["a", "b"]), [{"a": True, "b": False}]).tolist()
    [[1.0, 0.0]]
    """
    if task.output != "tags":
        return np.array(values)
    return np.array([[float(label[c]) for c in task.classes] for label in values])  # type: ignore[index,call-overload]


def decided(task: Task, output: Array) -> Array:
    """A model's output as a metric takes it: tags as probabilities, all else as labels.

    Examples
    --------
    >>> from labelwise.tasks import Classification
    >>> decided(Classification(["a", "b"]), np.array([[0.2, 0.8]])).tolist()
    ['b']
    """
    return output if task.output == "tags" else np.array(task.predictions(output)[0])
