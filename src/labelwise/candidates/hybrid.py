"""Hybrid pre-sampling: random batches that are spread out most, least certain or most varied (S010)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.types import Dense, Rows

__all__ = ["batch_traits", "hybrid", "random_batches"]

Array = NDArray[Any]


def random_batches(items: int, size: int, count: int, rng: np.random.Generator) -> Rows:
    """(at most count, size) positions below ``items``, each batch ascending and different from the others.

    Examples
    --------
    >>> random_batches(3, 2, 100, np.random.default_rng(0)).tolist()
    [[0, 1], [0, 2], [1, 2]]
    """
    drawn = [rng.choice(items, size, replace=False, shuffle=False) for _ in range(count)]
    return np.unique(np.sort(np.array(drawn, dtype=np.int64).reshape(count, size), axis=1), axis=0)


def batch_traits(proba: Array, points: Dense, batches: Rows) -> NDArray[np.float64]:
    """(q, 3) of each batch: the mean gap of its members, the mean distance of its pairs, its variety.

    The gap is between the two largest probabilities; the variety is how many classes its members are
    predicted to have, over how many they could have.

    Parameters
    ----------
    proba : (m, C) float
        Rows sum to 1.
    points : Dense
        m points.
    batches : (q, b) int64
        Positions.

    Examples
    --------
    >>> proba = np.array([[0.9, 0.1], [0.4, 0.6], [0.7, 0.3]])
    >>> points = Dense(np.array([[0.0], [1.0], [5.0]]))
    >>> batch_traits(proba, points, np.array([[0, 1], [0, 2]])).round(3).tolist()
    [[0.5, 1.0, 1.0], [0.6, 5.0, 0.5]]
    """
    size = batches.shape[1]
    two = np.sort(proba, axis=1)[:, -2:]
    gap, predicted = two[:, -1] - two[:, 0], np.sort(proba.argmax(axis=1)[batches], axis=1)
    x = points.dense(batches.ravel()).reshape(*batches.shape, -1)  # (q, b, D)
    cross = x @ x.swapaxes(1, 2)
    norms = np.diagonal(cross, axis1=1, axis2=2)
    squared = norms[:, :, None] + norms[:, None, :] - 2 * cross
    apart = np.sqrt(np.maximum(squared, 0)).sum(axis=(1, 2)) / max(size * (size - 1), 1)
    different = 1 + (np.diff(predicted, axis=1) > 0).sum(axis=1)
    return np.column_stack([gap[batches].mean(axis=1), apart, different / min(size, proba.shape[1])])


def hybrid(traits: Array, count: int, rng: np.random.Generator) -> Rows:
    """(at most count,) positions of batches: a third for each trait, those that are best in it.

    Batches that are best in two of them count once, and random ones of the rest fill up.

    Parameters
    ----------
    traits : (q, 3) float
        As :func:`batch_traits` gives them: a small gap, a large distance, a large variety are good.
    count : int
        How many go on.
    rng : numpy.random.Generator
        Breaks ties and fills up.

    References
    ----------
    J. Gonsior, M. Thiele, W. Lehner, "Learning active learning strategies from synthetic data" (S010), 2021.

    Examples
    --------
    >>> traits = np.array([[0.1, 1, 0.5], [0.9, 9, 0.5], [0.9, 1, 1.0], [0.9, 1, 0.5]])
    >>> sorted(hybrid(traits, 3, np.random.default_rng(0)).tolist())
    [0, 1, 2]
    """
    order = rng.permutation(len(traits))
    third = -(-count // 3)
    best = [
        order[np.argsort(-sign * traits[order, k], kind="stable")[:third]]
        for k, sign in enumerate((-1, 1, 1))
    ]
    return np.array(list(dict.fromkeys(np.concatenate([*best, order]).tolist()))[:count], dtype=np.int64)
