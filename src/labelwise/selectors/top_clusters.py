"""TopClusters: the most valuable candidates, one of each direction (BESRA, S022)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from labelwise.params import Between
from labelwise.random import tie_break
from labelwise.selectors.base import Selector, points_of
from labelwise.selectors.k_means_nearest import KMeansNearest
from labelwise.types import Dense, Rows, Slate

__all__ = ["TopClusters"]


@dataclass(frozen=True, repr=False)
class TopClusters(Selector):
    """k-means on the directions of the candidates with the largest sum of coordinates.

    For points whose coordinates are gains, each at another place: the share of candidates with the largest
    total goes on, divided by its length, and the one nearest to each of n centres is picked. A single pick
    is the largest total.

    Parameters
    ----------
    share : float
        Of the candidates; never fewer than are picked.

    References
    ----------
    W. Tan, N. D. Nguyen, L. Du, W. Buntine, "Harnessing the power of beta scoring in deep active learning for
    multi-label text classification" (S022, BESRA), 2024.

    Examples
    --------
    >>> points = Dense(np.array([[0.1, 0.1], [3.0, 0.1], [2.0, 0.0], [0.0, 2.5], [0.1, 0.2], [0.0, 0.1]]))
    >>> slate = Slate(np.arange(6), 2, np.random.default_rng(0), np.full(6, -1), np.ones(6), points=points)
    >>> sorted(TopClusters().choose(slate)[:2].tolist())
    [2, 3]
    """

    share: Annotated[float, Between(0, 1)] = 0.5
    title = "top-clusters"
    takes = ("points",)

    def choose(self, slate: Slate) -> Rows:
        """Positions of all candidates, the picks first."""
        points = points_of(slate, self)
        x = points.dense(np.arange(len(points)))
        total = x.sum(axis=1)
        order = np.lexsort((tie_break(slate.rows, slate.ties), -total))
        if slate.n == 1:
            return order
        top = order[: max(slate.n, int(np.ceil(self.share * len(x))))]
        length = np.linalg.norm(x[top], axis=1, keepdims=True)
        unit = np.divide(x[top], length, out=np.zeros_like(x[top]), where=length > 0)
        inside = replace(slate, rows=slate.rows[top], points=Dense(unit), score=None, cost=slate.cost[top])
        return np.concatenate([top[KMeansNearest().choose(inside)], order[len(top) :]])
