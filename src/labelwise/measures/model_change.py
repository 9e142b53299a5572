"""Expected model change of a regression (EMCM): how far a gradient step on the answer would move the weights.

``score(x) = mean over members k of |f(x) - f_k(x)| |x|``: for the squared loss of a linear last layer the
gradient is the error times the features, and a committee says which answers are to be expected.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["model_change"]


def model_change(samples: NDArray[Any], mean: NDArray[Any], embedding: Any) -> NDArray[Any]:
    """Expected length of the gradient, the committee's predictions as answers; O(K + D) a row.

    Parameters
    ----------
    samples : (K, n, 1) float
        Predictions of the committee, for example of models trained on bootstraps of the labels.
    mean : (n,) float
        Predictions of the model.
    embedding : (n, D) float, may be sparse
        Features of the last layer, with a column of ones where it has a bias.

    Returns
    -------
    (n,) float

    References
    ----------
    W. Cai, Y. Zhang, J. Zhou, "Maximizing expected model change for active learning in regression", 2013.

    Examples
    --------
    >>> samples = np.array([[[1.0], [2.0]], [[3.0], [2.0]]])
    >>> model_change(samples, np.array([2.0, 1.5]), np.array([[3.0, 4.0], [0.0, 2.0]])).tolist()
    [5.0, 1.0]
    """
    away = np.asarray(samples, dtype=np.float64) - np.asarray(mean, dtype=np.float64)[None, :, None]
    expected = np.sqrt((away * away).sum(axis=2)).mean(axis=0)
    if hasattr(embedding, "multiply"):
        x = embedding.astype(np.float64)  # squares of small integers would overflow
        length = np.sqrt(np.asarray(x.multiply(x).sum(axis=1)).ravel())
    else:
        x = np.asarray(embedding, dtype=np.float64)
        length = np.sqrt(np.einsum("ij,ij->i", x, x))
    return np.asarray(expected * length)
