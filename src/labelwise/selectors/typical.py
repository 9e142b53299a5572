"""Typical: cluster everything, then the most typical candidate of each cluster without labels."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.parallel import compiled, in_blocks, product
from labelwise.params import Between
from labelwise.random import tie_break
from labelwise.representations.embedding import written
from labelwise.representations.k_means import k_means
from labelwise.selectors.base import Selector, points_of
from labelwise.types import Points, Rows, Slate

__all__ = ["Typical", "typicality"]

NEIGHBOURS = 20
CLUSTERS = 500
AHEAD = 32
"""Clusters that are looked at together."""

SMALL = 256
"""Inside clusters of so many points all distances are computed without a matrix product."""

BLOCK = 2**19
"""Entries of a block of products."""


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
    if size <= SMALL:
        return _together(x, np.array([0, size]))
    k = _neighbours(size)
    exact = x - x.mean(axis=0, dtype=np.float64)
    single, found = exact.astype(np.float32), np.empty(size)
    norms = np.einsum("ij,ij->i", single, single)

    def look(rows: slice) -> None:
        _mean_nearest(product(single[rows], single.T), norms, exact, rows.start, k, found[rows])

    in_blocks(look, size, max(16, BLOCK // size))
    return 1 / (found + 1e-5)


def _neighbours(size: int) -> int:
    return min(NEIGHBOURS, max(1, size // 2), size - 1)


def _together(x: NDArray[Any], bounds: NDArray[np.int64]) -> NDArray[Any]:
    """(m,) typicality of the points of many small clusters that lie one after the other."""
    found, x, ends = np.ones(len(x)), np.asarray(x, dtype=np.float64), bounds.tolist()

    def look(clusters: slice) -> None:
        for start, stop in pairwise(ends[clusters.start : clusters.stop + 1]):
            if k := _neighbours(stop - start):
                away = _squares(x[start:stop])
                away.sort(axis=1)
                found[start:stop] = 1 / (np.sqrt(away[:, :k]).sum(axis=1) / k + 1e-5)

    in_blocks(look, len(ends) - 1, 8)
    return found


@compiled(fast=True)
def _squares(x: Any) -> Any:
    """(s, s) squared distances, infinite to itself."""
    away = np.full((len(x), len(x)), np.inf)
    for i in range(len(x)):
        for j in range(i):
            squared = 0.0
            for d in range(x.shape[1]):
                squared += (x[i, d] - x[j, d]) ** 2
            away[i, j] = away[j, i] = squared
    return away


@compiled(fast=True)
def _mean_nearest(cross: Any, norms: Any, x: Any, first: int, k: int, found: Any) -> None:
    """Mean distance of each row to the k others that are nearest by single-precision products."""
    away, at = np.empty(k), np.empty(k, dtype=np.int64)
    for i in range(len(cross)):
        have = 0
        for j in range(cross.shape[1]):
            value = norms[j] - 2 * cross[i, j]
            if (have == k and value >= away[k - 1]) or j == first + i:
                continue
            place = min(have, k - 1)
            have = min(have + 1, k)
            while place > 0 and away[place - 1] > value:
                away[place], at[place] = away[place - 1], at[place - 1]
                place -= 1
            away[place], at[place] = value, j
        total = 0.0
        for n in range(k):
            squared = 0.0
            for d in range(x.shape[1]):
                squared += (x[first + i, d] - x[at[n], d]) ** 2
            total += squared**0.5
        found[i] = total / k


class _Clusters:
    """Clusters in turn: no label before some, large before small; inside, the most typical first."""

    def __init__(self, slate: Slate, labels: NDArray[np.int64], points: Points, floor: int) -> None:
        m = len(slate.rows)
        self._points, self._mine = points, labels[:m]
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
        self._keys = tie_break(slate.rows, int(slate.rng.integers(2**63)))
        order = np.argsort(self._mine, kind="stable")
        self._free = np.split(order, np.cumsum(inside)[:-1])  # members of each cluster, ascending
        self._order: dict[int, tuple[Rows, NDArray[Any]]] = {}
        self._left = slate.n

    def _members(self, cluster: int) -> tuple[Rows, NDArray[Any]]:
        """Its free candidates, the most typical first, and how typical each is."""
        if cluster not in self._order:
            self._look([cluster])
        return self._order[cluster]

    def _look(self, clusters: list[int]) -> None:
        """Sort the free candidates of some clusters."""
        for some in (c for c in clusters if len(self._free[c]) > SMALL):
            self._sort([some], typicality(self._points.dense(self._free[some])))
        small = [c for c in clusters if len(self._free[c]) <= SMALL]
        if small:
            bounds = np.cumsum([0, *(len(self._free[c]) for c in small)])
            x = self._points.dense(np.concatenate([self._free[c] for c in small]))
            self._sort(small, _together(x, bounds))

    def _sort(self, clusters: list[int], typical: NDArray[Any]) -> None:
        sizes = [len(self._free[c]) for c in clusters]
        at = np.concatenate([self._free[c] for c in clusters])
        order = np.lexsort((self._keys[at], -typical, np.repeat(np.arange(len(sizes)), sizes)))
        at, typical = at[order], typical[order]
        for cluster, stop, size in zip(clusters, np.cumsum(sizes).tolist(), sizes, strict=True):
            self._order[cluster] = at[stop - size : stop], typical[stop - size : stop]

    def _place(self) -> NDArray[np.int64]:
        """(K,) when each cluster comes, the lowest first."""
        clusters = len(self._turn)
        return np.asarray((self._late * (self._visits.max() + 1) + self._visits) * clusters + self._turn)

    def scores(self) -> NDArray[Any]:
        """(m,) minus the cluster's place, plus the rank inside it as a fraction."""
        scores = -self._place()[self._mine].astype(np.float64)
        for cluster, free in enumerate(self._free):
            if len(free):
                members = self._members(cluster)[0]
                scores[members] += np.arange(len(members), 0, -1) / (len(members) + 1)
        return scores

    def best(self, alive: NDArray[np.bool_], rng: np.random.Generator) -> tuple[int, None] | None:
        """The most typical candidate of the next cluster; only that cluster's distances are computed."""
        turn = np.argsort(self._place()).tolist()
        for at, cluster in enumerate(turn):
            if alive[self._free[cluster]].any():
                if cluster not in self._order:
                    soon = [c for c in turn[at : at + min(self._left, AHEAD)] if c not in self._order]
                    self._look([c for c in soon if len(self._free[c])])
                members = self._members(cluster)[0]
                return int(members[alive[members]][0]), None
        return None

    def score(self, i: int) -> float:
        """Its typicality among the free candidates of its cluster."""
        members, typical = self._members(int(self._mine[i]))
        return float(typical[np.flatnonzero(members == i)[0]])

    def add(self, i: int) -> None:
        """Its cluster goes to the end; typicality there is taken anew without it."""
        cluster = int(self._mine[i])
        self._free[cluster] = self._free[cluster][self._free[cluster] != i]
        self._visits[cluster] += 1
        self._left -= 1
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
    """Cluster labelled and unlabelled points into labels + n clusters, 500 at most; take the most typical
    candidate of each in turn.

    Clusters come by number of labelled and pending members, then by size. Typicality is one over the
    mean Euclidean distance to the k nearest candidates of the cluster, k = min(20, half of them).
    Clusters of up to ``floor`` points come last; when the others hold fewer candidates than are
    wanted, the floor is lowered one by one and ``Selection.why`` says so. At floor 0 every candidate is
    within reach, so that no random fill is needed. Distances are computed inside the visited clusters
    only: O(N (L + n) D) for a round of k-means, O(s^2 D) for a cluster of s points.

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
    >>> from labelwise.types import Dense
    >>> x = np.array([[0.0], [0.1], [0.2], [9.0], [9.3]])
    >>> slate = Slate(np.arange(5), 2, np.random.default_rng(0), np.full(5, -1), np.ones(5), points=Dense(x))
    >>> Picker(slate, Typical(floor=1)).fill().selection().indices[:1].tolist()
    [1]
    """

    floor: Annotated[int, Between(0)] = 5
    title = "typiclust"
    passes = 0.5
    takes = ("points",)

    def start(self, slate: Slate) -> _Clusters:
        """Cluster all points and begin a run."""
        points = points_of(slate, self)
        x = written(points)
        if slate.centres is not None and len(slate.centres):
            x = np.concatenate([x, written(slate.centres)])
        k = min(len(x) - len(points) + slate.n, CLUSTERS)
        return _Clusters(slate, k_means(x, k, slate.rng)[0], points, self.floor)


def _lowered(size: NDArray[np.int64], inside: NDArray[np.int64], floor: int, n: int) -> int:
    """The floor at which the clusters above it hold n candidates, as far as there are."""
    while floor and inside[size > floor].sum() < min(n, inside.sum()):
        floor -= 1
    return floor
