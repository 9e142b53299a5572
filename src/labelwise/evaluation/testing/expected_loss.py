"""Which test items are worth a label: those whose loss is expected to be large."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwise.errors import BadData, BadParameter
from labelwise.probabilities import OFF, checked_proba

__all__ = [
    "expected_error",
    "expected_log_loss",
    "expected_squared_error",
    "doubt_weights",
]

Floats = NDArray[np.float64]


def doubt_weights(confidence: ArrayLike, *, even: float = 0.5, least: float = 0.005) -> Floats:
    """The default: half of every draw is even, half goes by the square root of the model's doubt.

    ``q = even / N + (1 - even) * s / sum(s)`` with ``s = sqrt(max(1 - confidence, least))``. With the
    even half no item gets a weight above about ``1 / even`` in the estimate, so that an item the model
    is sure of and wrong about cannot upset it.

    Parameters
    ----------
    confidence : (N,) float
        The model's largest probability, from 0 to 1.
    even : float
        Share of a draw that is even over the items, above 0 and up to 1.
    least : float
        Least doubt.

    Returns
    -------
    (N,) float64
        Sums to 1.

    Raises
    ------
    BadData
        If a confidence is outside of 0 to 1.
    BadParameter
        If ``even`` is.

    Examples
    --------
    >>> doubt_weights([0.5, 0.99, 0.75]).round(3).tolist()
    [0.437, 0.205, 0.358]
    """
    made = np.asarray(confidence, dtype=np.float64)
    bad = np.flatnonzero(~((made >= 0) & (made <= 1 + OFF)))
    if made.ndim != 1 or not len(made) or len(bad):
        shown = f"item {bad[0]} has the confidence {made[bad[0]]:g}" if made.ndim == 1 and len(bad) else ""
        raise BadData(shown or f"the confidence has the shape {made.shape}", allowed="(N,) from 0 to 1")
    if not 0 < even <= 1:
        raise BadParameter(f"even is {even}", allowed="above 0 and up to 1")
    doubt = np.sqrt(np.maximum(1 - made, least))
    return np.asarray(even / len(made) + (1 - even) * doubt / doubt.sum())


def expected_error(proba: ArrayLike, surrogate: ArrayLike | None = None) -> Floats:
    """Probability that the model is wrong, as the surrogate sees it: ``1 - pi(argmax f)``.

    Parameters
    ----------
    proba : (N, C) float
        Of the model f under test.
    surrogate : (N, C) float or None
        Of the surrogate pi; None for the model itself.

    References
    ----------
    J. Kossen, S. Farquhar, Y. Gal, T. Rainforth, "Active Testing: Sample-Efficient Model Evaluation", 2021.

    Examples
    --------
    >>> expected_error([[0.9, 0.1]], [[0.4, 0.6]]).tolist()
    [0.6]
    """
    model, other = _pair(proba, surrogate)
    return np.asarray(1 - np.take_along_axis(other, model.argmax(axis=1)[:, None], axis=1)[:, 0])


def expected_log_loss(proba: ArrayLike, surrogate: ArrayLike | None = None, *, clip: float = 1e-3) -> Floats:
    """Expected cross-entropy, ``-sum_y pi(y) log f(y)``; of the model itself its entropy.

    Parameters
    ----------
    proba, surrogate
        As of :func:`expected_error`.
    clip : float
        Least probability inside the logarithm.

    References
    ----------
    Kossen et al. 2021, as :func:`expected_error`.

    Examples
    --------
    >>> expected_log_loss([[0.5, 0.5]], [[0.1, 0.9]]).round(3).tolist()
    [0.693]
    """
    model, other = _pair(proba, surrogate)
    return np.asarray(-(other * np.log(np.maximum(model, clip))).sum(axis=1))


def _pair(proba: ArrayLike, surrogate: ArrayLike | None) -> tuple[Floats, Floats]:
    model = checked_proba(proba)
    other = model if surrogate is None else checked_proba(surrogate, "the surrogate's probabilities")
    if other.shape != model.shape:
        raise BadData(f"the surrogate's probabilities have the shape {other.shape}", allowed=f"{model.shape}")
    return model, other


def expected_squared_error(
    mean: ArrayLike, surrogate_mean: ArrayLike, surrogate_std: ArrayLike, *, noise: float = 0.0
) -> Floats:
    """Expected squared error of numbers, ``(mu_pi - mu_f)^2 + sigma_pi^2 + noise^2``.

    Parameters
    ----------
    mean : (N,) float
        What the model says.
    surrogate_mean, surrogate_std : (N,) float
        What the surrogate says, and how unsure it is of it.
    noise : float
        Standard deviation of the labels themselves.

    References
    ----------
    Kossen et al. 2021, as :func:`expected_error`.

    Examples
    --------
    >>> expected_squared_error([1.0], [3.0], [0.5]).tolist()
    [4.25]
    """
    model, other, std = (np.asarray(a, dtype=np.float64) for a in (mean, surrogate_mean, surrogate_std))
    if not model.shape == other.shape == std.shape:
        raise BadData(f"shapes {model.shape}, {other.shape} and {std.shape}", allowed="(N,) three times")
    return np.asarray((other - model) ** 2 + std**2 + noise**2)
