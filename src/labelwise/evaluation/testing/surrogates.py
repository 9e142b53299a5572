"""A second model that says where the tested one is likely wrong, and learns from each test label."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwise.errors import BadParameter
from labelwise.evaluation.testing.draws import Drawn, draw_next

__all__ = ["DOUBLING", "Surrogate", "draw_adaptively"]

DOUBLING = tuple(5 * 2**k for k in range(16))
"""Numbers of answers after which weights are made anew: 5, 10, 20, 40 ..."""

Weigh = Callable[[NDArray[np.int64], list[Any]], ArrayLike]


@dataclass(frozen=True, eq=False)
class Surrogate:
    """Any scikit-learn estimator, refitted on the training data and all test labels so far.

    Parameters
    ----------
    estimator : estimator
        Cloned before each fit; another kind than the tested model, as it should err elsewhere.
    x : (N, D) array
        The test items.
    known_x, known_y : (n, D) and (n,) array
        What the tested model was trained on.
    classes : (C,) array or None
        Classes in the order of the tested model's columns; None for numbers.

    Examples
    --------
    >>> from sklearn.ensemble import RandomForestClassifier
    >>> x = np.arange(20.0)[:, None]
    >>> forest = RandomForestClassifier(10, random_state=0)
    >>> other = Surrogate(forest, x, x[:4], [0, 0, 0, 1], np.array([0, 1]))
    >>> other.proba(np.array([19, 5]), [1, 0]).shape
    (20, 2)
    """

    estimator: Any
    x: Any
    known_x: Any
    known_y: Any
    classes: NDArray[Any] | None = None

    def fitted(self, rows: NDArray[np.int64], labels: list[Any]) -> Any:
        """The estimator, trained on what is known and the answered test items."""
        from sklearn.base import clone

        x = np.concatenate([np.asarray(self.known_x), np.asarray(self.x)[rows]])
        y = np.concatenate([np.asarray(self.known_y), np.asarray(labels, np.asarray(self.known_y).dtype)])
        return clone(self.estimator).fit(x, y)

    def proba(self, rows: NDArray[np.int64], labels: list[Any]) -> NDArray[np.float64]:
        """(N, C) probabilities in the order of ``classes``; 0 for a class without a label so far.

        Raises
        ------
        BadParameter
            If no classes were named.
        """
        if self.classes is None:
            raise BadParameter("the surrogate has no classes", fix="pass classes=, in the model's order")
        model = self.fitted(rows, labels)
        made = np.zeros((len(self.x), len(self.classes)))
        places = {value: k for k, value in enumerate(self.classes.tolist())}
        for column, value in enumerate(model.classes_.tolist()):
            made[:, places[value]] = model.predict_proba(self.x)[:, column]
        return made

    def normal(self, rows: NDArray[np.int64], labels: list[Any]) -> tuple[Any, Any]:
        """(N,) mean and standard deviation: of the trees of a forest, else by ``return_std``."""
        model = self.fitted(rows, labels)
        if hasattr(model, "estimators_"):
            members = np.array([member.predict(self.x) for member in np.ravel(model.estimators_)])
            return members.mean(axis=0), members.std(axis=0)
        return tuple(model.predict(self.x, return_std=True))


def draw_adaptively(
    answer: Callable[[int], Any],
    weigh: Weigh,
    n: int,
    rng: np.random.Generator,
    *,
    refit: Collection[int] = DOUBLING,
) -> tuple[Drawn, list[Any]]:
    """Draw and ask item by item, with weights that are made anew from the answers now and then.

    Parameters
    ----------
    answer : callable
        ``answer(row)`` gives the label of an item.
    weigh : callable
        ``weigh(rows, labels)`` gives (N,) weights above 0 from the rows drawn so far and their labels;
        for example ``floored(expected_error(proba, surrogate.proba(rows, labels)))``.
    n : int
        How many items.
    rng : numpy.random.Generator
        One number a draw.
    refit : collection of int
        Numbers of answers at which ``weigh`` is called again; it is always called at the start.

    Returns
    -------
    Drawn, list
        The items with the probability of each draw, for :func:`weighted_accuracy` or :func:`lure`, and
        the labels. Every probability depends on earlier answers only, so the estimate stays unbiased.

    Raises
    ------
    BadData
        If a weight is not above 0.
    BadParameter
        If n is larger than the number of items.

    References
    ----------
    J. Kossen, S. Farquhar, Y. Gal, T. Rainforth, "Active Testing: Sample-Efficient Model Evaluation", 2021.

    Examples
    --------
    >>> drawn, labels = draw_adaptively([0, 1, 1, 0].__getitem__, lambda rows, labels: np.ones(4), 3,
    ...                                 np.random.default_rng(0))
    >>> drawn.q.round(3).tolist(), labels
    ([0.25, 0.333, 0.5], [1, 0, 1])
    """
    rows: list[int] = []
    labels: list[Any] = []
    q: list[float] = []
    weights = np.asarray(weigh(np.zeros(0, np.int64), []), dtype=np.float64)
    for count in range(n):
        if count and count in refit:
            weights = np.asarray(weigh(np.array(rows, dtype=np.int64), list(labels)), dtype=np.float64)
        row, probability = draw_next(weights, rows, rng)
        rows.append(row)
        q.append(probability)
        labels.append(answer(row))
    return Drawn(np.array(rows, dtype=np.int64), np.array(q), len(weights)), labels
