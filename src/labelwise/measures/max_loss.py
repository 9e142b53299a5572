"""Max loss: the hinge loss that an item with several tags would have if only one of them were there.

``loss_j = sum_c max(1 - y_c f_c, 0)`` with ``f = 2 p - 1``, y_j = 1 and all other y = -1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["max_loss", "mean_max_loss"]

Array = NDArray[Any]


def max_loss(tags: Array) -> Array:
    """The loss if only the most probable tag were there: high where several are likely or all uncertain.

    Parameters
    ----------
    tags : (n, C) float
        Probability of each tag on its own.

    Returns
    -------
    (n,) float

    References
    ----------
    X. Li, L. Wang, E. Sung, "Multilabel SVM active learning for image classification", 2004, with decision
    values; here probabilities from -1 to 1.

    Examples
    --------
    >>> max_loss(np.array([[1.0, 0.0], [0.5, 0.5], [0.9, 0.9]])).round(2).tolist()
    [0.0, 2.0, 2.0]
    """
    return np.asarray(2 * tags.sum(axis=1) - 2 * (2 * tags - 1).max(axis=1))


def mean_max_loss(tags: Array) -> Array:
    """The mean of these losses over the predicted tags, the most probable one where none is predicted.

    Parameters
    ----------
    tags : (n, C) float
        Probability of each tag on its own.

    Returns
    -------
    (n,) float

    References
    ----------
    X. Li, L. Wang, E. Sung, "Multilabel SVM active learning for image classification", 2004.

    Examples
    --------
    >>> mean_max_loss(np.array([[1.0, 0.0], [0.4, 0.2], [0.9, 0.6]])).round(2).tolist()
    [0.0, 1.6, 2.0]
    """
    f = 2 * tags - 1
    there = tags > 0.5
    none = np.flatnonzero(~there.any(axis=1))
    there[none, tags[none].argmax(axis=1)] = True
    own = (f * there).sum(axis=1) / there.sum(axis=1)
    return np.asarray(2 * tags.sum(axis=1) - 2 * own)
