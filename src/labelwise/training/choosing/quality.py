"""Pseudo-labels that pass three tests: there is evidence, it holds under change, the model is sure (S109)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["bin_confidence", "evidence_inside", "overlap", "passing", "stability"]

Array = NDArray[Any]


def overlap(boxes: Array, others: Array) -> NDArray[np.float64]:
    """(..., ) area that two boxes share over the area of both.

    Parameters
    ----------
    boxes, others : (..., 4) float
        Left, top, right, bottom; of an inside-out box the area is 0.

    Examples
    --------
    >>> overlap(np.array([0.0, 0.0, 2.0, 2.0]), np.array([1.0, 0.0, 3.0, 2.0])).round(3).tolist()
    0.333
    """
    sides = np.minimum(boxes[..., 2:], others[..., 2:]) - np.maximum(boxes[..., :2], others[..., :2])
    shared = np.clip(sides, 0, None).prod(axis=-1)
    whole = sum(np.clip(b[..., 2:] - b[..., :2], 0, None).prod(axis=-1) for b in (boxes, others))
    return np.asarray(shared / np.maximum(whole - shared, np.finfo(float).tiny))


def evidence_inside(evidence: Array, boxes: Array) -> NDArray[np.float64]:
    """(n,) faithfulness: the share of the evidence whose pixel centres lie in the box.

    Parameters
    ----------
    evidence : (n, H, W) float
        What the model looked at, such as attention or the size of a gradient; 0 or more.
    boxes : (n, 4) float
        In pixels: left, top, right, bottom.

    Examples
    --------
    >>> evidence_inside(np.ones((1, 2, 4)), np.array([[0.0, 0.0, 1.0, 2.0]])).tolist()
    [0.25]
    """
    down, across = (np.arange(k) + 0.5 for k in evidence.shape[1:])
    left, top, right, bottom = boxes.T[:, :, None]
    rows = (down >= top) & (down <= bottom)
    columns = (across >= left) & (across <= right)
    inside = (evidence * rows[:, :, None] * columns[:, None, :]).sum(axis=(1, 2))
    return np.asarray(inside / np.maximum(evidence.sum(axis=(1, 2)), np.finfo(float).tiny))


def stability(boxes: Array, views: Array) -> NDArray[np.float64]:
    """(n,) robustness: mean overlap of the box with those of changed views, brought back to the item.

    Parameters
    ----------
    boxes : (n, 4) float
        Of the items.
    views : (V, n, 4) float
        Of V changed copies, in the coordinates of the items.

    Examples
    --------
    >>> box = np.array([[0.0, 0.0, 2.0, 2.0]])
    >>> stability(box, np.stack([box, box + 2])).tolist()
    [0.5]
    """
    return np.asarray(overlap(boxes, views).mean(axis=0))


def bin_confidence(proba: Array) -> NDArray[np.float64]:
    """(n,) confidence of a regressor that gives each coordinate shares of bins: product of the largest ones.

    Parameters
    ----------
    proba : (n, K, B) float
        Shares of B bins for each of K coordinates.

    Examples
    --------
    >>> bin_confidence(np.array([[[0.5, 0.5], [0.9, 0.1]]])).round(2).tolist()
    [0.45]
    """
    return np.asarray(proba.max(axis=2).prod(axis=1))


def passing(scores: Array, count: int) -> NDArray[np.int64]:
    """Positions (count,) of the items that pass every test at the highest common rank, ascending.

    Each test ranks the items; an item is as good as its worst rank, so what stays lies above the same share
    of the items in every test. Of equals the better sum of ranks stays.

    Parameters
    ----------
    scores : (T, n) float
        Of T tests, higher = better. Reversed signs give what to ask people about.
    count : int
        How many stay; all where there are fewer.

    Examples
    --------
    >>> passing(np.array([[0.9, 0.8, 0.1], [0.1, 0.7, 0.9]]), 1).tolist()
    [1]
    """
    from scipy.stats import rankdata

    ranks = rankdata(-np.asarray(scores), axis=1)
    return np.sort(np.lexsort((ranks.sum(axis=0), ranks.max(axis=0)))[:count]).astype(np.int64)
