"""Margin of the least certain tag.

``score = 1 - min_c |2 p_c - 1|``
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["tag_margin"]


def tag_margin(tags: NDArray[Any]) -> NDArray[Any]:
    """How close the least certain tag is to one half: 1 at one half, 0 when every tag is certain.

    Parameters
    ----------
    tags : (n, C) float
        Probability of each tag on its own; C is 1 or more.

    Returns
    -------
    (n,) float

    References
    ----------
    K. Brinker, "On active learning in multi-label classification", 2006: the minimum over one classifier a
    tag, there of the distance to the hyperplane, here of the margin of the probability.

    Examples
    --------
    >>> tag_margin(np.array([[0.5, 0.9], [0.9, 0.2], [0.0, 1.0]])).round(2).tolist()
    [1.0, 0.4, 0.0]
    """
    return np.asarray(1 - np.abs(2 * tags - 1).min(axis=1))
