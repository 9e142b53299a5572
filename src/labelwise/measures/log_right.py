"""How sure the model is that a part is no error, as a log-probability.

``score = log(1 - p_error)``; summed over the steps of a solution (:class:`~labelwise.measures.Per`) it is
the log of the product of their probabilities to be right: how convincing the solution is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.params import Between, Piece

__all__ = ["LogRight"]

SMALLEST = 1e-12
"""Probabilities are taken as at least this, so that one impossible step does not make a score infinite."""


@dataclass(frozen=True, repr=False)
class LogRight(Piece):
    """The log-probability of every class but one.

    Parameters
    ----------
    error : int
        Index of the class that is an error; all others, a neutral one too, count as right.

    References
    ----------
    Lightman, Kosaraju, Burda, Edwards, Baker, Lee, Leike, Schulman, Sutskever and Cobbe, 2023, Let's Verify
    Step by Step.

    Examples
    --------
    >>> LogRight()(np.array([[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]])).round(2).tolist()
    [0.0, -0.69, -27.63]
    >>> from labelwise.measures import Per
    >>> from labelwise.types import Ragged
    >>> steps = Ragged(np.array([[0.1, 0.9], [0.2, 0.8], [0.3, 0.7]]), np.array([0, 2, 3]))
    >>> np.exp(Per("item", LogRight(), "sum")(proba=steps)).round(2).tolist()
    [0.72, 0.7]
    """

    error: Annotated[int, Between(0)] = 0

    def __call__(self, proba: NDArray[Any]) -> NDArray[Any]:
        """(n,) log-probabilities, from about -27.6 to 0.

        Raises
        ------
        BadData
            If there is no such class.
        """
        if self.error >= proba.shape[1]:
            raise BadData(
                f"class {self.error} is the error among {proba.shape[1]} classes",
                allowed=f"0 to {proba.shape[1] - 1}",
            )
        right = np.delete(proba, self.error, axis=1).sum(axis=1, dtype=np.float64)
        return np.asarray(np.log(np.clip(right, SMALLEST, 1.0)))
