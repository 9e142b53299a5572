"""ImitAL: what a network says that has watched a greedy oracle on synthetic tables (S019)."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.listwise import Listwise
from labelwise.params import Piece
from labelwise.random import generator
from labelwise.representations.blocks import summed
from labelwise.representations.embedding import dense_rows, written_out
from labelwise.types import Dense, ViewLike

__all__ = ["Imital", "imital"]

Array = NDArray[Any]

REFERENCE = 500
"""Unlabelled rows, drawn at random, whose distances stand for those of all."""


@dataclass(frozen=True, repr=False)
class Imital(Piece):
    """The score of each candidate in the list of all candidates, by a network that learned from an expert.

    The expert knew the true labels of synthetic tables and saw, for each of twenty candidates, how many items
    a model says right once it has that label (:func:`labelwise.evaluation.oracle.greedy_oracle`). The network
    sees five numbers a candidate, :func:`item_states`, and what they are on average. A question costs one
    forward pass where the expert trains a model for each candidate.

    Put :class:`~labelwise.candidates.Furthest` before it: a list that is far longer than twenty is nothing
    that it has seen.

    Notes
    -----
    O(m (l + 500) D) for m candidates and l labels, whatever the size of the pool: 500 random rows stand for
    those without a label. ``python -m benchmarks.imital`` makes the weights, which stand beside this file,
    and says how well they rank.

    References
    ----------
    J. Gonsior, M. Thiele, W. Lehner, "ImitAL: learned active learning strategy on synthetic data" (S019),
    2022. There a network of two layers of 1,100 sees the list as one vector, and learns from permuted lists
    that their order does not matter; this one cannot see the order, and is far smaller.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> proba = np.array([[0.99, 0.01], [0.5, 0.5], [0.9, 0.1]])
    >>> view = View.from_arrays(proba=proba, embedding=np.array([[0.0], [2.0], [0.2]]), labelled=[0])
    >>> int(view.score(imital, np.array([1, 2])).argmax())
    0
    """

    title = "imital"
    pooled = True

    def __call__(self, proba: Array, embedding: Any, rng: Any = None, view: Any = None) -> Array:
        """(m,) float64.

        Parameters
        ----------
        proba : (m, C) float
            What the model says of the candidates.
        embedding : (m, D) float, may be sparse
            Where they are.
        rng : numpy.random.Generator, optional
            Draws the rows that stand for the unlabelled ones.
        view : View, optional
            Gives the labels, and where the other rows are; without it the candidates are all there is.
        """
        points = Dense(written_out(embedding))
        if view is None:
            return network().scores(item_states(proba, points, points.part(slice(0)), points))
        return network().scores(item_states(proba, points, *around(view, rng)))


imital = Imital()
"""The measure; it has no options."""


def around(view: ViewLike, rng: np.random.Generator | None) -> tuple[Dense, Dense]:
    """The points of rows that have a label or are being asked, and of at most 500 others."""
    open_to = view.labels < 0
    open_to[view.pending] = False
    known, free = np.flatnonzero(~open_to), np.flatnonzero(open_to)
    if len(free) > REFERENCE:
        free = np.sort(generator(0 if rng is None else rng).choice(free, REFERENCE, replace=False))
    near, far = (Dense(dense_rows(view, "embedding", rows)) for rows in (known, free))
    return near, far


@functools.cache
def network() -> Listwise:
    """The network that was trained on synthetic tables.

    Examples
    --------
    >>> network().recipe["form"]
    'item'
    """
    return Listwise.read(Path(__file__).with_suffix(".json"))


def item_states(proba: Array, points: Dense, labelled: Dense, unlabelled: Dense) -> NDArray[np.float64]:
    """(m, 5) of each candidate, from 0 to 1: its probabilities, and how far the others are.

    The largest probability; how much larger it is than the second; the third, 0 where there are two classes;
    the mean distances to the labelled and to the unlabelled points, in diagonals of the box around all.

    Parameters
    ----------
    proba : (m, C) float
        Rows sum to 1.
    points : Dense
        m candidates.
    labelled, unlabelled : Dense
        The others; where there are none the distance is 0.

    Examples
    --------
    >>> at = Dense(np.array([[0.0], [4.0], [1.0]]))
    >>> proba = np.array([[0.5, 0.3, 0.2]])
    >>> item_states(proba, at.part([0]), at.part([1]), at.part([0, 2])).round(3).tolist()
    [[0.5, 0.2, 0.2, 1.0, 0.125]]
    """
    p = np.pad(np.asarray(proba, np.float64), ((0, 0), (0, max(0, 3 - np.shape(proba)[1]))))
    first, second, third = -np.sort(-p, axis=1)[:, :3].T
    size = diagonal(points, labelled, unlabelled)
    near = [mean_distance(points, others, size) for others in (labelled, unlabelled)]
    return np.column_stack([first, first - second, third, *near])


def diagonal(*parts: Dense) -> float:
    """The diagonal of the box around all points, at least 1e-300: no distance between them is longer.

    Examples
    --------
    >>> diagonal(Dense(np.array([[0.0, 0.0]])), Dense(np.array([[3.0, 4.0], [1.0, 1.0]])))
    5.0
    """
    x = np.concatenate([part.x for part in parts])
    return max(float(np.linalg.norm(np.ptp(x, axis=0).astype(np.float64))), 1e-300)


def mean_distance(points: Dense, others: Dense, size: float) -> NDArray[np.float64]:
    """(m,) mean Euclidean distance of each point to the others, over ``size``; 0 where there are none.

    Examples
    --------
    >>> mean_distance(Dense(np.array([[0.0]])), Dense(np.array([[3.0], [1.0]])), 4.0).tolist()
    [0.5]
    """
    return np.minimum(summed(points, others) / (max(len(others), 1) * size), 1.0)
