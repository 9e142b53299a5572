"""Losses for items of which some tags are known and the others are not (S030).

With ``f`` the sigmoid of a logit, per entry (item, tag):

- known to be there (1) or not (0): cross-entropy, ``-log f`` or ``-log(1 - f)``;
- unknown: ``-alpha H(f)``, the entropy is maximised. Its gradient in the logit is 0 at ``f = 0.5``, odd
  around it, and vanishes for large logits: an unknown entry neither pulls to 0 nor dominates;
- unknown with a pseudo-label ``s``: ``beta`` times the cross-entropy between ``s`` and ``f``.

The loss is the mean over all entries of a batch.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

EPS = 1e-5
"""Added to every argument of a logarithm."""


def cross_entropy(f: Array, target: Array | float) -> tuple[Array, Array]:
    """Value and gradient in the logit, entry by entry; ``target`` may lie between 0 and 1.

    Examples
    --------
    >>> value, gradient = cross_entropy(np.array([0.5]), 1.0)
    >>> value.round(2).tolist(), gradient.round(2).tolist()
    ([0.69], [-0.5])
    """
    value = -(target * np.log(f + EPS) + (1 - target) * np.log(1 - f + EPS))
    return value, f * (1 - f) * ((1 - target) / (1 - f + EPS) - target / (f + EPS))


def entropy(f: Array) -> tuple[Array, Array]:
    """Value and gradient in the logit, entry by entry.

    Examples
    --------
    >>> value, gradient = entropy(np.array([0.5, 0.9]))
    >>> value.round(2).tolist(), gradient.round(2).tolist()
    ([0.69, 0.33], [0.0, -0.2])
    """
    yes, no = np.log(f + EPS), np.log(1 - f + EPS)
    value = -(f * yes + (1 - f) * no)
    return value, f * (1 - f) * (no - yes + (1 - f) / (1 - f + EPS) - f / (f + EPS))


def partial_loss(
    f: Array, known: Array, soft: Array, alpha: float, beta: float, weight: Any = 1.0
) -> tuple[float, Array]:
    """Mean over all entries, and its gradient in the logits.

    Parameters
    ----------
    f : (m, C)
        Sigmoids.
    known : (m, C)
        1, 0, or NaN where unknown.
    soft : (m, C)
        Pseudo-labels of unknown entries; NaN where there is none.
    alpha, beta : float
        Weights of the entropy and of pseudo-labels.
    weight : (m, 1) array or float
        How much each item counts.

    Examples
    --------
    >>> nan = np.nan
    >>> f, known = np.array([[0.5, 0.5]]), np.array([[1.0, nan]])
    >>> partial_loss(f, known, np.full((1, 2), nan), 0.2, 0.02)[1].round(3).tolist()
    [[-0.25, 0.0]]
    """
    is_known, has_soft = ~np.isnan(known), ~np.isnan(soft)
    told, entropies = cross_entropy(f, np.where(is_known, known, np.where(has_soft, soft, 0.0))), entropy(f)
    factor = np.where(is_known, 1.0, beta) * weight
    pair = [
        np.where(is_known | has_soft, factor * t, -alpha * weight * e)
        for t, e in zip(told, entropies, strict=True)
    ]
    return float(pair[0].mean()), pair[1] / f.size


def assign(soft: Array, f: Array, free: NDArray[np.bool_], quota: NDArray[np.int64]) -> Array:
    """Pseudo-labels with further ones: for each tag, those of the free entries with the lowest ``f``.

    An entry keeps the value it had when it was assigned. All of them say «rather not»: positives are never
    assigned, for an unknown tag is far more often absent than there.

    Parameters
    ----------
    soft : (n, C)
        Those so far; NaN where there is none.
    f : (n, C)
        Present sigmoids.
    free : (n, C) bool
        Entries that are unknown; those with a pseudo-label are passed over.
    quota : (C,) int64
        How many for each tag.

    Examples
    --------
    >>> f = np.array([[0.3], [0.1], [0.2]])
    >>> assign(np.full((3, 1), np.nan), f, np.ones((3, 1), bool), np.array([2])).tolist()
    [[nan], [0.1], [0.2]]
    """
    made = soft.copy()
    for tag, many in enumerate(quota):
        rows = np.flatnonzero(free[:, tag] & np.isnan(soft[:, tag]))
        lowest = rows[np.argsort(f[rows, tag], kind="stable")[:many]]
        made[lowest, tag] = f[lowest, tag]
    return made
