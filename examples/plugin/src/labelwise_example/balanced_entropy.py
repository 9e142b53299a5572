"""Balanced entropy: how the doubt about the probabilities stands to the doubt about the label.

For a class with probability P, a random variable of which ``samples`` are draws, let Beta(a, b) be
the Beta distribution with its mean and variance. With the label Y and the entropies H(Y) (of the mean
probabilities) and h (differential)::

    balance = (sum_c E[P_c] h(Beta(a_c + 1, b_c)) + H(Y)) / (H(Y) + ln 2)
    score   = 1 / balance  where balance >= 0,  balance  elsewhere

The numerator is the joint entropy of Y and the probability of its class. The score is highest where
it is just above zero, and negative where the draws nearly agree.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, entr, psi

__all__ = ["balanced_entropy"]

EDGE = 1e-9
"""Means keep this distance from 0 and 1."""

LEAST, MOST = 1e-6, 1e6
"""Bounds of a + b: draws that are all 0 or 1, and draws that all agree, have no Beta distribution."""


def balanced_entropy(samples: NDArray[Any]) -> NDArray[Any]:
    """Balanced entropy acquisition, in closed form from means and variances.

    Parameters
    ----------
    samples : (K, n, C) float
        Draws of the class probabilities, K of 2 or more.

    Returns
    -------
    (n,) float

    References
    ----------
    J. O. Woo, "Active learning in Bayesian neural networks with balanced entropy learning principle",
    2023. Draws without a Beta distribution of their moments get the nearest one within bounds.

    Examples
    --------
    The draws of the first item differ, those of the second agree:

    >>> draws = np.array([[[0.3, 0.7], [0.5, 0.5]], [[0.7, 0.3], [0.5, 0.5]]])
    >>> balanced_entropy(draws).round(2).tolist()
    [3.56, -3.96]
    """
    mean = np.clip(samples.mean(axis=0, dtype=np.float64), EDGE, 1 - EDGE)
    spread = np.maximum(samples.var(axis=0, dtype=np.float64), np.finfo(np.float64).tiny)
    total = np.clip(mean * (1 - mean) / spread - 1, LEAST, MOST)
    label = entr(mean).sum(axis=1)
    joint = (mean * _beta_entropy(mean * total + 1, (1 - mean) * total)).sum(axis=1) + label
    balance = joint / (label + np.log(2))
    return np.asarray(np.where(balance >= 0, 1 / np.maximum(balance, np.finfo(np.float64).tiny), balance))


def _beta_entropy(a: NDArray[Any], b: NDArray[Any]) -> NDArray[Any]:
    """Differential entropy of Beta(a, b), in nats."""
    return np.asarray(betaln(a, b) - (a - 1) * psi(a) - (b - 1) * psi(b) + (a + b - 2) * psi(a + b))
