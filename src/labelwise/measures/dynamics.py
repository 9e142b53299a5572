"""Entropy and margin of training dynamics (TiDAL, S087).

``m = 1/E sum_e p_e``, the mean prediction over the epochs; ``entropy = H(m)`` and
``margin = max over c != y of m_c - m_y``, y the class that is predicted now.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.measures.entropy import entropy

__all__ = ["dynamics_entropy", "dynamics_margin"]

Array = NDArray[Any]


def dynamics_entropy(dynamics: Array) -> Array:
    """Entropy of the mean prediction over the epochs, in nats: high for what is learned late or never.

    Parameters
    ----------
    dynamics : (E, n, C) or (E, n) float
        Predictions after each epoch; what a head predicts of them has E = 1. Two dimensions are the
        probability of one label against all others.

    Returns
    -------
    (n,) float

    References
    ----------
    S. M. Kye, K. Choi, H. Byun, B. Chang, "TiDAL: learning training dynamics for active learning" (S087),
    2023.

    Examples
    --------
    >>> early, late = [[0.9, 0.1], [0.9, 0.1]], [[0.1, 0.9], [0.9, 0.1]]
    >>> dynamics_entropy(np.array([early, late]).transpose(1, 0, 2)).round(3).tolist()
    [0.325, 0.693]
    """
    return entropy(_mean(dynamics))


def dynamics_margin(dynamics: Array, proba: Array) -> Array:
    """How far another class is ahead of the predicted one in the mean over the epochs; from -1 to 1.

    Parameters
    ----------
    dynamics : (E, n, C) or (E, n) float
        Predictions after each epoch. Two dimensions are the probability of one label against all others,
        and that label counts as the predicted one.
    proba : (n, C) float
        What the classifier predicts now; the largest is the predicted class.

    Returns
    -------
    (n,) float

    References
    ----------
    As :func:`dynamics_entropy`; G. Pleiss et al., "Identifying mislabeled data using the area under the
    margin ranking", 2020.

    Examples
    --------
    >>> proba = np.array([[0.9, 0.1], [0.6, 0.4]])
    >>> dynamics_margin(np.array([[[0.9, 0.1], [0.4, 0.6]]]), proba).round(2).tolist()
    [-0.8, 0.2]
    """
    mean = _mean(dynamics).copy()
    at = np.arange(len(mean)), 0 if dynamics.ndim == 2 else proba.argmax(axis=1)
    own = mean[at]
    mean[at] = -np.inf
    return np.asarray(mean.max(axis=1) - own)


def _mean(dynamics: Array) -> Array:
    mean = np.asarray(dynamics.mean(axis=0))
    return np.stack([mean, 1 - mean], axis=1) if mean.ndim == 1 else mean
