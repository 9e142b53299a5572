"""Mean-STD: the standard deviation of each class over the draws, on average over the classes.

``score = 1/C sum_c sqrt(mean_k p_kc^2 - (mean_k p_kc)^2)``
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["mean_std"]


def mean_std(samples: NDArray[Any]) -> NDArray[Any]:
    """Mean over the classes of the standard deviation over the draws: 0 when all draws agree.

    Parameters
    ----------
    samples : (K, n, C) float
        Rows sum to 1.

    Returns
    -------
    (n,) float

    References
    ----------
    M. Kampffmeyer, A.-B. Salberg, R. Jenssen, "Semantic segmentation of small objects and modeling of
    uncertainty in urban remote sensing images using deep convolutional neural networks", 2016; X. Zhan et
    al., "A comparative survey of deep active learning" (S012), 2022.

    Examples
    --------
    >>> mean_std(np.array([[[1.0, 0.0], [0.9, 0.1]], [[0.0, 1.0], [0.7, 0.3]]])).round(3).tolist()
    [0.5, 0.1]
    """
    return np.asarray(samples.std(axis=0).mean(axis=1))
