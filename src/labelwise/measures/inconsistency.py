"""Inconsistency over perturbed inputs (S057): how much the variants of one unit disagree.

``H(mean_v p_v) - mean_v H(p_v)``, the Jensen-Shannon divergence of the V predictions: 0 where all variants
are predicted alike, at most log V. With posterior draws in the place of variants it is BALD.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.measures.entropy import entropy

__all__ = ["inconsistency", "variant_entropy", "vote_split"]

Array = NDArray[Any]


def inconsistency(variants: Array) -> Array:
    """Jensen-Shannon divergence of the predictions of a unit's variants.

    Parameters
    ----------
    variants : (V, n, C) float
        Class probabilities of each variant; rows sum to 1.

    Returns
    -------
    (n,) float
        From 0 to log V.

    References
    ----------
    "Label-efficient single photon images classification via active learning" (S057); no code was found, the
    mean divergence to the mean prediction is our reading of its summary.

    Examples
    --------
    >>> agree, differ, some = [[1.0, 0.0]] * 2, [[1.0, 0.0], [0.0, 1.0]], [[0.9, 0.1], [0.5, 0.5]]
    >>> inconsistency(np.array([agree, differ, some]).swapaxes(0, 1)).round(3).tolist()
    [0.0, 0.693, 0.102]
    """
    each = entropy(variants.reshape(-1, variants.shape[2])).reshape(variants.shape[:2])
    return np.asarray(np.maximum(entropy(variants.mean(axis=0)) - each.mean(axis=0), 0))


def variant_entropy(variants: Array) -> Array:
    """Entropy of the mean prediction over a unit's variants.

    Parameters
    ----------
    variants : (V, n, C) float
        Class probabilities of each variant; rows sum to 1.

    Returns
    -------
    (n,) float

    Examples
    --------
    >>> variant_entropy(np.array([[[1.0, 0.0]], [[0.0, 1.0]]])).round(3).tolist()
    [0.693]
    """
    return entropy(variants.mean(axis=0))


def vote_split(variants: Array) -> Array:
    """Share of the variants whose favourite class is not that of most.

    Parameters
    ----------
    variants : (V, n, C) float
        Class probabilities of each variant; rows sum to 1.

    Returns
    -------
    (n,) float
        From 0 to below 1.

    Examples
    --------
    >>> vote_split(np.array([[[0.9, 0.1]], [[0.6, 0.4]], [[0.2, 0.8]], [[0.7, 0.3]]])).tolist()
    [0.25]
    """
    favourite = variants.argmax(axis=2)
    votes = (favourite[:, :, None] == np.arange(variants.shape[2])).sum(axis=0)
    return np.asarray(1 - votes.max(axis=1) / len(variants))
