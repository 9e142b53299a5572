"""Models trained anew on some labels and asked about other items: what comparisons are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, MissingCapability
from labelwise.types import Learner, Targets, Training

Array = NDArray[Any]

Judge = Callable[[Array, Array], Array]
"""``judge(train, test)``: train on the labels of rows ``train``, give the (len(test), C) probabilities of
rows ``test``."""


def judge_of(learner: Learner, x: Any, labels: Array, classes: int, *, seed: int = 0) -> Judge:
    """Whoever trains ``learner`` on the labels of some rows and asks the model about others.

    Parameters
    ----------
    learner : Learner
        One that takes hard labels; ``labelwise.learners.SklearnLearner`` makes one of any scikit-learn
        classifier.
    x : array or callable
        The items: (N, ...) array, sparse matrix, or a function from rows to inputs.
    labels : (N,) int64
        Class index of every row, negative where nobody has answered.
    classes : int
        Number of classes C.
    seed : int
        Every training starts from it, so that the same rows give the same model.

    Returns
    -------
    callable
        Where the labels of ``train`` are all of one class it gives that class probability 1.

    Raises
    ------
    BadData
        When called with rows in ``train`` that have no label, or with none.
    MissingCapability
        When called and the model gives no probabilities.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from labelwise.learners import SklearnLearner
    >>> x, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 0, 1, -1])
    >>> judge = judge_of(SklearnLearner(LogisticRegression()), x, y, 2)
    >>> judge(np.array([0, 1, 2]), np.array([3])).argmax(axis=1).tolist()
    [1]
    """
    of = x if callable(x) else lambda rows: x[rows]
    known = np.asarray(labels)

    def judge(train: Array, test: Array) -> Array:
        train = np.sort(np.asarray(train, np.int64))
        told = known[train]
        if not len(told) or told.min() < 0:
            raise BadData(f"{(told < 0).sum()} of {len(told)} rows to train on have no label")
        if (told == told[0]).all():
            return np.asarray(np.eye(classes)[np.full(len(test), told[0])])
        targets = Targets(train, told.astype(np.int64), "hard", np.ones(len(train)))
        data = Training(of, train, targets, tuple(range(classes)))
        model: Any = learner.fit(data, np.random.default_rng(seed))
        if "proba" not in model.provides:
            raise MissingCapability(
                f"{type(model).__name__} gives no proba",
                fix="pass a learner that does, for example SklearnLearner(estimator, scores='decision')",
            )
        return np.asarray(model.proba(of(np.asarray(test, np.int64))))

    return judge
