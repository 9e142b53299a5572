"""Agglomerative: a partition by average linkage, as groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from scipy.cluster import hierarchy

from labelwise.parallel import in_blocks, product
from labelwise.params import Between, Piece
from labelwise.random import generator
from labelwise.representations.embedding import dense_rows
from labelwise.types import ViewLike

__all__ = ["Agglomerative"]


@dataclass(frozen=True, repr=False)
class Agglomerative(Piece):
    """Hierarchical clustering with average linkage and Euclidean distances, cut at k clusters.

    Of a larger pool a random part is clustered, O(sample^2 D); the other rows go to the cluster of the row of
    the sample that is nearest to them.

    Parameters
    ----------
    k : int, optional
        Number of clusters; None is one for twenty rows, from 2 to 200.
    of : str
        View name of an (N, D) array that stays the same: the clusters are found anew each time, from a fixed
        seed, so that a group means the same in every round.
    sample : int
        Rows that are clustered.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"embedding": np.array([[0.0], [0.1], [9.0]])})
    >>> sorted(np.bincount(Agglomerative(2).values(view)).tolist())
    [1, 2]
    """

    k: Annotated[int | None, Between(1)] = None
    of: str = "embedding"
    sample: Annotated[int, Between(2)] = 3000

    @property
    def needs(self) -> tuple[str, ...]:
        """The array."""
        return (self.of,)

    def values(self, view: ViewLike) -> NDArray[np.int64]:
        """(N,) the cluster of each unit."""
        x = dense_rows(view, self.of, np.arange(view.size, dtype=np.int64))
        if len(x) < 2:
            return np.zeros(len(x), dtype=np.int64)
        rng = generator(0, "agglomerative", self.of)
        rows = np.sort(rng.choice(len(x), min(self.sample, len(x)), replace=False))
        some = x[rows].astype(np.float64)
        mean = some.mean(axis=0)  # far from 0 distances would be lost in rounding
        some -= mean
        norms = np.einsum("ij,ij->i", some, some)
        away = np.maximum(norms[:, None] + norms - 2 * some @ some.T, 0)
        upper = np.sqrt(away[np.triu_indices(len(some), 1)])
        tree = hierarchy.linkage(upper, "average")
        cluster = (
            hierarchy.fcluster(tree, self.k or min(max(2, len(x) // 20), 200), "maxclust").astype(np.int64)
            - 1
        )
        if len(rows) == len(x):
            return np.asarray(cluster)
        single, half = some.astype(np.float32), (norms / 2).astype(np.float32)

        def nearest(part: slice) -> NDArray[np.int64]:
            moved = (x[part] - mean).astype(np.float32)
            return np.asarray(cluster[(product(moved, single.T) - half).argmax(axis=1)])

        return np.concatenate(in_blocks(nearest, len(x), 1024))
