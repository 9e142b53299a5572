"""The entropy gap: clusters that are sure of each item and even over all (S086).

``mean_i H(p_i) - gamma H(mean_i p_i)``; with gamma 1 it is minus the mutual information of item and cluster.
Its least value is ``-gamma log K``, where every item has one cluster and all clusters are of one size.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

__all__ = ["entropy_gap"]

Array = NDArray[Any]

LEAST = 1e-12
"""Least probability inside a logarithm."""


def entropy_gap(logits: Array, gamma: float = 1.0) -> tuple[float, NDArray[np.float64]]:
    """Value, and gradient in the logits.

    Parameters
    ----------
    logits : (n, K) float
        Of the clusters.
    gamma : float
        1 or more: how much evenness counts.

    References
    ----------
    A. Jansen et al., "Coincidence, categorization, and consolidation: learning to recognize sounds with
    minimal supervision" (S086), 2020.

    Examples
    --------
    >>> value, gradient = entropy_gap(np.array([[9.0, 0.0], [0.0, 9.0]]))
    >>> round(value, 2), gradient.shape
    (-0.69, (2, 2))
    """
    p = softmax(np.asarray(logits, dtype=np.float64), axis=1)
    log, mean = np.log(np.maximum(p, LEAST)), p.mean(axis=0)
    even = np.log(np.maximum(mean, LEAST))
    value = -(p * log).sum(axis=1).mean() + gamma * (mean * even).sum()
    slope = (gamma * even - log) / len(p)  # in p, but for a constant that the softmax takes out
    return float(value), np.asarray(p * (slope - (p * slope).sum(axis=1, keepdims=True)))
