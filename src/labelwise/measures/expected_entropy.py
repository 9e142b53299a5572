"""Expected entropy: how unsure the draws are each by itself, which no further label removes.

``score = 1/K sum_k H(p_k)``
"""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from labelwise.measures.draws import mean_and_entropy

__all__ = ["expected_entropy"]


def expected_entropy(samples: NDArray[Any]) -> NDArray[Any]:
    """Mean entropy of the draws in nats, the aleatoric part of the predictive entropy.

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
    >>> import numpy as np
    >>> expected_entropy(np.array([[[1.0, 0.0], [0.9, 0.1]], [[0.0, 1.0], [0.9, 0.1]]])).round(3).tolist()
    [0.0, 0.325]
    """
    return mean_and_entropy(samples)[1]
