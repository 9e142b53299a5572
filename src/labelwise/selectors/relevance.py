"""Relevance: one convex trade-off of representative, diverse and uncertain (S079).

``mu`` on the simplex of the candidates minimises
``eta sum_i mu_i D_i + alpha sum_k c_k log c_k - beta sum_i mu_i s_i + sum_i mu_i log mu_i``,
``c_k`` the mass of cluster k, ``D_i`` the squared distance to the own centroid, ``s_i`` the score.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from labelwise.params import Between
from labelwise.representations.k_means import k_means
from labelwise.selectors.base import Selector, points_of
from labelwise.selectors.top_k import TopK
from labelwise.types import Run, Slate

__all__ = ["Relevance"]


@dataclass(frozen=True, repr=False)
class Relevance(Selector):
    """The n candidates with the highest relevance.

    Parameters
    ----------
    representative : float
        ``eta``: how much the squared distance to the own centroid counts.
    diverse : float
        ``alpha``: how evenly the clusters share the mass; 0 leaves each the mass of its points.
    uncertain : float
        ``beta``: how much the measure counts, entropy in the paper.
    clusters : int, optional
        Clusters of k-means; as many as picks by default.

    Notes
    -----
    Scores are ``log mu``. The minimum is known in closed form: with ``w_i = exp(beta s_i - eta D_i)`` and
    ``S_k`` its sum over cluster k, ``c_k`` is in proportion to ``S_k ** (1 / (1 + alpha))`` and
    ``mu_i = c_k w_i / S_k``. The fixed-point iteration of the paper, ``mu_i`` in proportion to
    ``w_i exp(-alpha (log c_k + 1))``, has the same point, but swings between two for alpha of 1 or more; it
    is not used. O(N D) beside k-means.

    The text was not to be had; objective and weights are those of the author's papers on the same task.
    Which criteria are on and how large a display is, which he learns by reinforcement, is chosen by
    ``labelwise.policies.CriteriaAndSize``.

    References
    ----------
    H. Sahbi, "Reinforcement-based Display-size Selection for Frugal Satellite Image Change Detection", 2023.

    Examples
    --------
    >>> from labelwise.selectors.picker import Picker
    >>> from labelwise.types import Dense
    >>> slate = Slate(np.arange(5), 2, np.random.default_rng(0), np.full(5, -1), np.ones(5),
    ...               score=np.array([0.0, 0.2, 0.0, 0.0, 0.1]),
    ...               points=Dense(np.array([[0.0], [0.1], [0.2], [7.0], [7.2]])))
    >>> Picker(slate, Relevance()).fill().selection().indices.tolist()
    [4, 3]
    """

    representative: Annotated[float, Between(0)] = 1.0
    diverse: Annotated[float, Between(0)] = 1.0
    uncertain: Annotated[float, Between(0)] = 1.0
    clusters: Annotated[int | None, Between(1)] = None
    title = "relevance"
    passes = 0.5
    takes = ("score", "points")

    def start(self, slate: Slate) -> Run:
        """Begin a run over the slate."""
        points = points_of(slate, self)
        x = np.asarray(points.dense(np.arange(len(points))), dtype=np.float64)
        of, centres = k_means(x, self.clusters or slate.n, slate.rng)
        away = ((x - centres[of]) ** 2).sum(axis=1)
        weight = self.uncertain * np.asarray(slate.score) - self.representative * away
        return TopK().start(replace(slate, score=log_relevance(weight, of, self.diverse)))


def log_relevance(weight: NDArray[Any], of: NDArray[np.int64], diverse: float) -> NDArray[Any]:
    """(m,) log of the mass of each point at the minimum.

    Parameters
    ----------
    weight : (m,) float
        ``beta s_i - eta D_i``.
    of : (m,) int64
        Cluster of each point.
    diverse : float
        ``alpha``.

    Examples
    --------
    >>> np.exp(log_relevance(np.zeros(4), np.array([0, 0, 0, 1]), 0.0)).round(2).tolist()
    [0.25, 0.25, 0.25, 0.25]
    >>> np.exp(log_relevance(np.zeros(4), np.array([0, 0, 0, 1]), 1e9)).round(2).tolist()
    [0.17, 0.17, 0.17, 0.5]
    """
    total = np.full(int(of.max(initial=0)) + 1, -np.inf)
    for k in np.unique(of):
        total[k] = logsumexp(weight[of == k])
    log_mass = total / (1 + diverse)
    return np.asarray(log_mass[of] + weight - total[of] - logsumexp(log_mass))
