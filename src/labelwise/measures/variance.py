"""Variance of a predicted number.

``score = std^2``
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["variance"]


def variance(std: NDArray[Any]) -> NDArray[Any]:
    """How widely the model spreads its prediction of the number: 0 where it is certain.

    With a posterior and equal noise everywhere, asking for the largest variance is asking where an answer
    tells most about the number; with a committee it is asking where its members disagree most.

    Parameters
    ----------
    std : (n,) float
        Not negative.

    Returns
    -------
    (n,) float

    References
    ----------
    D. J. C. MacKay, "Information-based objective functions for active data selection", 1992.

    Examples
    --------
    >>> variance(np.array([0.0, 0.5, 2.0])).tolist()
    [0.0, 0.25, 4.0]
    """
    return np.asarray(std * std)
