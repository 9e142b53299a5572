"""Temperature: probabilities made sharper or flatter, and where they fit observed shares best."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

__all__ = ["fitted_temperature", "temperature_of", "tempered"]

Array = NDArray[Any]

COARSE = (0.1, 0.2, 0.5, 0.8, 1.0, 2.0, 3.0, 5.0, 8.0)
"""Temperatures that are tried first; then four steps to either side of the best."""


LEAST = 1e-9
"""Least probability inside a logarithm."""
RANGE = (0.05, 500.0)
"""Where the best temperature is looked for."""


def tempered(proba: Array, temperature: float) -> NDArray[np.float64]:
    """(..., C) ``p^(1/T)``, rows with sum 1: sharper below 1, flatter above; what is 0 stays 0.

    Examples
    --------
    >>> tempered(np.array([[0.8, 0.2], [1.0, 0.0]]), 0.5).round(3).tolist()
    [[0.941, 0.059], [1.0, 0.0]]
    """
    p = np.asarray(proba, dtype=np.float64)
    made = (p / p.max(axis=-1, keepdims=True)) ** (1.0 / temperature)
    return np.asarray(made / made.sum(axis=-1, keepdims=True))


def fitted_temperature(share: Array, proba: Array, weight: Array | None = None) -> float:
    """The temperature from 0.05 to 500 at which the cross entropy between shares and probabilities is least.

    Parameters
    ----------
    share : (n, C) float
        True classes as rows of 0 and 1, or observed shares.
    proba : (n, C) float
        Predicted probabilities of items whose classes the model has not seen.
    weight : (n,) float, optional
        How much each row counts.

    References
    ----------
    C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, "On calibration of modern neural networks", 2017.

    Examples
    --------
    >>> proba = np.tile([0.99, 0.01], (100, 1))
    >>> round(fitted_temperature(np.eye(2)[np.repeat([0, 1], [80, 20])], proba), 2)
    3.31
    """
    by = np.asarray(share, dtype=np.float64) * (1.0 if weight is None else np.asarray(weight)[:, None])

    def loss(heat: float) -> float:
        return -float((by * np.log(tempered(proba, float(np.exp(heat))) + LEAST)).sum())

    bounds = tuple(np.log(RANGE))
    return float(np.exp(minimize_scalar(loss, bounds=bounds, method="bounded").x))


def temperature_of(share: Array, proba: Array) -> float:
    """Of the temperatures that CROWDLAB tries, that of least cross entropy between shares and probabilities.

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
