"""BalancedSampling: items of rare classes or tags are seen more often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.training.recipe import Recipe, train
from labelwise.types import Model, Targets, Training

__all__ = ["BalancedSampling", "balance"]

Array = NDArray[Any]

SMOOTH = 0.01
"""Added to each count."""


def balance(targets: Targets) -> NDArray[np.float64]:
    """(m,) in proportion to ``sum_c 1 / (n_c + 0.01)`` over the classes or tags of each item; mean 1.

    An item without a tag gets the least weight of those that have one.

    Examples
    --------
    >>> balance(Targets(np.arange(4), np.array([0, 0, 0, 1]), "hard", np.ones(4))).round(2).tolist()
    [0.67, 0.67, 0.67, 1.99]
    """
    there = named(targets)
    weight = there @ (1 / (there.sum(axis=0) + SMOOTH)) if len(there) else np.zeros(0)
    some = weight > 0
    if not some.any():
        return np.ones(len(weight))
    weight = np.where(some, weight, weight[some].min())
    return np.asarray(weight / weight.mean())


def named(targets: Targets) -> NDArray[np.float64]:
    """(m, C) how much of each class or tag is in each label, 0 where that is not known."""
    value = targets.value
    there = np.eye(int(value.max(initial=-1)) + 1)[value] if value.ndim == 1 else np.nan_to_num(value)
    return np.asarray(there, float)


@dataclass(frozen=True, repr=False)
class BalancedSampling(Recipe):
    """Labels are weighed, or drawn, so that rare classes and tags are learned as often as frequent ones.

    Parameters
    ----------
    learner : Learner or scikit-learn classifier
        Of classes or tags.
    draw : bool
        False: labels are weighed by :func:`balance`. True, for learners that take no weights: as many labels
        as there are, drawn once with replacement in proportion to it, which leaves out some, and one more of
        each class or tag that is then missing.

    References
    ----------
    Y. Gong, Y.-A. Chung, J. Glass, "PSLA: improving audio tagging with pretraining, sampling, labeling, and
    aggregation", 2021 (S053). There every epoch draws anew; weights are what that comes to on average.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> BalancedSampling(LogisticRegression(), draw=True)
    BalancedSampling(learner=SklearnLearner(estimator=LogisticRegression()), draw=True)
    """

    draw: bool = False

    def fit(self, data: Training, rng: np.random.Generator, hooks: Sequence[Any] = ()) -> Model:
        """Balance and train."""
        told = data.targets
        names = told.kind in BALANCED and len(told) > 0
        weight = balance(told) if names else np.ones(len(told))
        if not self.draw:
            told = replace(told, weight=told.weight * weight)
        elif len(told):
            at = rng.choice(len(told), len(told), p=weight / weight.sum())
            more = missing(named(told), at, rng) if names else at[:0]
            told = _rows(told, np.sort(np.concatenate([at, more])))
        model: Model = train(self.learner, replace(data, rows=told.rows, targets=told), rng, hooks)
        return model


BALANCED = ("hard", "soft", "votes", "tags", "partial")
"""Kinds that name classes or tags; labels of other kinds are drawn evenly."""


def missing(there: Array, at: Array, rng: np.random.Generator) -> NDArray[np.int64]:
    """A position of each class (m, C) that none of the positions ``at`` has.

    Examples
    --------
    >>> missing(np.eye(2)[[0, 0, 1]], np.array([0, 0, 1]), np.random.default_rng(0)).tolist()
    [2]
    """
    lost = np.flatnonzero(there.any(axis=0) & ~there[at].any(axis=0))
    return np.array([rng.choice(np.flatnonzero(there[:, c])) for c in lost], np.int64)


def _rows(told: Targets, at: Array) -> Targets:
    """The labels at positions, which may repeat."""
    by = tuple(told.by[i] for i in at) if told.by else ()
    part = None if told.part is None else told.part[at]
    return replace(told, rows=told.rows[at], value=told.value[at], weight=told.weight[at], by=by, part=part)
