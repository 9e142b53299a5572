"""Strategies that search for a rare foreground, compared: efficiency, and who beats whom."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, stats

from labelwise.errors import BadData

__all__ = ["foreground_efficiency", "penalty_matrix"]


def foreground_efficiency(annotated: ArrayLike, scores: ArrayLike, full: float) -> float:
    """How fast the score comes near that of all labels, in the foreground that was annotated for it.

    The rate beta of ``full - (full - y_0) exp(-beta (x - x_0))``, fitted by least squares: larger is better,
    and a strategy that only reaches more by annotating more foreground gains nothing.

    Parameters
    ----------
    annotated : (T,) float
        Share of the foreground that was annotated by each round, ascending, mean over the classes.
    scores : (T,) float
        Score (Dice, for example) at each.
    full : float
        Score of a model that learns from all labels.

    Returns
    -------
    float
        0 or more; infinite where the first score after the start reaches ``full`` and no later one falls.

    Raises
    ------
    BadData
        If there are fewer than two rounds, ``annotated`` does not ascend, or the first score is not below
        ``full``.

    References
    ----------
    "nnActive: A Framework for Evaluation of Active Learning in 3D Biomedical Segmentation". The start and
    the end of the curve are fixed as there; the rate is searched over all scales, so that no first guess
    is needed.

    Examples
    --------
    >>> x = np.array([0.01, 0.02, 0.05, 0.1])
    >>> foreground_efficiency(x, 0.9 - 0.5 * np.exp(-30 * (x - 0.01)), full=0.9)
    30.0
    """
    x, y = np.asarray(annotated, dtype=float), np.asarray(scores, dtype=float)
    if len(x) < 2 or x.shape != y.shape or (np.diff(x) <= 0).any():
        raise BadData(
            f"foreground {x.tolist()} with {len(y)} scores", allowed="two rounds or more, ascending"
        )
    if y[0] >= full:
        raise BadData(
            f"the first score is {y[0]:g}, that of all labels {full:g}", allowed="a lower first score"
        )
    x, left = x[1:] - x[0], (full - y[1:]) / (full - y[0])
    if (left <= 0).all():
        return float("inf")

    def loss(log_rate: float) -> float:
        return float(((np.exp(-np.exp(log_rate) * x) - left) ** 2).sum())

    grid = np.linspace(np.log(1e-6 / x[-1]), np.log(1e3 / x[0]), 400)
    at = int(np.argmin([loss(g) for g in grid]))
    around = grid[max(at - 1, 0)], grid[min(at + 1, len(grid) - 1)]
    best = optimize.minimize_scalar(loss, bounds=around, method="bounded", options={"xatol": 1e-12})
    return 0.0 if at == 0 else float(np.exp(best.x))


def penalty_matrix(scores: NDArray[Any], *, alpha: float = 0.05, holm: bool = False) -> NDArray[np.float64]:
    """Share of the budgets at which one strategy beats another clearly.

    Parameters
    ----------
    scores : (S, R, B) float
        Of S strategies with the same R seeds at B budgets; higher is better.
    alpha : float
        Level of the paired two-sided t test at each budget.
    holm : bool
        Whether the tests of a pair are corrected over the budgets by Holm's procedure.

    Returns
    -------
    (S, S) float64
        Row beats column; a row with large numbers and a column with small ones is a good strategy.

    Raises
    ------
    BadData
        If there are fewer than two seeds.

    References
    ----------
    J. T. Ash et al., "Deep Batch Active Learning by Diverse, Uncertain Gradient Lower Bounds", 2020;
    "nnActive: A Framework for Evaluation of Active Learning in 3D Biomedical Segmentation";
    S. Holm, "A Simple Sequentially Rejective Multiple Test Procedure", 1979.

    Examples
    --------
    >>> seeds = np.linspace(0, 0.01, 5)[:, None] * [1, -1]
    >>> penalty_matrix(np.stack([0.8 + seeds, 0.6 + seeds**2])).tolist()
    [[0.0, 1.0], [0.0, 0.0]]
    """
    scores = np.asarray(scores, dtype=float)
    if scores.ndim != 3 or scores.shape[1] < 2:
        raise BadData(f"scores are {scores.shape}", allowed="(strategies, 2 seeds or more, budgets)")
    gap = scores[:, None] - scores[None]  # (S, S, R, B)
    mean, error = gap.mean(axis=2), gap.std(axis=2, ddof=1) / np.sqrt(scores.shape[1])
    error = np.where(error > 1e-12 * (1 + np.abs(mean)), error, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(error > 0, mean / error, np.where(mean == 0, 0.0, np.sign(mean) * np.inf))
    p = 2 * stats.t.sf(np.abs(t), scores.shape[1] - 1)  # (S, S, B)
    clear = _holm(p, alpha) if holm else p < alpha
    return np.asarray((clear & (mean > 0)).mean(axis=2))


def _holm(p: NDArray[Any], alpha: float) -> NDArray[np.bool_]:
    """Which hypotheses along the last axis are refused together."""
    order = np.argsort(p, axis=-1)
    limits = alpha / np.arange(p.shape[-1], 0, -1)
    refused = np.logical_and.accumulate(np.take_along_axis(p, order, axis=-1) < limits, axis=-1)
    made = np.zeros(p.shape, dtype=bool)
    np.put_along_axis(made, order, refused, axis=-1)
    return made
