"""Which of several rates is the highest, when each is only known as a Beta distribution?

``P(h best) = integral of f_h(t) prod_{g != h} F_g(t) dt`` on a grid, by the trapezoid rule twice: once for
the distribution functions F, once for the integral.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, xlog1py, xlogy

from labelwise.parallel import in_blocks

__all__ = ["best_after", "prob_best"]

Array = NDArray[np.float64]
EDGE, TINY, CLAMP = 1e-6, 1e-30, 80.0
BLOCK = 512
"""Sets of a block of :func:`best_after`; fixed, so that the numbers do not depend on the threads."""


def _grid(points: int) -> Array:
    return np.linspace(EDGE, 1.0 - EDGE, points)


def _trapezoid(points: int) -> Array:
    """Weights of the trapezoid rule but for the step, which cancels when results are normalised."""
    weights = np.ones(points)
    weights[[0, -1]] = 0.5
    return weights


def _normal(made: Array) -> Array:
    return np.asarray(made / np.maximum(made.sum(axis=-1, keepdims=True), TINY))


def _curves(a: Array, b: Array, points: int) -> tuple[Array, Array]:
    """(..., points) densities, and logarithms of distribution functions that are at least 1e-30."""
    x = _grid(points)
    constant = gammaln(a + b) - gammaln(a) - gammaln(b)
    log = xlogy(a[..., None] - 1.0, x) + xlog1py(b[..., None] - 1.0, -x) + constant[..., None]
    density = np.exp(log)
    below = np.zeros_like(density)
    steps = 0.5 * (density[..., 1:] + density[..., :-1]) * np.diff(x)
    np.cumsum(steps, axis=-1, out=below[..., 1:])
    return density, np.log(np.maximum(below, TINY))


def prob_best(a: Array, b: Array, *, points: int = 256) -> Array:
    """Probability that each rate is the highest of its row.

    Parameters
    ----------
    a, b : (..., H) float
        Parameters of independent Beta distributions.
    points : int
        Of the grid on (0, 1).

    Returns
    -------
    (..., H) float
        Rows sum to 1.

    References
    ----------
    J. Kay, G. Van Horn, S. Maji, D. Sheldon, S. Beery, "Consensus-Driven Active Model Selection", 2025.

    Examples
    --------
    >>> prob_best(np.array([8.0, 8.0]), np.array([2.0, 2.0])).tolist()
    [0.5, 0.5]
    >>> prob_best(np.array([90.0, 60.0]), np.array([10.0, 40.0])).round(3).tolist()
    [1.0, 0.0]
    """
    density, log = _curves(a, b, points)
    others = np.clip(log.sum(axis=-2, keepdims=True) - log, -CLAMP, CLAMP)
    return _normal((density * np.exp(others)) @ _trapezoid(points))


def best_after(a: Array, b: Array, hits: NDArray[Any], *, weight: float = 1.0, points: int = 256) -> Array:
    """:func:`prob_best` after one more answer, for many answers at once.

    Each rate has two futures only, one more hit or one more miss, whatever the answer. So the logarithm of
    the product of all distribution functions is a matrix product of ``hits``, and the integrals are one more.

    Parameters
    ----------
    a, b : (H,) float
        Parameters now.
    hits : (U, H) bool
        For each answer, who would be right.
    weight : float
        What an answer adds to ``a`` of a hit and to ``b`` of a miss.
    points : int
        Of the grid.

    Returns
    -------
    (U, H) float
        Rows sum to 1. Equals :func:`prob_best` of the changed parameters but for rounding.

    Examples
    --------
    >>> a, b = np.array([8.0, 8.0]), np.array([2.0, 2.0])
    >>> best_after(a, b, np.array([[True, True], [True, False]])).round(3).tolist()
    [[0.5, 0.5], [0.709, 0.291]]
    """
    density, log = _curves(np.stack([a + weight, a]), np.stack([b, b + weight]), points)
    base, gain = log[1].sum(axis=0), log[0] - log[1]
    alone = np.ascontiguousarray((density * np.exp(-log) * _trapezoid(points)).reshape(-1, points).T)

    def block(rows: slice) -> Array:
        mine = hits[rows].astype(np.float64)
        both = np.exp(mine @ gain + base) @ alone
        return _normal(np.where(hits[rows], both[:, : len(a)], both[:, len(a) :]))

    return np.concatenate([np.zeros((0, len(a))), *in_blocks(block, len(hits), BLOCK)])
