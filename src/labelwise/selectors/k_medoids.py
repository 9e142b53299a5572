"""KMedoids: cluster the candidates around members of their own, and take those."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.parallel import each, single_thread
from labelwise.representations.blocks import distances, spans
from labelwise.representations.embedding import written
from labelwise.representations.k_means import k_means
from labelwise.representations.mapping import centred
from labelwise.selectors.base import Selector, points_of
from labelwise.selectors.facility_location import weights
from labelwise.selectors.k_means_nearest import in_turns
from labelwise.types import Dense, Rows, Slate

__all__ = ["KMedoids"]

ROUNDS = 20
"""Rounds at most; mostly a few are enough."""


@dataclass(frozen=True, repr=False)
class KMedoids(Selector):
    """As many clusters as picks, each around the member with the least sum of distances to the others.

    Begins with k-means, then in turns: every point goes to its nearest medoid, every cluster takes its best
    medoid, until nothing changes. When the strategy has a measure, its scores weigh the points. Heavier
    clusters come first; the second nearest of each cluster follow. O(N n D + N^2 D / n) a round.

    References
    ----------
    H.-S. Park, C.-H. Jun, "A simple and fast algorithm for K-medoids clustering", 2009.

    Examples
    --------
    >>> slate = Slate(np.arange(5), 2, np.random.default_rng(0), np.full(5, -1), np.ones(5),
    ...               points=Dense(np.array([[0.0], [0.2], [0.7], [7.0], [7.2]])))
    >>> KMedoids().choose(slate)[0].item()
    1
    """

    title = "k-medoids"
    takes = ("points",)
    passes = 10.0

    def choose(self, slate: Slate) -> Rows:
        """Positions of all candidates, the medoids first.

        Raises
        ------
        BadParameter
            If a weight is negative.
        """
        points = Dense(written(centred(points_of(slate, self))[0]))
        weight = weights(slate, self)
        weight = weight if weight.any() else np.ones(len(points))
        labels = k_means(points.x, slate.n, slate.rng, weight)[0]
        with single_thread():
            medoids = best_members(points, labels, weight)
            for _ in range(ROUNDS):
                labels, away = assigned(points, medoids)
                new = best_members(points, labels, weight)
                if np.array_equal(new, medoids):
                    break
                medoids = new
        mass = np.bincount(labels, weights=weight, minlength=len(medoids))
        return in_turns(np.argsort(np.argsort(-mass, kind="stable"))[labels], away)


def best_members(points: Dense, labels: Rows, weight: NDArray[Any]) -> Rows:
    """The member of each cluster with the least weighted sum of distances; of equal ones the first."""

    def best(members: Rows) -> int:
        part, sums = Dense(points.x[members]), np.empty(len(members))
        for span in spans(len(members), len(members)):
            sums[span] = np.sqrt(distances(part, span, part)) @ weight[members]
        return int(members[sums.argmin()])

    order = np.argsort(labels, kind="stable")
    cuts = np.flatnonzero(np.diff(labels[order])) + 1
    return np.array(each(best, np.split(order, cuts)), dtype=np.int64)


def assigned(points: Dense, medoids: Rows) -> tuple[Rows, NDArray[Any]]:
    """The nearest medoid of each point, and the squared distance to it; a medoid belongs to itself."""
    other, labels, away = Dense(points.x[medoids]), np.empty(len(points), np.int64), np.empty(len(points))
    for span in spans(len(points), len(medoids)):
        block = distances(points, span, other)
        labels[span], away[span] = block.argmin(axis=1), block.min(axis=1)
    labels[medoids], away[medoids] = np.arange(len(medoids)), -1.0
    return labels, away
