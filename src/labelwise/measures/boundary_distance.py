"""Adversarial distance: how little the features of a unit must change to change the predicted class.

For a linear last layer ``f = W x + b`` the smallest change is known in closed form,
``min_c (f_y - f_c) / ||w_y - w_c||`` with y the predicted class; the score is minus that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from labelwise.params import Between, Piece
from labelwise.types.head import checked_head

__all__ = ["StepDistance", "boundary_distance", "step_distance"]

Array = NDArray[Any]

FAR = 1e30
"""Distance to a class that cannot be reached."""


def boundary_distance(embedding: Array, head: tuple[Array, Array]) -> Array:
    """Minus the distance to the nearest other class of a linear last layer; DeepFool needs one step for it.

    Two classes with equal weights have no border, unless their logits are equal too. O(N C D + N C^2).

    Parameters
    ----------
    embedding : (n, D) float
        May be sparse. What the last layer sees.
    head : tuple of (C, D) and (C,) float
        Its weights and biases.

    Returns
    -------
    (n,) float
        0 on a border, -1e30 where no other class can be reached.

    Raises
    ------
    BadData
        If the head does not fit the embedding.

    References
    ----------
    M. Ducoffe, F. Precioso, "Adversarial active learning for deep networks: a margin based approach", 2018;
    X. Zhan et al., "A comparative survey of deep active learning" (S012), 2022. The survey's code never
    remembers the nearest class it has seen and so steps to the last one; here it is the nearest.

    Examples
    --------
    >>> head = np.array([[0.5, 0.0], [-0.5, 0.0]]), np.array([0.0, 1.0])
    >>> boundary_distance(np.array([[1.0, 5.0], [3.0, 0.0], [0.0, 0.0]]), head).tolist()
    [-0.0, -2.0, -1.0]
    """
    embedding = _written(embedding)
    w, b = checked_head(head, embedding.shape[1])
    logits = _logits(embedding, w, b)
    now = logits.argmax(axis=1)
    apart = cdist(w, w)
    gap = logits[np.arange(len(logits)), now][:, None] - logits  # (n, C)
    away = np.full(gap.shape, np.inf, dtype=gap.dtype)
    np.divide(gap, apart[now], out=away, where=apart[now] > 0)
    away[gap == 0] = 0
    away[np.arange(len(logits)), now] = np.inf
    return np.asarray(-np.minimum(away.min(axis=1), FAR))


@dataclass(frozen=True, repr=False)
class StepDistance(Piece):
    """Minus the length of the way that small steps take to another class (BIM on the last layer).

    Each step adds ``step * sign(gradient)`` of the cross-entropy of the predicted class, until the predicted
    class changes. O(N C D) a step.

    Parameters
    ----------
    step : float
        Size of a step in each dimension.
    limit : int
        Steps at most; a unit that has not changed class by then has no distance and scores -1e30.

    References
    ----------
    A. Kurakin, I. Goodfellow, S. Bengio, "Adversarial examples in the physical world", 2017; X. Zhan et al.,
    "A comparative survey of deep active learning" (S012), 2022, whose step size this is.

    Examples
    --------
    >>> head = np.array([[0.5, 0.0], [-0.5, 0.0]]), np.zeros(2)
    >>> step_distance(np.array([[0.02, 5.0], [-0.18, 0.0]]), head).round(2).tolist()
    [-0.05, -0.2]
    """

    step: Annotated[float, Between(0, open_low=True)] = 0.05
    limit: Annotated[int, Between(1)] = 100
    title = "step-distance"

    def __call__(self, embedding: Array, head: tuple[Array, Array]) -> Array:
        """(n,) float scores, below 0.

        Parameters
        ----------
        embedding : (n, D) float
            What the last layer sees.
        head : tuple of (C, D) and (C,) float
            Its weights and biases.

        Raises
        ------
        BadData
            If the head does not fit the embedding.
        """
        embedding = _written(embedding)
        w, b = checked_head(head, embedding.shape[1])
        first = _logits(embedding, w, b).argmax(axis=1)
        moved, waiting = np.zeros_like(embedding, dtype=np.float64), np.arange(len(embedding))
        for taken in range(self.limit + 1):
            logits = _logits(embedding[waiting] + moved[waiting], w, b)
            stays = logits.argmax(axis=1) == first[waiting]
            waiting, logits = waiting[stays], logits[stays]
            if taken == self.limit or not len(waiting):
                break
            proba = np.exp(logits - logits.max(axis=1, keepdims=True))
            proba /= proba.sum(axis=1, keepdims=True)
            proba[np.arange(len(waiting)), first[waiting]] -= 1
            moved[waiting] += self.step * np.sign(np.einsum("nc,cd->nd", proba, w))
        away = np.sqrt((moved**2).sum(axis=1))
        away[waiting] = FAR
        return np.asarray(-away)


step_distance = StepDistance()
"""The measure with steps of 0.05."""


def _written(x: Any) -> Array:
    return np.asarray(x.toarray() if hasattr(x, "toarray") else x)


def _logits(x: Array, w: Array, b: Array) -> Array:
    """(n, C), each row the same in every company."""
    return np.asarray(np.einsum("nd,cd->nc", x, w) + b, dtype=np.float64)
