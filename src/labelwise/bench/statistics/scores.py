"""Scores of methods on data sets: their shape, and which of them are equal."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwise.errors import BadData, BadParameter

__all__ = ["levels", "pairs", "score_means", "score_table", "tolerance"]

Floats = NDArray[np.float64]
ROUNDING = 1e-12
"""Share of the largest score of a data set below which a difference is rounding."""


def score_table(scores: ArrayLike, *, seeds: int = 1) -> Floats:
    """Scores as (D, S, M): data set, seed, method.

    Parameters
    ----------
    scores : (D, S, M) or (D, M) float
        Higher is better. Row by row the methods are paired: seed s of a data set is the same split and start
        for all of them. (D, M) is one seed.
    seeds : int
        How many seeds a data set must have at least.

    Raises
    ------
    BadData
        If the shape is another one, a score is no finite number, or there are too few seeds or methods.

    Examples
    --------
    >>> score_table([[0.8, 0.9], [0.6, 0.7]]).shape
    (2, 1, 2)
    """
    made = np.asarray(scores, dtype=np.float64)
    if made.ndim == 2:
        made = made[:, None, :]
    if made.ndim != 3 or not made.shape[0] or made.shape[1] < seeds or made.shape[2] < 2:
        raise BadData(
            f"scores have the shape {np.shape(scores)}",
            allowed=f"(data sets, seeds, methods), {seeds} seeds and 2 methods or more"
            + ", or (data sets, methods)" * (seeds == 1),
        )
    bad = np.argwhere(~np.isfinite(made))
    if len(bad):
        d, s, m = bad[0]
        raise BadData(
            f"the score of method {m} on data set {d} with seed {s} is {made[d, s, m]}",
            allowed="finite numbers",
            fix="leave out data sets and seeds that not all methods have finished",
        )
    return made


def score_means(scores: ArrayLike) -> Floats:
    """Means over the seeds, (D, M).

    Examples
    --------
    >>> score_means([[[0.8, 0.9], [0.6, 0.9]]]).tolist()
    [[0.7, 0.9]]
    """
    return np.asarray(score_table(scores).mean(axis=1))


def tolerance(means: Floats) -> Floats:
    """Per data set the difference up to which two scores are equal but for rounding, (D, 1).

    Examples
    --------
    >>> tolerance(np.array([[0.5, 1.0], [50.0, 100.0]])).ravel().tolist()
    [1e-12, 1e-10]
    """
    return np.asarray(ROUNDING * np.abs(means).max(axis=1, keepdims=True))


def levels(values: Floats, slack: Floats) -> NDArray[np.int64]:
    """Numbers 0, 1, 2 ... that order the values along the last axis; equal ones share a number.

    Parameters
    ----------
    values : (..., n) float
        What is ordered.
    slack : array that broadcasts to values
        Neighbours in the order are equal where they differ by no more than the larger slack of the two.

    Examples
    --------
    >>> levels(np.array([0.3, 0.1, 0.1 + 0.2]), np.array([1e-12])).tolist()
    [1, 0, 1]
    """
    order = np.argsort(values, axis=-1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=-1)
    wide = np.take_along_axis(np.broadcast_to(slack, values.shape), order, axis=-1)
    higher = np.diff(ordered, axis=-1) > np.maximum(wide[..., 1:], wide[..., :-1])
    made = np.zeros(values.shape, dtype=np.int64)
    np.put_along_axis(made, order[..., 1:], np.cumsum(higher, axis=-1), axis=-1)
    return made


def pairs(methods: int, baseline: int | None = None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Both sides of every comparison: each method with the baseline, or all pairs where there is none.

    Raises
    ------
    BadParameter
        If there is no such method.

    Examples
    --------
    >>> [side.tolist() for side in pairs(3)], [side.tolist() for side in pairs(3, baseline=0)]
    ([[0, 0, 1], [1, 2, 2]], [[1, 2], [0, 0]])
    """
    if baseline is None:
        first, second = np.triu_indices(methods, k=1)
        return first.astype(np.int64), second.astype(np.int64)
    if not 0 <= baseline < methods:
        raise BadParameter(f"the baseline is method {baseline}", allowed=f"0 to {methods - 1}")
    others = np.delete(np.arange(methods, dtype=np.int64), baseline)
    return others, np.full(len(others), baseline, dtype=np.int64)
