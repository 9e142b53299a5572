"""Clusters: a partition of the units by k-means, as groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from labelwise.params import Between, Piece
from labelwise.random import generator
from labelwise.representations.embedding import dense_rows
from labelwise.representations.k_means import k_means
from labelwise.types import ViewLike

__all__ = ["Clusters"]


@dataclass(frozen=True, repr=False)
class Clusters(Piece):
    """A partition by k-means.

    Parameters
    ----------
    k : int
        Number of clusters.
    of : str
        View name of an (N, D) array that stays the same: the clusters are found anew each time, from a fixed
        seed, so that a group means the same in every round.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"embedding": np.array([[0.0], [0.1], [9.0]])})
    >>> sorted(np.bincount(Clusters(2).values(view)).tolist())
    [1, 2]
    """

    k: Annotated[int, Between(1)] = 20
    of: str = "embedding"

    @property
    def needs(self) -> tuple[str, ...]:
        """The array."""
        return (self.of,)

    def values(self, view: ViewLike) -> NDArray[np.int64]:
        """(N,) the cluster of each unit."""
        x = dense_rows(view, self.of, np.arange(view.size, dtype=np.int64))
        return k_means(x, self.k, generator(0, "clusters", self.of))[0]
