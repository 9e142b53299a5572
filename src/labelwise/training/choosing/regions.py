"""Pseudo-labels of the regions that a model is surest of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.measures.entropy import entropy
from labelwise.params import Between, Piece
from labelwise.representations.k_means import k_means
from labelwise.training.choosing.drawn import Drawn

__all__ = ["EasyRegions"]

Array = NDArray[Any]

LEAST = 1e-6
"""Weight of an item that the model is certain of, in k-means."""


@dataclass(frozen=True, repr=False)
class EasyRegions(Piece):
    """The surest items of the regions of the pool that the model is surest of.

    Probabilities are averaged with those of the round before, which count ``1 - m``, where m goes from
    ``momentum[0]`` to ``momentum[1]``. Items above ``confidence`` are clustered by k-means, weighed by their
    entropy; of the ``taken`` clusters with the least mean entropy plus ``beta`` times the entropy of their
    labels the ``each`` surest items are kept; what a small cluster lacks the next ones give. Fewer items
    than clusters are all kept.

    Examples
    --------
    >>> EasyRegions(each=10)
    EasyRegions(each=10)
    """

    clusters: Annotated[int, Between(2)] = 10
    taken: Annotated[int, Between(1)] = 5
    each: Annotated[int, Between(1)] = 5
    confidence: Annotated[float, Between(0, 1)] = 0.6
    beta: Annotated[float, Between(0)] = 0.5
    momentum: tuple[float, float] = (0.8, 0.9)

    needs: ClassVar[tuple[str, ...]] = ("proba", "embedding")

    def __call__(self, drawn: Drawn) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Positions and classes."""
        done = drawn.turn / drawn.turns
        m = (1 - done) * self.momentum[0] + done * self.momentum[1]
        mixed = m * drawn.proba + (1 - m) * drawn.kept.get("proba", drawn.proba)
        drawn.kept["proba"] = mixed
        doubt = entropy(drawn.proba) / np.log(mixed.shape[1])
        sure = np.flatnonzero(mixed.max(axis=1) > self.confidence)
        labels = np.asarray(mixed.argmax(axis=1), np.int64)
        if len(sure) >= self.clusters:
            points = drawn.of("embedding", drawn.rows[sure])
            sure = sure[self._regions(points, labels[sure], doubt[sure], drawn.rng)]
        return sure, labels[sure]

    def _regions(self, points: Array, labels: Array, doubt: Array, rng: np.random.Generator) -> Array:
        """Positions of the surest items of the surest clusters, ascending."""
        norms = np.linalg.norm(points, axis=1, keepdims=True)
        unit = points / np.where(norms > 0, norms, 1)
        cluster = k_means(unit, self.clusters, rng, doubt + LEAST)[0]
        members = [np.flatnonzero(cluster == c) for c in np.unique(cluster)]
        shares = [np.bincount(labels[own]) / len(own) for own in members]
        score = [
            doubt[own].mean() + self.beta * entropy(share[None])[0]
            for own, share in zip(members, shares, strict=True)
        ]
        kept, left = [], 0
        for c in np.argsort(score, kind="stable")[: self.taken]:
            left += self.each
            own = members[c][np.argsort(doubt[members[c]], kind="stable")[:left]]
            left -= len(own)
            kept.append(own)
        return np.sort(np.concatenate(kept))
