"""Vacuity: how little evidence there is for any class, ``C / sum(alpha)`` of a Dirichlet distribution."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["vacuity"]


def vacuity(alpha: NDArray[Any]) -> NDArray[Any]:
    """1 where there is no evidence at all, near 0 where there is much, however it is divided.

    Parameters
    ----------
    alpha : (n, C) float
        Parameters of Dirichlet distributions, 1 and the evidence for each class; of
        :class:`labelwise.training.Evidential`.

    Returns
    -------
    (n,) float

    References
    ----------
    M. Sensoy, L. Kaplan, M. Kandemir, "Evidential deep learning to quantify classification uncertainty",
    2018; in S021.

    Examples
    --------
    >>> vacuity(np.array([[1.0, 1.0], [4.0, 4.0], [7.0, 1.0]])).tolist()
    [1.0, 0.25, 0.25]
    """
    return np.asarray(alpha.shape[1] / alpha.sum(axis=1))
