"""BALD: how much the draws disagree because each of them is sure of something else.

``score = H(1/K sum_k p_k) - 1/K sum_k H(p_k)``, the mutual information between the label and the model.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.measures.draws import mean_and_entropy
from labelwise.measures.entropy import entropy

__all__ = ["bald"]


def bald(samples: NDArray[Any]) -> NDArray[Any]:
    """Mutual information of label and model in nats: 0 when all draws agree, at most ``ln min(C, K)``.

    It is also the mean divergence of the draws from their mean, ``1/K sum_k KL(p_k || mean)``, the
    disagreement of a committee as McCallum and Nigam measure it. O(K N C), one pass.

    Parameters
    ----------
    samples : (K, n, C) float
        Draw k is one function for all rows; its rows sum to 1.

    Returns
    -------
    (n,) float

    References
    ----------
    N. Houlsby, F. Huszár, Z. Ghahramani, M. Lengyel, "Bayesian active learning for classification and
    preference learning", 2011; Y. Gal, R. Islam, Z. Ghahramani, "Deep Bayesian active learning with image
    data", 2017; A. McCallum, K. Nigam, "Employing EM and pool-based active learning for text
    classification", 1998.

    Examples
    --------
    >>> agreed, torn, sure = [0.7, 0.3], [0.5, 0.5], [1.0, 0.0]
    >>> bald(np.array([[agreed, torn, sure], [agreed, torn, [0.0, 1.0]]])).round(3).tolist()
    [0.0, 0.0, 0.693]
    """
    mean, inside = mean_and_entropy(samples)
    return np.asarray(np.maximum(entropy(mean) - inside, 0))
