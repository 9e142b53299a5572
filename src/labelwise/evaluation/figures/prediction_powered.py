"""Accuracy from answered items and from what the model believes of unanswered ones."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["prediction_powered"]

LEAST = 10
"""Right and wrong items there must be before belief is used."""
STEEPEST = 1.5


def prediction_powered(
    right: NDArray[Any], belief: NDArray[Any], others: NDArray[Any]
) -> tuple[float, float]:
    """Share of right items, and how many plain items it is worth.

    The belief of the answered items is set against that of the others:
    ``mean(c - w g) + w mean(G)`` with ``w = cov(c, g) / (var(g) (1 + m / M))``. What it is worth
    comes from its variance, and never counts for more than twice the answered items. With fewer than
    ten right or ten wrong items, or nothing to set against, it is the plain share of ``m`` items: the
    other interval is valid too, so that choosing by what was seen does no harm.

    Parameters
    ----------
    right : (m,) bool
        Whether the model is right.
    belief : (m,) float
        Its largest probability, from 0 to 1.
    others : (M,) float
        The same of random items of the same population that nobody answered.

    Returns
    -------
    share, worth : float
        For :func:`~labelwise.evaluation.figures.wilson` as ``(share * worth, worth)``.

    References
    ----------
    A. N. Angelopoulos, J. C. Duchi and T. Zrnic, "PPI++: Efficient Prediction-Powered Inference",
    2023. Their normal interval covers too little when few are wrong; a Wilson interval at the
    effective size and the rule of ten are ours.

    Examples
    --------
    >>> right = np.tile([True, True, False, True], 20)
    >>> prediction_powered(right, np.where(right, 0.9, 0.6), np.tile([0.9, 0.9, 0.9, 0.6, 0.6], 80))
    (0.68, 160.0)
    >>> prediction_powered(right[:8], np.ones(8), np.ones(400))
    (0.75, 8.0)
    """
    c = np.asarray(right, dtype=float)
    m, hits = len(c), float(c.sum())
    spread = float(np.var(belief, ddof=1)) if m > 1 else 0.0
    if min(hits, m - hits) < LEAST or not len(others) or spread <= 1e-12:
        return (hits / m if m else 0.0), float(m)
    weight = float(np.cov(c, belief)[0, 1]) / (spread * (1 + m / len(others)))
    weight = min(max(weight, 0.0), STEEPEST)
    left = c - weight * belief
    share = min(max(float(left.mean() + weight * np.mean(others)), 0.0), 1.0)
    variance = left.var(ddof=1) / m + weight**2 * np.var(others) / len(others)
    if variance <= 0:  # belief tells right from wrong exactly
        return share, 2.0 * m
    return share, float(np.clip(share * (1 - share) / variance, m, 2 * m))
