"""Methods by their mean rank over data sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from labelwise.bench.statistics.ranks import mean_ranks
from labelwise.bench.statistics.scores import score_means
from labelwise.errors import BadData

__all__ = ["Place", "leaderboard"]


@dataclass(frozen=True)
class Place:
    """One line of the board.

    Parameters
    ----------
    name : str
        The method.
    rank : float
        Its mean rank, 1 is best.
    low, high : float
        Interval of the mean rank.
    score : float
        Its mean score.

    Examples
    --------
    >>> Place("margin", 1.5, 1.2, 1.9, 0.81).name
    'margin'
    """

    name: str
    rank: float
    low: float
    high: float
    score: float


def leaderboard(
    names: Sequence[str], scores: ArrayLike, rng: np.random.Generator, *, level: float = 0.95
) -> tuple[Place, ...]:
    """Rank the methods on each data set, average the ranks, and put the best first.

    Parameters
    ----------
    names : sequence of M str
        The methods.
    scores : (D, S, M) or (D, M) float
        Higher is better.
    rng : numpy.random.Generator
        For the intervals, as in :func:`mean_ranks`.
    level : float
        Their confidence.

    Raises
    ------
    BadData
        If names and scores do not fit, and as in :func:`mean_ranks`.

    References
    ----------
    "Survey of Active Learning Hyperparameters: Insights from a Large-Scale Experimental Grid", which gives no
    intervals and fills in runs that are missing; here every method has to have run on every data set.

    Examples
    --------
    >>> board = leaderboard(["random", "margin"], [[0.7, 0.8], [0.6, 0.9]], np.random.default_rng(0))
    >>> [(place.name, place.rank, round(place.score, 2)) for place in board]
    [('margin', 1.0, 0.85), ('random', 2.0, 0.65)]
    """
    means = score_means(scores)
    if len(names) != means.shape[1]:
        raise BadData(f"{len(names)} names of {means.shape[1]} methods", fix="pass one name a method")
    found = mean_ranks(scores, rng, level=level)
    return tuple(
        Place(
            names[m],
            float(found.ranks[m]),
            float(found.low[m]),
            float(found.high[m]),
            float(means[:, m].mean()),
        )
        for m in found.order
    )
