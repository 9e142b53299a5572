"""Votes of a committee: each draw names its most probable class, and the counts say how far they agree.

``vote entropy = H(V / K)``, ``vote ratio = 1 - max_c V_c / K``, V_c the number of draws that name class c.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.measures.entropy import entropy

__all__ = ["vote_entropy", "vote_ratio"]


def vote_entropy(samples: NDArray[Any]) -> NDArray[Any]:
    """Entropy of the votes in nats: 0 when all name one class.

    Of equally probable classes a draw names the first.

    Parameters
    ----------
    samples : (K, n, C) float
        One member of the committee a draw; hard votes are rows with a single 1.

    Returns
    -------
    (n,) float

    References
    ----------
    I. Dagan, S. P. Engelson, "Committee-based sampling for training probabilistic classifiers", 1995;
    S. Argamon-Engelson, I. Dagan, "Committee-based sample selection for probabilistic classifiers", 1999,
    divide by ``ln min(K, C)``, which changes no ranking.

    Examples
    --------
    >>> vote_entropy(np.array([[[0.9, 0.1], [0.6, 0.4]], [[0.2, 0.8], [0.7, 0.3]]])).round(3).tolist()
    [0.693, 0.0]
    """
    return entropy(_shares(samples))


def vote_ratio(samples: NDArray[Any]) -> NDArray[Any]:
    """Share of the draws that do not name the favourite class.

    Parameters
    ----------
    samples : (K, n, C) float
        One member of the committee a draw.

    Returns
    -------
    (n,) float

    References
    ----------
    Y. Gal, "Uncertainty in deep learning", 2016: the variation ratio of sampled classes.

    Examples
    --------
    >>> vote_ratio(np.array([[[0.9, 0.1], [0.6, 0.4]], [[0.2, 0.8], [0.7, 0.3]]])).tolist()
    [0.5, 0.0]
    """
    return np.asarray(1 - _shares(samples).max(axis=1))


def _shares(samples: NDArray[Any]) -> NDArray[np.float64]:
    """(n, C) share of the draws that name each class."""
    draws, size, classes = samples.shape
    counts = np.zeros((size, classes))
    for draw in samples:
        counts[np.arange(size), draw.argmax(axis=1)] += 1
    return np.asarray(counts / draws)
