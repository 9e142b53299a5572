"""SmallestFirst: one of each cluster in turn, the smallest clusters first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from labelwise.errors import BadParameter
from labelwise.representations.agglomerative import Agglomerative
from labelwise.selectors.base import Selector
from labelwise.types import Rows, Slate

__all__ = ["SmallestFirst"]


@dataclass(frozen=True, repr=False)
class SmallestFirst(Selector):
    """A random candidate of each cluster, from the one with the fewest candidates to the largest, then again.

    Behind ``Top(margin, per_pick=10)`` it is Cluster-Margin: confusing items, of many kinds. A cluster that
    has no more candidates is passed over.

    Parameters
    ----------
    by : partition
        Such as :class:`~labelwise.representations.Agglomerative` or ``Clusters``.

    References
    ----------
    G. Citovsky et al., "Batch active learning at scale" (Cluster-Margin), 2021.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"embedding": np.array([[0.0], [0.1], [0.2], [9.0]])})
    >>> slate = Slate(np.arange(4), 2, np.random.default_rng(0), np.full(4, -1), np.ones(4), view=view)
    >>> SmallestFirst(by=Agglomerative(2)).choose(slate)[0].item()
    3
    """

    by: Any = field(default_factory=Agglomerative)
    title = "smallest clusters first"

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """What the partition reads."""
        return tuple(self.by.needs)

    def choose(self, slate: Slate) -> Rows:
        """Positions of all candidates, the picks first.

        Raises
        ------
        BadParameter
            If the slate has no view to read the partition from.
        """
        if slate.view is None:
            raise BadParameter("SmallestFirst got no view", fix="use it inside a Strategy")
        cluster = np.unique(self.by.values(slate.view)[slate.rows], return_inverse=True)[1]
        size = np.bincount(cluster)
        rank = np.empty(len(size), dtype=np.int64)
        rank[np.argsort(size, kind="stable")] = np.arange(len(size))
        order = np.argsort(rank[cluster] + slate.rng.random(len(cluster)))  # shuffled inside each cluster
        begin = np.cumsum(np.bincount(rank[cluster])) - np.bincount(rank[cluster])
        turn = np.arange(len(order)) - begin[rank[cluster][order]]
        return np.asarray(order[np.lexsort((rank[cluster][order], turn))])
