"""Sets of classes that hold the true one as often as was promised, and what it costs to ask with them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__: list[str] = []

Array = NDArray[Any]
GRID = np.linspace(0, 0.98, 50)
"""Error rates among which the cheapest is searched."""


def hit(k: Any, classes: int) -> Array:
    """(m,) bits of an answer inside a set of ``k`` of C classes: one of k + 1 choices, none being one.

    Examples
    --------
    >>> hit(np.array([1, 3, 8]), 8).tolist()
    [1.0, 2.0, 3.0]
    """
    bits: Array = np.log2(np.clip(np.asarray(k) + 1, 1, classes))
    return bits


def miss(k: Any, classes: int) -> Array:
    """(m,) bits of an answer outside of it: none of these, then one of the other C - k.

    Examples
    --------
    >>> miss(np.array([1, 4, 8]), 8).round(3).tolist()
    [3.807, 4.322, 3.0]
    """
    rest: Array = np.log2(np.clip(classes - np.asarray(k), 1, classes))
    return hit(k, classes) + rest


def quantile(scores: Array, eps: float, corrected: bool = True) -> float:
    """The score that a new one of the same kind exceeds with probability ``eps`` at most.

    Parameters
    ----------
    scores : (k,) array
        Of calibration items; higher = stranger.
    eps : float
        From 0 to 1.
    corrected : bool
        The ``ceil((k + 1)(1 - eps))``-th smallest, infinite where there are too few: the promise then holds
        for every k. False takes numpy's quantile ``"higher"``, which may fall short by ``1 / (k + 1)``.

    Examples
    --------
    >>> scores = np.arange(1, 10) / 10
    >>> quantile(scores, 0.25), quantile(scores, 0.25, corrected=False), quantile(scores, 0.05)
    (0.8, 0.7, inf)
    """
    if not corrected:
        return float(np.quantile(scores, 1 - eps, method="higher"))
    rank = math.ceil(round((len(scores) + 1) * (1 - eps), 9))
    return float(np.sort(scores)[max(rank, 1) - 1]) if rank <= len(scores) else math.inf


def inside(proba: Array, q: float) -> NDArray[np.bool_]:
    """(m, C) bool: the classes whose ``1 - p`` is ``q`` at most; all of them where there would be none.

    Examples
    --------
    >>> inside(np.array([[0.6, 0.3, 0.1], [0.4, 0.3, 0.3]]), 0.5).tolist()
    [[True, False, False], [True, True, True]]
    """
    found = np.asarray(1 - proba <= q)
    return found | ~found.any(axis=1, keepdims=True)


def expected(proba: Array, q: float, eps: float) -> Array:
    """(m,) bits of asking about each row with a set that misses with probability ``eps``."""
    k = inside(proba, q).sum(axis=1)
    return (1 - eps) * hit(k, proba.shape[1]) + eps * miss(k, proba.shape[1])


def cheapest(scores: Array, proba: Array, corrected: bool = True) -> float:
    """The error rate of :data:`GRID` with which asking about the calibration items had cost the least.

    Parameters
    ----------
    scores : (k,) array
        ``1 - p`` of the true class of each.
    proba : (k, C) array
        Of the same items.
    corrected : bool
        As in :func:`quantile`.
    """
    classes, totals = proba.shape[1], []
    for eps in GRID:
        q = quantile(scores, float(eps), corrected)
        k = inside(proba, q).sum(axis=1)
        is_hit = (scores <= q) | (k == classes)
        totals.append(np.where(is_hit, hit(k, classes), miss(k, classes)).sum())
    return float(GRID[int(np.argmin(totals))])
