"""What a protocol's scores allow to be said about strategies, each claim with its test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from labelwise.bench.protocols.compared import Scores
from labelwise.bench.statistics import (
    Friedman,
    MeanRanks,
    PairedTests,
    Practical,
    Wins,
    bayesian_signed_rank,
    cliques,
    critical_difference,
    friedman,
    holm,
    mean_ranks,
    paired_t,
    wilcoxon_holm,
    win_matrix,
)
from labelwise.random import generator

__all__ = ["Claims", "Setback", "claims_of"]

ROPE = 0.005
"""Areas that differ by less are equal in practice: half a point of accuracy."""


@dataclass(frozen=True)
class Setback:
    """A problem on which a strategy is worse than the baseline.

    Parameters
    ----------
    strategy : str
        Which.
    problem : dict
        The settings of the problem.
    gain : float
        Mean difference of the areas over the seeds, below zero.
    p : float
        Of a paired t test over the seeds, after Holm's procedure over all strategies and problems; the test
        of Wilcoxon cannot reach such levels with ten seeds.
    """

    strategy: str
    problem: dict[str, Any]
    gain: float
    p: float


@dataclass(frozen=True, eq=False)
class Claims:
    """All tests of one figure.

    Parameters
    ----------
    scores : Scores
        What was tested, without gaps.
    datasets : int
        How many data sets the tests rest on: problems of one share its rows, so their mean counts once.
    ranks : MeanRanks
        Mean ranks over data sets, with intervals.
    friedman : Friedman
        Whether all strategies are alike.
    difference : float
        Nemenyi's critical difference of mean ranks.
    groups : tuple of tuples of int
        Strategies that are not told apart by it.
    against : PairedTests or None
        Every other strategy minus the baseline over data sets (Wilcoxon, Holm); None without a baseline.
    practical : Practical or None
        The same with a region of practical equivalence.
    wins : Wins or None
        On how many problems one is better than another by a paired t test over seeds; None with one seed.
    setbacks : tuple of Setback
        Where a strategy is worse than the baseline.
    """

    scores: Scores
    datasets: int
    ranks: MeanRanks
    friedman: Friedman
    difference: float
    groups: tuple[tuple[int, ...], ...]
    against: PairedTests | None
    practical: Practical | None
    wins: Wins | None
    setbacks: tuple[Setback, ...]


def claims_of(scores: Scores, baseline: str = "random", *, level: float = 0.05) -> Claims:
    """Test everything that a report speaks of.

    Parameters
    ----------
    scores : Scores
        Without gaps, of two data sets or more; see :meth:`Scores.complete`.
    baseline : str
        The strategy that others are held against, where it is among them.
    level : float
        Of all tests.

    Raises
    ------
    BadData
        If there is one data set, or a score is missing.
    """
    values, count = scores.by_dataset().values, len(scores.methods)
    ranks = mean_ranks(values, generator(0, "ranks"))
    difference = critical_difference(count, len(values), level)
    apart = np.abs(ranks.ranks[:, None] - ranks.ranks) > difference
    base = scores.methods.index(baseline) if baseline in scores.methods else None
    return Claims(
        scores,
        len(values),
        ranks,
        friedman(values),
        difference,
        cliques(ranks.ranks, apart),
        None if base is None else wilcoxon_holm(values, base),
        None if base is None else bayesian_signed_rank(values, ROPE, generator(0, "rope"), base),
        win_matrix(scores.values, level=level) if values.shape[1] > 1 else None,
        () if base is None or values.shape[1] < 2 else _setbacks(scores, base, level),
    )


def _setbacks(scores: Scores, base: int, level: float) -> tuple[Setback, ...]:
    means, p = paired_t(scores.values, base)
    tested = [(d, m) for d in range(len(means)) for m in range(len(scores.methods)) if m != base]
    adjusted = holm([p[at] for at in tested])
    return tuple(
        Setback(scores.methods[m], scores.problems[d], float(means[d, m]), float(adjusted[k]))
        for k, (d, m) in enumerate(tested)
        if adjusted[k] <= level and means[d, m] < 0
    )
