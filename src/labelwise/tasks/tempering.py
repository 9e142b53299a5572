"""Temperature: probabilities made sharper or flatter, and where they fit observed shares best."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["temperature_of", "tempered"]

Array = NDArray[Any]

COARSE = (0.1, 0.2, 0.5, 0.8, 1.0, 2.0, 3.0, 5.0, 8.0)
"""Temperatures that are tried first; then four steps to either side of the best."""


def tempered(proba: Array, temperature: float) -> NDArray[np.float64]:
    """(n, C) ``p^(1/T)``, rows with sum 1: sharper below 1, flatter above.

    Examples
    --------
    >>> tempered(np.array([[0.8, 0.2]]), 0.5).round(3).tolist()
    [[0.941, 0.059]]
    """
    p = np.maximum(np.asarray(proba, dtype=np.float64), 1e-30)
    p = np.exp(np.log(p / p.sum(axis=1, keepdims=True)) / temperature)
    return np.asarray(p / p.sum(axis=1, keepdims=True))


def temperature_of(share: Array, proba: Array) -> float:
    """The temperature at which the cross entropy between observed shares and probabilities is least.

    Parameters
    ----------
    share : (n, C) float
        Observed shares of the classes, for example of an item's votes.
    proba : (n, C) float
        Predicted probabilities.

    Examples
    --------
    >>> sure = np.array([[0.99, 0.01], [0.01, 0.99]])
    >>> temperature_of(np.array([[0.7, 0.3], [0.3, 0.7]]), sure)
    5.75
    """

    def loss(temperature: float) -> float:
        return float(-(share * np.log(np.maximum(tempered(proba, temperature), 1e-30))).sum(axis=1).mean())

    k = int(np.argmin([loss(t) for t in COARSE]))
    fine: list[float] = []
    if k:
        fine += np.linspace(COARSE[k - 1], COARSE[k], 4, endpoint=False).tolist()
    if k + 1 < len(COARSE):
        fine += np.linspace(COARSE[k], COARSE[k + 1], 5).tolist()
    return fine[int(np.argmin([loss(t) for t in fine]))]
