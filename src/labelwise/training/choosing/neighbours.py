"""Pseudo-labels that fit to those of their neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import rel_entr

from labelwise.params import Between, Piece
from labelwise.training.choosing.drawn import Drawn

__all__ = ["NeighbourAgreement", "NeighbourDivergence", "nearest"]

Array = NDArray[Any]
Chosen = tuple[NDArray[np.int64], NDArray[np.int64]]

TINY = 1e-12
"""Probabilities are at least this in a divergence."""


def nearest(embedding: Array, k: int, among: Array | None = None) -> NDArray[np.int64]:
    """(n, up to k) the nearest of ``among`` on the unit sphere; by default of the rows but each itself.

    Examples
    --------
    >>> nearest(np.array([[1.0, 0.0], [9.0, 1.0], [0.0, 1.0]]), 1).tolist()
    [[1], [0], [1]]
    """
    from sklearn.neighbors import NearestNeighbors
    from sklearn.preprocessing import normalize

    points = normalize(np.asarray(embedding, np.float64))
    own = among is None
    others = points if among is None else normalize(np.asarray(among, np.float64))
    k = min(k, len(others) - own)
    if k < 1:
        return np.zeros((len(points), 0), np.int64)
    search = NearestNeighbors(n_neighbors=k).fit(others)
    return np.asarray(search.kneighbors(None if own else points, return_distance=False), np.int64)


@dataclass(frozen=True, repr=False)
class NeighbourAgreement(Piece):
    """Keeps what the model is rather sure of and what most neighbours are labelled too.

    The k - 1 nearest of the drawn items vote with their own pseudo-labels. An item stays where their
    favourite is its label, with more than the share ``agreement`` of the votes, and its probability is above
    ``confidence``.

    Parameters
    ----------
    k : int
        Neighbours, the item itself counted.
    agreement, confidence : float
        See above.

    Examples
    --------
    >>> NeighbourAgreement(k=5)
    NeighbourAgreement(k=5)
    """

    k: Annotated[int, Between(2)] = 15
    agreement: Annotated[float, Between(0, 1)] = 0.5
    confidence: Annotated[float, Between(0, 1)] = 0.5

    needs: ClassVar[tuple[str, ...]] = ("proba", "embedding")

    def __call__(self, drawn: Drawn) -> Chosen:
        """Positions and classes."""
        kept = self.kept(drawn.of("embedding"), drawn.labels, drawn.proba)
        return kept, drawn.labels[kept]

    def kept(self, embedding: Array, labels: Array, proba: Array) -> NDArray[np.int64]:
        """Positions (k,) that stay, of pseudo-labels (n,)."""
        voters = nearest(embedding, self.k - 1)
        if not voters.shape[1]:
            return np.zeros(0, np.int64)
        many = np.arange(len(labels))[:, None] * proba.shape[1] + labels[voters]
        votes = np.bincount(many.ravel(), minlength=proba.size).reshape(proba.shape) / voters.shape[1]
        agreed = (votes.argmax(axis=1) == labels) & (votes.max(axis=1) > self.agreement)
        return np.flatnonzero(agreed & (proba.max(axis=1) > self.confidence))


@dataclass(frozen=True, repr=False)
class NeighbourDivergence(Piece):
    """Keeps items whose probabilities are like those of the labelled items nearest to them.

    The divergence of an item is the mean of ``KL(p, p_i)`` over its k nearest labelled items i, plus
    ``beta`` times the mean divergence among these; it runs through the rounds as a mean, of which the
    present round has the share ``momentum``. The ``times`` as many items as there are labels with the least
    are kept, of those whose probability is above ``confidence``.

    Examples
    --------
    >>> NeighbourDivergence(k=3)
    NeighbourDivergence(k=3)
    """

    k: Annotated[int, Between(1)] = 7
    beta: Annotated[float, Between(0)] = 0.1
    momentum: Annotated[float, Between(0, 1)] = 0.5
    times: Annotated[float, Between(0, open_low=True)] = 10.0
    confidence: Annotated[float, Between(0, 1)] = 0.9

    needs: ClassVar[tuple[str, ...]] = ("proba", "embedding")

    def __call__(self, drawn: Drawn) -> Chosen:
        """Positions and classes."""
        labelled = np.unique(drawn.data.rows)
        near = nearest(drawn.of("embedding"), self.k, drawn.of("embedding", labelled))
        found = self.divergence(drawn.proba, drawn.of("proba", labelled), near)
        before = drawn.kept.get("divergence", np.zeros(len(found)))
        drawn.kept["divergence"] = running = (1 - self.momentum) * before + self.momentum * found
        least = np.argsort(running, kind="stable")[: int(self.times * len(labelled))]
        kept = np.sort(least[drawn.proba[least].max(axis=1) > self.confidence])
        return kept, drawn.labels[kept]

    def divergence(self, proba: Array, labelled: Array, near: Array) -> NDArray[np.float64]:
        """(n,) of items with probabilities (n, C) whose neighbours (n, k) have ``labelled``."""
        p, q = np.maximum(proba, TINY), np.maximum(labelled, TINY)
        away = np.stack([rel_entr(p, q[i]).sum(axis=1) for i in near.T]).mean(axis=0)
        among = [rel_entr(q[i], q[j]).sum(axis=1) for a, i in enumerate(near.T) for j in near.T[a + 1 :]]
        return np.asarray(away + (self.beta * np.mean(among, axis=0) if among else 0.0))
