"""Information density: an uncertainty times how near, on average, the rest of the pool is.

``score_i = u_i * max(0, mean_n cos(x_i, x_n))^beta``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.measures import title
from labelwise.measures.adaptor import Adaptor, passed, positive
from labelwise.measures.entropy import entropy
from labelwise.params import Between

__all__ = ["InformationDensity", "density"]


def density(embedding: Any) -> NDArray[Any]:
    """Mean cosine of each row to all rows, itself included.

    With rows of length 1 it is the inner product with their mean, so that all pairs cost O(n D).

    Parameters
    ----------
    embedding : (n, D) float or int
        May be sparse. A zero row has cosine 0 to every row.

    Returns
    -------
    (n,) float64

    Examples
    --------
    >>> density(np.array([[1.0, 0.0], [2.0, 0.0], [0.0, 3.0]])).round(3).tolist()
    [0.667, 0.667, 0.333]
    """
    x = embedding.astype(np.result_type(embedding.dtype, np.float32), copy=False)
    squares = x.multiply(x).sum(axis=1) if sparse.issparse(x) else np.einsum("ij,ij->i", x, x)
    length = np.sqrt(np.asarray(squares, dtype=np.float64).ravel())
    inverse = np.divide(1.0, length, out=np.zeros_like(length), where=length > 0)
    mean = (x.T @ inverse.astype(x.dtype)) / max(len(length), 1)
    return np.asarray((x @ mean) * inverse, dtype=np.float64)


density.pooled = True  # type: ignore[attr-defined]


@dataclass(frozen=True, repr=False)
class InformationDensity(Adaptor):
    """A measure times the ``beta``-th power of the mean cosine to all rows that are scored.

    Outliers, which uncertainty alone likes, have a low density. O(N D) beyond the measure.

    Parameters
    ----------
    measure : callable
        Scores of 0 or more.
    beta : float
        How much the density weighs; 0 for the measure alone.

    References
    ----------
    B. Settles, M. Craven, "An analysis of active learning strategies for sequence labeling tasks", 2008.
    There features are not negative; here a mean cosine below 0 counts as 0.

    Examples
    --------
    >>> proba = np.array([[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]])
    >>> embedding = np.array([[1.0, 0.0], [2.0, 0.0], [0.0, 3.0]])
    >>> InformationDensity()(proba=proba, embedding=embedding).round(3).tolist()
    [0.462, 0.462, 0.231]
    """

    measure: Any = entropy
    beta: Annotated[float, Between(0)] = 1.0
    pooled = True

    @property
    def inner(self) -> tuple[Any, ...]:
        """The measure."""
        return (self.measure,)

    @property
    def needs(self) -> tuple[str, ...]:
        """What the measure takes, and the embedding."""
        return tuple(dict.fromkeys((*super().needs, "embedding")))

    @property
    def title(self) -> str:
        """What it is called."""
        return f"{title(self.measure)} x density^{self.beta:g}"

    def __call__(self, rng: Any = None, view: Any = None, **arrays: Any) -> NDArray[Any]:
        """(n,) float64 scores.

        Raises
        ------
        BadParameter
            If a score of the measure is negative.
        """
        scores = positive(self, self.measure, passed(self.measure, arrays, {"rng": rng, "view": view}))
        near = np.maximum(density(arrays["embedding"]), 0)
        return np.asarray(scores * near**self.beta)
