"""Margin, also called breaking ties: how close the two favourite classes are.

``score = 1 - (p_(1) - p_(2))``, with ``p_(1) >= p_(2)`` the two largest probabilities.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["margin"]

FEW = 64
"""Up to so many classes a pass over each of them is faster than sorting inside the rows."""


def margin(proba: NDArray[Any]) -> NDArray[Any]:
    """One minus the gap between the two largest probabilities: 1 at a tie, 0 when certain.

    Parameters
    ----------
    proba : (n, C) float
        Rows sum to 1; C is 2 or more.

    Returns
    -------
    (n,) float

    References
    ----------
    T. Scheffer, C. Decomain, S. Wrobel, "Active hidden Markov models for information extraction", 2001;
    as the recommended default in S017.

    Examples
    --------
    >>> margin(np.array([[0.4, 0.4, 0.2], [0.9, 0.1, 0.0], [1.0, 0.0, 0.0]])).round(3).tolist()
    [1.0, 0.2, 0.0]
    """
    if proba.shape[1] > FEW:
        two = np.partition(proba, -2, axis=1)[:, -2:]
        return np.asarray(1 - (two[:, 1] - two[:, 0]))
    first, second, *others = np.ascontiguousarray(proba.T)  # a row each class
    first, second = np.maximum(first, second), np.minimum(first, second)
    for other in others:
        np.maximum(second, np.minimum(first, other), out=second)
        np.maximum(first, other, out=first)
    return np.asarray(1 - (first - second))
