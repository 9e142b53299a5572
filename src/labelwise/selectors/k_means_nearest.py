"""KMeansNearest: cluster the candidates, take the one nearest to each centre."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import OneOf
from labelwise.representations.k_means import k_means
from labelwise.selectors.base import Selector, points_of
from labelwise.types import Rows, Slate

__all__ = ["KMeansNearest", "in_turns"]


@dataclass(frozen=True, repr=False)
class KMeansNearest(Selector):
    """k-means with as many clusters as picks, then the point nearest to each centre.

    When the strategy has a measure, its scores weigh the points. Heavier clusters come first. With
    fewer different points than picks, the second nearest of each cluster follow, and so on.

    Parameters
    ----------
    member : {"nearest", "random"}
        Which member of a cluster: a random one stands for all, so that its answer may be spread over them.

    References
    ----------
    F. Zhdanov, "Diverse mini-batch active learning", 2019; use it after ``Top(measure, per_pick=10)``.

    Examples
    --------
    >>> from labelwise.types import Dense
    >>> slate = Slate(np.arange(5), 2, np.random.default_rng(0), np.full(5, -1), np.ones(5),
    ...               points=Dense(np.array([[0.0], [0.2], [0.5], [7.0], [7.2]])))
    >>> KMeansNearest().choose(slate)[:2].tolist()
    [1, 3]
    """

    member: Annotated[str, OneOf(("nearest", "random"))] = "nearest"
    title = "k-means-nearest"
    passes = 0.5
    takes = ("points",)

    def choose(self, slate: Slate) -> Rows:
        """Positions of all candidates, the picks first.

        Raises
        ------
        BadParameter
            If a weight is negative.
        """
        points = points_of(slate, self)
        x = points.dense(np.arange(len(points)))
        weight = _weight(slate)
        labels, centres = k_means(x, slate.n, slate.rng, weight)
        near = self.member == "nearest"
        away = np.linalg.norm(x - centres[labels], axis=1) if near else slate.rng.random(len(x))
        mass = np.bincount(labels, weights=weight, minlength=len(centres))
        cluster = np.argsort(np.argsort(-mass, kind="stable"))[labels]
        return in_turns(cluster, away)


def _weight(slate: Slate) -> NDArray[Any] | None:
    if slate.score is None or not slate.score.any():
        return None
    if slate.score.min() < 0:
        raise BadParameter(
            f"KMeansNearest weighs points by a score of {slate.score.min():.3g}", allowed="0 or more"
        )
    return slate.score


def in_turns(cluster: NDArray[np.int64], away: NDArray[Any]) -> Rows:
    """Positions: the nearest of each cluster, then the second nearest of each, and so on."""
    order = np.lexsort((away, cluster))
    begin = np.flatnonzero(np.r_[True, np.diff(cluster[order]) != 0])
    turn = np.arange(len(order)) - np.repeat(begin, np.diff(np.r_[begin, len(order)]))
    return order[np.lexsort((cluster[order], turn))]
