"""Votes of several annotators about the same units: counts, majority, agreement."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.errors import BadData

__all__ = ["agreement", "majority", "vote_counts"]

Array = NDArray[Any]


def vote_counts(votes: Any, classes: int, weight: Array | None = None) -> NDArray[np.float64]:
    """(n, C) how many votes each class has in each unit, or the sum of their annotators' weights.

    Parameters
    ----------
    votes : (n, J) sparse or dense int
        Class index + 1 of each annotator's vote, 0 where there is none.
    classes : int
        Number of classes C.
    weight : (J,) float, optional
        One per annotator; 1 by default.

    Raises
    ------
    BadData
        If a vote is for no class.

    Examples
    --------
    >>> vote_counts(np.array([[1, 2, 2], [0, 0, 1]]), classes=2).tolist()
    [[1.0, 2.0], [1.0, 0.0]]
    """
    unit, annotator, code = sparse.find(votes)
    if len(code) and (code.min() < 1 or code.max() > classes or (code != code.astype(np.int64)).any()):
        raise BadData(
            f"votes hold codes from {code.min()} to {code.max()}",
            allowed=f"class index + 1, whole numbers from 1 to {classes}, and 0 for no vote",
        )
    made = np.zeros((votes.shape[0], classes))
    np.add.at(made, (unit, code.astype(np.int64) - 1), 1.0 if weight is None else weight[annotator])
    return made


def majority(counts: Array, proba: Array) -> NDArray[np.int64]:
    """(n,) the class with the most votes; of those the model's more probable, then the rarer, then the first.

    Examples
    --------
    >>> majority(np.array([[2.0, 1.0], [1.0, 1.0]]), np.array([[0.1, 0.9], [0.1, 0.9]])).tolist()
    [0, 1]
    """
    best = counts == counts.max(axis=1, keepdims=True)
    likely = np.where(best, proba, -1.0)
    best &= likely == likely.max(axis=1, keepdims=True)
    return np.asarray(np.where(best, -counts.sum(axis=0), -np.inf).argmax(axis=1))


def agreement(votes: Any, counts: Array) -> Array:
    """(J,) how often each annotator's votes agree with the others' on the same unit; the mean where unknown.

    Examples
    --------
    >>> votes = np.array([[1, 1, 2], [2, 2, 0]])
    >>> agreement(votes, vote_counts(votes, classes=2)).round(2).tolist()
    [0.67, 0.67, 0.0]
    """
    unit, annotator, code = sparse.find(votes)
    same = np.bincount(annotator, counts[unit, code.astype(np.int64) - 1] - 1, minlength=votes.shape[1])
    pairs = np.bincount(annotator, counts[unit].sum(axis=1) - 1, minlength=votes.shape[1])
    rate = np.divide(same, pairs, out=np.zeros_like(same), where=pairs > 0)
    return np.where(pairs > 0, rate, rate[pairs > 0].mean())
