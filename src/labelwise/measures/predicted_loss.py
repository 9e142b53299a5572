"""Predicted loss: what a head that learned losses expects of a unit."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["predicted_loss"]


def predicted_loss(predicted_loss: NDArray[Any]) -> NDArray[Any]:
    """The largest predicted loss first.

    Parameters
    ----------
    predicted_loss : (n,) float
        What :class:`~labelwise.training.LossPrediction` gives; only ranks count.

    Returns
    -------
    (n,) float

    References
    ----------
    D. Yoo, I. S. Kweon, "Learning loss for active learning", 2019; X. Zhan et al., "A comparative survey of
    deep active learning" (S012), 2022.

    Examples
    --------
    >>> predicted_loss(np.array([0.2, 1.5])).tolist()
    [0.2, 1.5]
    """
    return np.asarray(predicted_loss, float)
