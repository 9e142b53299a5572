"""Predictive entropy: how unsure the draws are together, whatever the reason.

``score = H(1/K sum_k p_k)``
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.measures.entropy import entropy

__all__ = ["predictive_entropy"]


def predictive_entropy(samples: NDArray[Any]) -> NDArray[Any]:
    """Entropy of the mean of the draws in nats; of a committee it is called consensus entropy.

    It is BALD plus :func:`~labelwise.measures.expected_entropy`.

    Parameters
    ----------
    samples : (K, n, C) float
        Rows sum to 1.

    Returns
    -------
    (n,) float

    References
    ----------
    Y. Gal, R. Islam, Z. Ghahramani, "Deep Bayesian active learning with image data", 2017.

    Examples
    --------
    >>> predictive_entropy(np.array([[[1.0, 0.0], [0.9, 0.1]], [[0.0, 1.0], [0.9, 0.1]]])).round(3).tolist()
    [0.693, 0.325]
    """
    return entropy(np.asarray(samples.mean(axis=0)))
