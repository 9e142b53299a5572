"""Expected gradient length (EGL): how much an answer would change the last layer.

``score(x) = sum over c of p_c |p - e_c| |h|``: with cross-entropy and a linear last layer the gradient for
class c is the product of ``p - e_c`` and the embedding h.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["gradient_length"]


def gradient_length(proba: NDArray[Any], embedding: Any) -> NDArray[Any]:
    """Expected Euclidean length of the last layer's gradient, the label drawn by the model; O(C + D) a row.

    Parameters
    ----------
    proba : (n, C) float
        Rows sum to 1.
    embedding : (n, D) float, may be sparse
        What the last layer sees.

    Returns
    -------
    (n,) float

    References
    ----------
    B. Settles, M. Craven, S. Ray, "Multiple-instance active learning", 2007; there over all parameters,
    here over the weights of the last layer, without its bias.

    Examples
    --------
    >>> proba = np.array([[0.5, 0.5], [1.0, 0.0], [0.9, 0.1]])
    >>> gradient_length(proba, np.array([[3.0, 4.0], [3.0, 4.0], [0.0, 1.0]])).round(3).tolist()
    [3.536, 0.0, 0.255]
    """
    p = np.asarray(proba, dtype=np.float64)
    squares = (p * p).sum(axis=1, keepdims=True)
    away = np.sqrt(np.maximum(squares - 2 * p + 1, 0.0))  # (n, C): |p - e_c|
    if hasattr(embedding, "multiply"):
        h = embedding.astype(np.float64)  # squares of small integers would overflow
        length = np.sqrt(np.asarray(h.multiply(h).sum(axis=1)).ravel())
    else:
        h = np.asarray(embedding, dtype=np.float64)
        length = np.sqrt(np.einsum("ij,ij->i", h, h))
    return np.asarray(np.einsum("nc,nc->n", p, away) * length)
