"""How good predictions of parts are: pixels, steps, spans. Higher is better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Labels = Sequence[Mapping[str, str]]
"""One label an item: part to class."""


def mean_iou(truth: NDArray[Any], predicted: NDArray[Any], classes: int) -> float:
    """Mean over the classes of intersection over union; those that occur nowhere are left out.

    Parameters
    ----------
    truth, predicted : arrays of one shape
        Class indices; where ``truth`` is none of ``classes`` nothing counts.
    classes : int
        Number of classes.

    Examples
    --------
    >>> mean_iou(np.array([0, 0, 1, 9]), np.array([0, 1, 1, 0]), 3)
    0.5
    """
    known = (truth >= 0) & (truth < classes)
    pairs = truth[known].astype(np.int64) * classes + predicted[known]
    table = np.bincount(pairs.ravel(), minlength=classes**2).reshape(classes, classes)
    both, union = np.diag(table), table.sum(axis=0) + table.sum(axis=1) - np.diag(table)
    return float((both[union > 0] / union[union > 0]).mean())


def first_error_f1(truth: Labels, predicted: Labels, error: str) -> float:
    """Harmonic mean of how often the first error is found and how often right solutions are passed.

    Found is an error at exactly its step; passed is a solution without an error in which none is seen.

    Source: Zheng et al., 2024, ProcessBench: Identifying Process Errors in Mathematical Reasoning.

    Examples
    --------
    >>> truth = [{"s1": "1", "s2": "0"}, {"s1": "1"}, {"s1": "0"}]
    >>> first_error_f1(truth, [{"s1": "1", "s2": "0"}, {"s1": "1"}, {"s1": "1"}], "0")
    0.6666666666666666
    """
    at, found = ([_first(label, error) for label in labels] for labels in (truth, predicted))
    right = np.array([a == b for a, b in zip(at, found, strict=True)])
    wrong = np.array([a is not None for a in at])
    if wrong.all() or not wrong.any():
        return float(right.mean())
    a, b = right[wrong].mean(), right[~wrong].mean()
    return float(2 * a * b / (a + b)) if a + b else 0.0


def _first(label: Mapping[str, str], error: str) -> str | None:
    return next((part for part, value in label.items() if value == error), None)


def span_f1(truth: Labels, predicted: Labels, outside: str = "O") -> float:
    """F1 of spans: one is right when its tokens and its class are.

    Examples
    --------
    >>> span_f1([{"t0:2": "PER", "t2:3": "O"}], [{"t0:2": "PER", "t2:3": "LOC"}])
    0.6666666666666666
    """
    spans = [
        {(k, part, name) for k, label in enumerate(labels) for part, name in label.items() if name != outside}
        for labels in (truth, predicted)
    ]
    total = len(spans[0]) + len(spans[1])
    return 2 * len(spans[0] & spans[1]) / total if total else 1.0


def best_of(scores: NDArray[Any], right: NDArray[Any], problem: NDArray[Any]) -> float:
    """Share of problems whose solution of the highest score is right; of equal scores the first counts.

    Parameters
    ----------
    scores : (n,) float
        Score of each solution.
    right : (n,) bool
        Whether it is right.
    problem : (n,) int
        Which problem it solves.

    Source: Lightman et al., 2023, Let's Verify Step by Step.

    Examples
    --------
    >>> best_of(np.array([0.2, 0.9, 0.5]), np.array([True, False, True]), np.array([0, 0, 1]))
    0.5
    """
    order = np.lexsort((np.arange(len(scores)), -scores, problem))
    first = np.unique(problem[order], return_index=True)[1]
    return float(right[order[first]].mean())
