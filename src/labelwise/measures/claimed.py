"""Items that no class or several classes claim, those closest to a boundary first.

``score = [claims != 1] + 1 - (p_(1) - p_(2))``, where ``claims`` is the number of classes with ``p_c > 1/2``,
and ``p_(1) >= p_(2)`` the two largest.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["claimed"]


def claimed(tags: NDArray[Any]) -> NDArray[Any]:
    """How ambiguous models of one class against the rest are: 1 to 2 where not exactly one claims an item.

    Within both groups the item whose two favourite classes are closest to each other comes first; where one
    class claims it the score is 0 to 1.

    Parameters
    ----------
    tags : (n, C) float
        Probability of each class on its own; C is 2 or more.

    Returns
    -------
    (n,) float

    References
    ----------
    L. Lin et al., "Active self-paced learning for cost-effective and progressive face identification", 2018
    (S107), which orders by closeness to the boundary. Measured by the class whose own boundary is closest, it
    asks for items that lie in the gap around some other class, and that is worse than no order at all.

    Examples
    --------
    >>> claimed(np.array([[0.9, 0.8], [0.9, 0.1], [0.4, 0.1]])).round(2).tolist()
    [1.9, 0.2, 1.7]
    """
    two = np.partition(tags, -2, axis=1)[:, -2:]  # (n, 2), ascending
    ambiguous = (tags > 0.5).sum(axis=1) != 1
    return np.asarray(ambiguous + 1 - (two[:, 1] - two[:, 0]))
