"""Kendall's tau-b: how alike two rankings are."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwise.bench.statistics.scores import Floats
from labelwise.errors import BadData

__all__ = ["kendall_tau_b"]


def kendall_tau_b(a: ArrayLike, b: ArrayLike) -> Floats:
    """Pairs in the same order less those in the other, over the root of those untied in a times in b.

    Parameters
    ----------
    a, b : (..., M) float
        Ranks or scores of the same M things; all but the last axis broadcast.

    Returns
    -------
    (...) float64
        1 for the same order, -1 for the reverse; NaN where one side has all M tied.

    Raises
    ------
    BadData
        If the last axes differ, or there are fewer than two things.

    References
    ----------
    M. G. Kendall, "The Treatment of Ties in Ranking Problems", 1945.

    Examples
    --------
    >>> kendall_tau_b([1, 2, 3], [[1, 3, 2], [3, 2, 1]]).round(3).tolist()
    [0.333, -1.0]
    """
    x, y = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if not x.ndim or not y.ndim or x.shape[-1] != y.shape[-1] or x.shape[-1] < 2:
        raise BadData(f"rankings of shapes {x.shape} and {y.shape}", allowed="the same two things or more")
    order, other = _orders(x), _orders(y)
    untied = np.sqrt(np.abs(order).sum(axis=-1) * np.abs(other).sum(axis=-1))
    balance = (order * other).sum(axis=-1)
    return np.where(untied > 0, balance / np.where(untied > 0, untied, 1.0), np.nan)


def _orders(values: Floats) -> NDArray[np.float64]:
    """(..., pairs) sign of every difference."""
    i, j = np.triu_indices(values.shape[-1], k=1)
    return np.asarray(np.sign(values[..., i] - values[..., j]))
