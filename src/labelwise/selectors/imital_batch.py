"""ImitalBatch: of some batches the one of which a network says that it teaches most (S010)."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.candidates.hybrid import batch_traits, hybrid, random_batches
from labelwise.errors import BadParameter
from labelwise.listwise import Listwise
from labelwise.measures.imital import diagonal, mean_distance
from labelwise.params import Between
from labelwise.selectors.base import Selector, points_of
from labelwise.types import Dense, Rows, Slate

__all__ = ["ImitalBatch"]

Array = NDArray[Any]


@dataclass(frozen=True, repr=False)
class ImitalBatch(Selector):
    """Random batches, of which a network takes one that learned from an expert which of them teach most.

    ``drawn`` random batches of ``size`` rows are made; ``count`` go on, a third because they are far apart, a
    third because they are uncertain, a third because they are predicted to be of many classes. The network
    sees four numbers of each, :func:`batch_states`, and takes the best. More than ``size`` picks are several
    such batches, each of which knows the rows of those before.

    Parameters
    ----------
    size : int
        Rows of a batch at most.
    count : int
        Batches that the network sees; it learned from twenty.
    drawn : int
        Random batches among which they are found.

    Notes
    -----
    O(drawn size^2 D + drawn size l D) for each batch with l labels, whatever the number of candidates.
    ``python -m benchmarks.imital`` makes the weights, which stand beside this file.

    References
    ----------
    J. Gonsior, M. Thiele, W. Lehner, "Learning active learning strategies from synthetic data" (S010), 2021.
    There the network sees the list as one vector, distances are divided by what they could be at most where
    all features are from -1 to 1, and those in a batch are added up; here they are means, over the diagonal
    of the box around all points that are looked at.

    Examples
    --------
    >>> from labelwise.representations import Embedding
    >>> from labelwise.strategy import Strategy, View
    >>> rng = np.random.default_rng(0)
    >>> view = View.from_arrays(proba=rng.dirichlet((1, 1), 60), embedding=rng.normal(size=(60, 2)))
    >>> strategy = Strategy(representation=Embedding(), selector=ImitalBatch())
    >>> len(strategy.select(view, 7, rng))
    7
    """

    size: Annotated[int, Between(1)] = 5
    count: Annotated[int, Between(1)] = 20
    drawn: Annotated[int, Between(1)] = 200
    title = "imital-batch"
    takes = ("points",)
    needs = ("proba",)
    passes = 0.0

    def choose(self, slate: Slate) -> Rows:
        """Positions in picking order."""
        points = points_of(slate, self)
        before = points.part(np.zeros(0, dtype=np.int64)) if slate.centres is None else slate.centres
        known = before.dense(np.arange(len(before)))
        left, taken = np.ones(len(slate.rows), dtype=bool), np.zeros(0, dtype=np.int64)
        wanted = min(slate.n, len(left))
        while len(taken) < wanted:
            size = min(self.size, wanted - len(taken))
            offered, states = self.offer(slate, np.flatnonzero(left), size, Dense(known))
            best = offered[int(network().scores(states).argmax())]
            left[best], taken = False, np.append(taken, best)
            known = np.vstack([known, points.dense(best)])
        return taken

    def offer(self, slate: Slate, left: Rows, size: int, known: Dense) -> tuple[Rows, NDArray[np.float64]]:
        """Batches that the network sees, and what it sees of them.

        Parameters
        ----------
        slate : Slate
            With points, and a view that gives ``proba``.
        left : (m,) int64
            Positions that may be picked.
        size : int
            Rows of a batch.
        known : Dense
            The points of what has a label or is being asked.

        Returns
        -------
        batches : (at most count, size) int64
            Positions in the slate.
        states : (at most count, 4) float64
        """
        drawn = random_batches(len(left), size, self.drawn, slate.rng)
        used, at = np.unique(drawn, return_inverse=True)
        at, rows = at.reshape(drawn.shape), left[used]
        points = Dense(points_of(slate, self).dense(rows))
        traits = batch_traits(_proba(slate, rows), points, at)
        kept = hybrid(traits, self.count, slate.rng)
        return rows[at[kept]], batch_states(traits[kept], points, at[kept], known)


@functools.cache
def network() -> Listwise:
    """The network that was trained on synthetic tables.

    Examples
    --------
    >>> network().recipe["form"]
    'batch'
    """
    return Listwise.read(Path(__file__).with_suffix(".json"))


def batch_states(traits: Array, points: Dense, batches: Rows, known: Dense) -> NDArray[np.float64]:
    """(q, 4) of each batch, from 0 to 1: how uncertain, spread out, far from the labelled and varied it is.

    One minus the mean gap of the two largest probabilities; the mean distance of its pairs, and that of its
    members to the labelled points, in diagonals of the box around all; its variety of predicted classes.

    Parameters
    ----------
    traits : (q, 3) float
        As :func:`labelwise.candidates.hybrid.batch_traits` gives them.
    points : Dense
        m points.
    batches : (q, b) int64
        Positions.
    known : Dense
        Labelled points; where there are none the distance is 0.

    Examples
    --------
    >>> points, known = Dense(np.array([[0.0], [1.0], [5.0]])), Dense(np.array([[0.0]]))
    >>> batch_states(np.array([[0.5, 4.0, 1.0]]), points, np.array([[1, 2]]), known).round(3).tolist()
    [[0.5, 0.8, 0.6, 1.0]]
    """
    size = diagonal(points, known)
    away = mean_distance(points, known, size)
    apart = np.minimum(traits[:, 1] / size, 1.0)
    return np.column_stack([1 - traits[:, 0], apart, away[batches].mean(axis=1), traits[:, 2]])


def _proba(slate: Slate, at: Rows) -> Array:
    if slate.view is None:
        raise BadParameter("ImitalBatch got a slate without a view", fix="let a Strategy open it")
    return np.asarray(slate.view.get("proba", slate.rows[at]))
