"""Entropy: how spread out the predicted class is.

``score = -sum_c p_c ln p_c``, with ``0 ln 0 = 0``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["entropy"]


def entropy(proba: NDArray[Any]) -> NDArray[Any]:
    """Shannon entropy in nats: 0 when certain, ``ln C`` when all classes are equal.

    Parameters
    ----------
    proba : (n, C) float
        Rows sum to 1.

    Returns
    -------
    (n,) float

    References
    ----------
    C. E. Shannon, "A mathematical theory of communication", 1948.

    Examples
    --------
    >>> entropy(np.array([[0.5, 0.5], [0.9, 0.1], [1.0, 0.0]])).round(3).tolist()
    [0.693, 0.325, 0.0]
    """
    columns = np.ascontiguousarray(proba.T, dtype=np.result_type(proba, np.float32))  # (C, n)
    logs = np.maximum(columns, np.finfo(columns.dtype).tiny)  # 0 log 0 = 0
    np.log(logs, out=logs)
    logs *= columns
    return np.asarray(0 - logs.sum(axis=0))
