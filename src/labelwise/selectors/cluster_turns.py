"""ClusterTurns: the best of each cluster, then the second best of each, and so on (CSVAL, S028)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from labelwise.params import Between
from labelwise.random import tie_break
from labelwise.representations.k_means import k_means
from labelwise.selectors.base import Selector, points_of
from labelwise.types import Rows, Slate

__all__ = ["ClusterTurns"]


@dataclass(frozen=True, repr=False)
class ClusterTurns(Selector):
    """Clusters take turns, in an order that is drawn once; in a cluster the highest score comes first.

    Every prefix of m picks a cluster holds exactly m of each that is not exhausted. Groups that are known go
    with :class:`~labelwise.selectors.RoundRobin`.

    Parameters
    ----------
    clusters : int
        How many clusters k-means makes.

    References
    ----------
    L. Chen et al., "Making your first choice: to address cold start problem in vision active learning"
    (S028, CSVAL), 2022, with 30 clusters.

    Examples
    --------
    >>> from labelwise.types import Dense
    >>> points = Dense(np.array([[0.0], [0.1], [0.2], [9.0]]))
    >>> slate = Slate(np.arange(4), 3, np.random.default_rng(0), np.full(4, -1), np.ones(4), points=points,
    ...               score=np.array([0.1, 0.3, 0.2, 0.0]))
    >>> sorted(ClusterTurns(2).choose(slate)[:2].tolist())
    [1, 3]
    """

    clusters: Annotated[int, Between(1)] = 30
    title = "cluster-turns"
    takes = ("score", "points")

    def choose(self, slate: Slate) -> Rows:
        """Positions of all candidates, the picks first."""
        points = points_of(slate, self)
        labels = k_means(points.dense(np.arange(len(points))), self.clusters, slate.rng)[0]
        place = slate.rng.permutation(labels.max() + 1)[labels]
        score = np.zeros(len(points)) if slate.score is None else slate.score
        order = np.lexsort((tie_break(slate.rows, slate.ties), -score, place))
        first = np.searchsorted(place[order], place[order])
        turn = np.arange(len(order)) - first
        return order[np.lexsort((place[order], turn))]
