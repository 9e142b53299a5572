"""Trust score: is the unit nearer to labelled units of its predicted class than to those of another?

``d_p / (d_p + d_o)``, with d_p and d_o the distances to the nearest labelled unit of the predicted class and
of any other. It is ``1 / (1 + trust)`` of the trust score ``d_o / d_p``, turned so that higher = ask sooner.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.params import Between, Piece

__all__ = ["Distrust", "distrust"]

Array = NDArray[Any]

PAIRS = 2**22
"""Distances that are computed at once."""


@dataclass(frozen=True, repr=False)
class Distrust(Piece):
    """How little the labelled neighbours support the predicted class; from 0 to 1, 0.5 between two classes.

    Parameters
    ----------
    k : int
        A labelled unit counts as sparse by the distance to its k-th nearest of its own class.
    sparse : float
        The share of each class that is left out as too sparse.

    Notes
    -----
    1 where the predicted class has no labelled unit, 0 where no other class has one. O(n L D) for L labels.

    References
    ----------
    H. Jiang, B. Kim, M. Guan, M. Gupta, "To trust or not to trust a classifier", 2018; k 10 and share 0.1 as
    in S021, one of the alternatives to softmax there.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> x, proba = np.array([[0.0], [10.0], [1.0], [6.0]]), np.array([[0.9, 0.1]] * 4)
    >>> view = View(arrays={"embedding": x, "proba": proba}, labels=[0, 1, -1, -1])
    >>> view.score(distrust, np.array([2, 3])).tolist()
    [0.1, 0.6]
    """

    k: Annotated[int, Between(1)] = 10
    sparse: Annotated[float, Between(0, 0.9)] = 0.1
    title = "distrust"

    def __call__(self, embedding: Any, proba: Array, view: Any) -> Array:
        """(n,) float scores.

        Parameters
        ----------
        embedding : (n, D) float
            Where the units stand.
        proba : (n, C) float
            Their predicted probabilities, of which the largest counts.
        view : View
            Gives labels and the embedding of labelled units.
        """
        rows = np.flatnonzero(view.labels >= 0)
        labels, predicted, x = view.labels[rows], proba.argmax(axis=1), _dense(embedding)
        near, other = np.full(len(x), np.inf), np.full(len(x), np.inf)
        taught = _dense(view.get("embedding", rows))
        for c in np.unique(labels):
            away = _nearest(x, self._core(taught[labels == c]))
            own = predicted == c
            near[own] = away[own]
            other[~own] = np.minimum(other[~own], away[~own])
        return _ratio(near, other)

    def _core(self, x: Array) -> Array:
        """The members of a class without the sparse share."""
        gone = int(self.sparse * len(x))
        if not gone:
            return x
        away = np.sort(_table(x, x), axis=1)[:, min(self.k, len(x) - 1)]
        return x[np.sort(np.argsort(away, kind="stable")[: len(x) - gone])]


distrust = Distrust()
"""The measure with the options of the paper."""


def _ratio(near: Array, other: Array) -> Array:
    made = np.full(len(near), 0.5)
    both = np.isfinite(near) & np.isfinite(other) & (near + other > 0)
    made[both] = near[both] / (near[both] + other[both])
    made[np.isinf(near)] = 1.0
    made[np.isinf(other) & np.isfinite(near)] = 0.0
    return made


def _table(x: Array, y: Array) -> Array:
    """(n, l) distances, one row at a time, so that a row's numbers stand alone."""
    step, made = max(1, PAIRS // max(y.size, 1)), np.empty((len(x), len(y)))
    for start in range(0, len(x), step):
        part = x[start : start + step, None] - y
        made[start : start + step] = np.sqrt(np.einsum("ijd,ijd->ij", part, part))
    return made


def _nearest(x: Array, y: Array) -> Array:
    step, made = max(1, PAIRS // max(y.size, 1)), np.empty(len(x))
    for start in range(0, len(x), step):
        made[start : start + step] = _table(x[start : start + step], y).min(axis=1)
    return made


def _dense(x: Any) -> Array:
    return np.asarray(x.toarray() if hasattr(x, "toarray") else x, dtype=np.float64)
