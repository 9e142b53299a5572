"""Local inconsistency (LADA, S036): how little a unit's prediction agrees with its neighbours'.

``q_i = -sum_j w_ij <p_i, p_j>`` over the neighbours j of i, weights ``w_ij`` in proportion to the cosine of
i and j; then one step that adds what the neighbours have, ``score_i = q_i + coef * sum_j w_ij q_j``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.params import Between, Piece

__all__ = ["LocalInconsistency", "local_inconsistency"]

Array = NDArray[Any]


@dataclass(frozen=True, repr=False)
class LocalInconsistency(Piece):
    """Minus the expected agreement of a prediction with those of the neighbours.

    Without propagation -1 where all neighbours hold the same class for certain, 0 where each holds another
    one than the unit.

    Parameters
    ----------
    coef : float
        How much of the neighbours' own inconsistency is added; 0 for none.

    Notes
    -----
    ``neighbours`` is ``(idx, dist)``, both (N, k): rows of the pool, and cosine distances from 0 to 2. A View
    makes it of ``embedding``: the 10 nearest rows without a label. Where a cosine is negative, its weight
    is 0 here; the code of the authors divides by the sum whatever the signs. With no neighbour at all the
    score is 0.

    References
    ----------
    T. Sun, C. Lu, H. Ling, "Local context-aware active domain adaptation" (LADA), 2023.

    Examples
    --------
    >>> proba = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    >>> neighbours = np.array([[1], [0], [1]]), np.zeros((3, 1))
    >>> LocalInconsistency(coef=0.0)(neighbours, proba).tolist()
    [-1.0, -1.0, 0.0]
    >>> local_inconsistency(neighbours, proba).tolist()
    [-2.0, -2.0, -1.0]
    """

    coef: Annotated[float, Between(0)] = 1.0
    title = "local-inconsistency"
    pooled = whole = True

    def __call__(self, neighbours: tuple[Array, Array], proba: Array) -> Array:
        """(N,) float scores.

        Parameters
        ----------
        neighbours : tuple of (N, k) int and (N, k) float
            Rows, and cosine distances to them.
        proba : (N, C) float
            Rows sum to 1.

        Raises
        ------
        BadData
            If the neighbours are no rows of the pool.
        """
        at, away = _checked(neighbours, len(proba))
        weight = _weights(1 - away)
        agree = np.zeros(len(proba))
        for k in range(at.shape[1]):
            agree -= weight[:, k] * np.einsum("ic,ic->i", proba, proba[at[:, k]])
        return np.asarray(agree + self.coef * (weight * agree[at]).sum(axis=1))


local_inconsistency = LocalInconsistency()
"""The measure with the options of the paper."""


def _weights(cosine: Array) -> Array:
    """Rows in proportion to the cosines, with sum 1; equal weights where none is above 0."""
    weight = np.maximum(cosine, 0.0)
    total = weight.sum(axis=1, keepdims=True)
    equal = 1 / max(weight.shape[1], 1)
    return np.where(total > 0, weight / np.where(total > 0, total, 1), equal)


def _checked(neighbours: Any, size: int) -> tuple[Array, Array]:
    fits = isinstance(neighbours, tuple) and len(neighbours) == 2
    at, away = map(np.asarray, neighbours) if fits else (np.zeros(0), np.zeros(0))
    if at.ndim != 2 or at.shape != away.shape or at.shape[0] != size or at.dtype.kind not in "iu":
        raise BadData(
            f"neighbours hold arrays of shape {at.shape} and {away.shape} and type {at.dtype}",
            allowed=f"(idx, dist): rows of the pool and cosine distances, both ({size}, k)",
        )
    if at.size and (at.min() < 0 or at.max() >= size):
        raise BadData(
            f"neighbours name the rows {at.min()} to {at.max()}", allowed=f"0 to {size - 1}, rows of the pool"
        )
    return at, away
