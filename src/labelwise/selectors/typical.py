"""Typical: cluster everything, then the most typical candidate of each cluster without labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.params import Between
from labelwise.random import tie_break
from labelwise.representations.blocks import distances, k_means, spans
from labelwise.selectors.base import Selector, points_of
from labelwise.types import Dense, Rows, Slate

__all__ = ["Typical", "typicality"]

NEIGHBOURS = 20
CLUSTERS = 500


def typicality(x: NDArray[Any]) -> NDArray[Any]:
    """One over the mean distance to the k nearest others, k = min(20, half of them), at least 1.

    Parameters
    ----------
    x : (s, D) float
        The points of one cluster.

    Returns
    -------
    (s,) float64

    Examples
    --------
    >>> typicality(np.array([[0.0], [1.0], [3.0], [4.5]])).round(2).tolist()
    [0.5, 0.67, 0.57, 0.4]
    """
    size = len(x)
    k = min(NEIGHBOURS, max(1, size // 2), size - 1)
    if not k:
        return np.ones(size)
    found, points = np.empty(size), Dense(x)
    for span in spans(size, size):
        away = np.sqrt(distances(points, span, points))
        away[np.arange(len(away)), np.arange(span.start, span.stop)] = np.inf
        found[span] = np.partition(away, k - 1, axis=1)[:, :k].mean(axis=1)
    return 1 / (found + 1e-5)


class _Clusters:
    """Clusters in turn: no label before some, large before small; inside, the most typical first."""

    def __init__(self, slate: Slate, labels: NDArray[np.int64], x: NDArray[Any], floor: int) -> None:
        m = len(slate.rows)
        self._x, self._mine = x[:m], labels[:m]
        size = np.bincount(labels)
        taken = np.bincount(labels[m:], minlength=len(size))
        inside = np.bincount(self._mine, minlength=len(size))
        self.floor = _lowered(size, inside, floor, slate.n)
        self._asked = floor
        rank = np.lexsort((-size, taken, size <= self.floor))
        self._turn = np.empty(len(size), dtype=np.int64)
        self._turn[rank] = np.arange(len(size))
        self._late = (size <= self.floor).astype(np.int64)
        self._taken, self._visits = taken, np.zeros(len(size), dtype=np.int64)
        self._free = np.ones(m, dtype=bool)
        self._keys = tie_break(slate.rows, int(slate.rng.integers(2**63)))
        self._order: dict[int, Rows] = {}

    def _members(self, cluster: int) -> Rows:
        """Its free candidates, the most typical first."""
        if cluster not in self._order:
            at = np.flatnonzero((self._mine == cluster) & self._free)
            self._order[cluster] = at[np.lexsort((self._keys[at], -typicality(self._x[at])))]
        return self._order[cluster]

    def _place(self) -> NDArray[np.int64]:
        """(K,) when each cluster comes, the lowest first."""
        clusters = len(self._turn)
        return np.asarray((self._late * (self._visits.max() + 1) + self._visits) * clusters + self._turn)

    def scores(self) -> NDArray[Any]:
        """(m,) minus the cluster's place, plus the rank inside it as a fraction."""
        scores = -self._place()[self._mine].astype(np.float64)
        for cluster in np.unique(self._mine[self._free]):
            members = self._members(int(cluster))
            scores[members] += np.arange(len(members), 0, -1) / (len(members) + 1)
        return scores

    def best(self, alive: NDArray[np.bool_], rng: np.random.Generator) -> tuple[int, None]:
        """The most typical candidate of the next cluster; only that cluster's distances are computed."""
        place = self._place()
        there = np.unique(self._mine[alive])
        members = self._members(int(there[place[there].argmin()]))
        return int(members[alive[members]][0]), None

    def score(self, i: int) -> float:
        """Its typicality among the free candidates of its cluster."""
        members = np.flatnonzero((self._mine == self._mine[i]) & self._free)
        return float(typicality(self._x[members])[np.searchsorted(members, i)])

    def add(self, i: int) -> None:
        """Its cluster goes to the end; typicality there is taken anew without it."""
        cluster = int(self._mine[i])
        self._free[i] = False
        self._visits[cluster] += 1
        self._order.pop(cluster, None)

    def why(self, i: int) -> str:
        """Which cluster, and whether it had labels."""
        cluster = int(self._mine[i])
        seen = int(self._taken[cluster] + self._visits[cluster])
        low = f", size floor lowered to {self.floor}" if self.floor < self._asked else ""
        return (
            f"most typical of a cluster with {seen} labels{low}"
            if seen
            else f"most typical of a new cluster{low}"
        )


@dataclass(frozen=True, repr=False)
class Typical(Selector):
    """Cluster labelled and unlabelled points into labels + n clusters (500 at most), k-means up to 50
    clusters and on mini-batches beyond; take the most typical candidate of each in turn.

    Clusters come by number of labelled and pending members, then by size. Typicality is one over the
    mean Euclidean distance to the k nearest candidates of the cluster, k = min(20, half of them).
    Clusters of up to ``floor`` points come last; when the others hold fewer candidates than are
    wanted, the floor is lowered one by one and ``Selection.why`` says so. At floor 0 every candidate is
    within reach, so that no random fill is needed.

    Parameters
    ----------
    floor : int
        Clusters must be larger than this.

    References
    ----------
    G. Hacohen, A. Dekel, D. Weinshall, "Active learning on a budget: opposite strategies suit high and
    low budgets" (S113, TypiClust), 2022. Euclidean distances as in the paper; the released code takes
    squared ones, and stops with an error when all clusters are small.

    Examples
    --------
    >>> from labelwise.selectors.picker import Picker
    >>> x = np.array([[0.0], [0.1], [0.2], [9.0], [9.3]])
    >>> slate = Slate(np.arange(5), 2, np.random.default_rng(0), np.full(5, -1), np.ones(5), points=Dense(x))
    >>> Picker(slate, Typical(floor=1)).fill().selection().indices[:1].tolist()
    [1]
    """

    floor: Annotated[int, Between(0)] = 5
    title = "typiclust"
    takes = ("points",)

    def start(self, slate: Slate) -> _Clusters:
        """Cluster all points and begin a run."""
        points = points_of(slate, self)
        parts = [points] + ([slate.centres] if slate.centres is not None else [])
        x = np.concatenate([p.dense(np.arange(len(p))) for p in parts])
        k = min(len(x) - len(points) + slate.n, CLUSTERS)
        return _Clusters(slate, k_means(x, k, slate.rng)[0], x, self.floor)


def _lowered(size: NDArray[np.int64], inside: NDArray[np.int64], floor: int, n: int) -> int:
    """The floor at which the clusters above it hold n candidates, as far as there are."""
    while floor and inside[size > floor].sum() < min(n, inside.sum()):
        floor -= 1
    return floor
