"""A learner as a function from labelled rows to what its model says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import MissingCapability
from labelwise.types import Learner, Targets, Training

__all__ = ["fitted", "says", "trainer"]

Array = NDArray[Any]
Inputs = Callable[[NDArray[np.int64]], Any]


def trainer(
    learner: Learner,
    x: Inputs,
    rows: NDArray[np.int64],
    values: Array,
    classes: Sequence[str],
    rng: np.random.Generator,
) -> Callable[[NDArray[np.int64]], Array]:
    """The callable that the savings on a reserve take: fits to some of its items, predicts all.

    Parameters
    ----------
    learner : Learner
        Of classes (``proba``) or of numbers (``mean``).
    x : callable
        ``x(rows)`` gives the inputs of those rows of the pool.
    rows : (m,) int64
        The reserve items in the pool.
    values : (m,) int64 or float64
        Their class indices or numbers.
    classes : sequence of str
        Names of the classes; empty for numbers.
    rng : numpy.random.Generator
        For the learner.

    Returns
    -------
    callable
        ``train(at)``: at is (k,) int64, positions in the reserve; gives (m,) class indices or numbers.

    Raises
    ------
    MissingCapability
        When it is called and the model gives neither ``proba`` nor ``mean``.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from labelwise.learners import SklearnLearner
    >>> x = np.array([[0.0], [1.0], [4.0], [5.0]])
    >>> y, learner = np.array([0, 0, 1, 1]), SklearnLearner(LogisticRegression())
    >>> rng = np.random.default_rng(0)
    >>> train = trainer(learner, x.__getitem__, np.arange(4), y, ("low", "high"), rng)
    >>> train(np.array([0, 3])).tolist(), train(np.array([2, 3])).tolist()
    ([0, 0, 1, 1], [1, 1, 1, 1])
    """

    def train(at: NDArray[np.int64]) -> Array:
        model = fitted(learner, x, rows[at], values[at], classes, rng)
        return says(model, x, rows, values[at], classes)

    return train


def fitted(
    learner: Learner,
    x: Inputs,
    rows: NDArray[np.int64],
    values: Array,
    classes: Sequence[str],
    rng: np.random.Generator,
) -> Any:
    """The model that ``learner`` makes of these labels.

    Examples
    --------
    >>> from sklearn.linear_model import LinearRegression
    >>> from labelwise.learners import RegressionLearner
    >>> x = np.arange(4.0)[:, None]
    >>> learner, rng = RegressionLearner(LinearRegression()), np.random.default_rng(0)
    >>> model = fitted(learner, x.__getitem__, np.array([2, 0]), np.array([5.0, 1.0]), (), rng)
    >>> model.mean(x[[3]]).round(6).tolist()
    [7.0]
    """
    order = np.argsort(rows, kind="stable")
    kind: Any = "hard" if len(classes) else "real"
    targets = Targets(rows[order], values[order], kind, np.ones(len(rows)))
    return learner.fit(Training(x, targets.rows, targets, tuple(classes)), rng)


def says(model: Any, x: Inputs, rows: NDArray[np.int64], told: Array, classes: Sequence[str]) -> Array:
    """(m,) the likeliest class or the number of each row; the only value ``told`` while there is just one.

    Raises
    ------
    MissingCapability
        If the model gives neither ``proba`` nor ``mean``.
    """
    name = "proba" if len(classes) else "mean"
    if name not in model.provides:
        if len(np.unique(told)) > 1:
            raise MissingCapability(
                f"{type(model).__name__} gives no {name}", fix=f"give the model a method {name}(x)"
            )
        return np.full(len(rows), told[0])
    output = np.asarray(getattr(model, name)(x(rows)))
    return np.asarray(output.argmax(axis=1) if len(classes) else output)
