"""Variation ratio: what the most probable class of the mean of the draws leaves to the others.

``score = 1 - max_c 1/K sum_k p_kc``
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["variation_ratio"]


def variation_ratio(samples: NDArray[Any]) -> NDArray[Any]:
    """One minus the largest mean probability: least confidence of the mean of the draws.

    Gal's thesis counts votes instead, see :func:`~labelwise.measures.vote_ratio`.

    Parameters
    ----------
    samples : (K, n, C) float
        Rows sum to 1.

    Returns
    -------
    (n,) float

    References
    ----------
    Y. Gal, R. Islam, Z. Ghahramani, "Deep Bayesian active learning with image data", 2017, after L. C.
    Freeman, "Elementary applied statistics", 1965.

    Examples
    --------
    >>> variation_ratio(np.array([[[1.0, 0.0], [0.9, 0.1]], [[0.0, 1.0], [0.7, 0.3]]])).round(3).tolist()
    [0.5, 0.2]
    """
    return np.asarray(1 - samples.mean(axis=0).max(axis=1))
