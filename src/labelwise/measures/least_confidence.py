"""Least confidence: how far the favourite class is from being certain.

``score = 1 - max_c p_c``
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["least_confidence"]


def least_confidence(proba: NDArray[Any]) -> NDArray[Any]:
    """One minus the largest probability: 0 when certain, ``1 - 1/C`` when all classes are equal.

    Parameters
    ----------
    proba : (n, C) float
        Rows sum to 1.

    Returns
    -------
    (n,) float

    References
    ----------
    D. D. Lewis, W. A. Gale, "A sequential algorithm for training text classifiers", 1994.

    Examples
    --------
    >>> least_confidence(np.array([[0.5, 0.5], [0.9, 0.1], [1.0, 0.0]])).round(3).tolist()
    [0.5, 0.1, 0.0]
    """
    return np.asarray(1 - np.ascontiguousarray(proba.T).max(axis=0))  # a row each class: whole rows at once
