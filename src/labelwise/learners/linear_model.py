"""A linear model of classes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import softmax

from labelwise.errors import BadData, MissingCapability
from labelwise.learners.features import dense, inputs, is_numeric

Array = NDArray[Any]


class LinearModel:
    """A trained linear model of classes; made by :class:`~labelwise.learners.PartialLogistic`.

    Parameters
    ----------
    weights : (C, D + 1) array or None
        The last column is the intercept; None where one class explains all targets.

    Attributes
    ----------
    provides : tuple of str
        Without weights only ``embedding``.

    Examples
    --------
    >>> LinearModel(np.array([[1.0, 0.0], [-1.0, 0.0]])).proba(np.array([[0.0], [2.0]])).round(2).tolist()
    [[0.5, 0.5], [0.98, 0.02]]
    """

    def __init__(self, weights: Array | None) -> None:
        self.weights = weights
        self.provides = ("proba", "embedding", "head") if weights is not None else ("embedding",)

    def _need(self) -> Array:
        if self.weights is None:
            raise MissingCapability(
                "one class explains all answers so far", fix="label items of at least two classes first"
            )
        return self.weights

    def proba(self, x: Any) -> NDArray[np.float64]:
        """(m, C) class probabilities."""
        w = self._need()
        return np.asarray(softmax(np.asarray(numbers(x) @ w[:, :-1].T) + w[:, -1], axis=1))

    def embedding(self, x: Any) -> Array:
        """(m, D) the features themselves."""
        return dense(numbers(x))

    def head(self) -> tuple[Array, Array]:
        """(W (C, D), b (C,)) with ``softmax(embedding W.T + b) = proba``."""
        w = self._need()
        return w[:, :-1], w[:, -1]

    def state(self) -> dict[str, Any]:
        """Its weights, if there are any."""
        return {} if self.weights is None else {"weights": self.weights}


def numbers(x: Any) -> Any:
    """Items as an (m, D) matrix of numbers, sparse or float64.

    Raises
    ------
    BadData
        If they are none.

    Examples
    --------
    >>> numbers(np.array([[1, 2]])).dtype.name
    'float64'
    """
    found = inputs(x)
    if not is_numeric(found):
        raise BadData(
            "a linear model learns from numbers",
            allowed="a matrix",
            fix="pass encoder=, for example labelwise.learners.encoders.TextEncoder()",
        )
    return found if sparse.issparse(found) else dense(found).astype(np.float64, copy=False)
