"""Max disagreement: how far the draw that differs most is from the mean of all.

``score = max_k KL(p_k || 1/K sum_j p_j)``
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.measures.draws import TINY

__all__ = ["max_disagreement"]


def max_disagreement(samples: NDArray[Any]) -> NDArray[Any]:
    """Largest divergence of a draw from the mean of the draws, in nats: 0 to ``ln K``.

    BALD is the mean in place of the maximum.

    Parameters
    ----------
    samples : (K, n, C) float
        Rows sum to 1.

    Returns
    -------
    (n,) float

    References
    ----------
    A. McCallum, K. Nigam, "Employing EM and pool-based active learning for text classification", 1998, take
    the mean; the maximum is that of T. Danka, P. Horvath, "modAL: a modular active learning framework for
    Python", 2018.

    Examples
    --------
    >>> max_disagreement(np.array([[[1.0, 0.0], [0.9, 0.1]], [[0.0, 1.0], [0.9, 0.1]]])).round(3).tolist()
    [0.693, 0.0]
    """
    expected = np.log(np.maximum(samples.mean(axis=0), TINY))
    worst = np.zeros(len(expected), dtype=expected.dtype)
    for draw in samples:
        divergence = (draw * (np.log(np.maximum(draw, TINY)) - expected)).sum(axis=1)
        np.maximum(worst, divergence, out=worst)
    return worst
