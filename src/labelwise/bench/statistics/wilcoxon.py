"""Paired Wilcoxon signed-rank tests over data sets, corrected by Holm's procedure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from labelwise.bench.statistics.holm import holm
from labelwise.bench.statistics.scores import Floats, levels, pairs, score_means, tolerance

__all__ = ["PairedTests", "signed_rank", "wilcoxon_holm"]

EXACT = 200
"""Up to this many differences that are not zero the null distribution is computed exactly."""


@dataclass(frozen=True, eq=False)
class PairedTests:
    """Two-sided tests of P pairs of methods.

    Parameters
    ----------
    first, second : (P,) int64
        The methods of each pair.
    difference : (P,) float64
        Mean score of the first minus that of the second.
    effect : (P,) float64
        Matched-pairs rank-biserial correlation: 1 where the first is better on every data set, -1 where it
        is worse on every one.
    p : (P,) float64
        One by one.
    adjusted : (P,) float64
        After Holm's procedure over all P.

    Examples
    --------
    >>> one = np.array([1.0])
    >>> found = PairedTests(np.array([0]), np.array([1]), one, one, np.array([0.01]), np.array([0.02]))
    >>> found.apart(2, 0.05).tolist()
    [[False, True], [True, False]]
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    difference: Floats
    effect: Floats
    p: Floats
    adjusted: Floats

    def apart(self, methods: int, level: float = 0.05) -> NDArray[np.bool_]:
        """(M, M) which of the methods differ at the level after correction; False for untested pairs."""
        made = np.zeros((methods, methods), dtype=bool)
        made[self.first, self.second] = made[self.second, self.first] = self.adjusted <= level
        return made


def wilcoxon_holm(scores: ArrayLike, baseline: int | None = None) -> PairedTests:
    """Every method against a baseline, or all pairs, over data sets.

    Differences of two methods by data set are ranked by their size. Zeros are ranked with the others and then
    left out (Pratt); splitting their ranks evenly between both sides, as Demšar advises, gives the same
    p-values, for that changes both sums by the same amount. Equal sizes share their ranks. Under the
    hypothesis that the two are alike each sign is a fair coin, and p is exact for that, zeros and equal sizes
    included, up to 200 differences that are not zero; beyond, normal with the variance of those ranks.
    Methods that are equal everywhere have p = 1.

    Parameters
    ----------
    scores : (D, S, M) or (D, M) float
        Higher is better; over the seeds the mean counts, so that a data set is one pair. To compare the
        seeds of one data set, pass them as rows, (S, M).
    baseline : int, optional
        The method that all others are compared with; all pairs by default.

    Raises
    ------
    BadData
        As in :func:`score_table`.
    BadParameter
        If there is no such baseline.

    References
    ----------
    F. Wilcoxon, "Individual Comparisons by Ranking Methods", 1945; J. W. Pratt, "Remarks on Zeros and Ties in
    the Wilcoxon Signed Rank Procedures", 1959; J. Demšar, "Statistical Comparisons of Classifiers over
    Multiple Data Sets", 2006; D. S. Kerby, "The Simple Difference Formula", 2014, for the effect.

    Examples
    --------
    >>> scores = [[0.7, 0.8, 0.7], [0.6, 0.8, 0.6], [0.5, 0.6, 0.5], [0.7, 0.9, 0.7], [0.8, 0.9, 0.8]]
    >>> found = wilcoxon_holm(scores, baseline=0)
    >>> found.first.tolist(), found.p.tolist(), found.adjusted.tolist()
    ([1, 2], [0.0625, 1.0], [0.125, 1.0])
    """
    means = score_means(scores)
    first, second = pairs(means.shape[1], baseline)
    slack = tolerance(means)[:, 0]
    gaps = means[:, first] - means[:, second]
    tested = np.array([signed_rank(gap, slack) for gap in gaps.T])
    return PairedTests(first, second, gaps.mean(axis=0), tested[:, 0], tested[:, 1], holm(tested[:, 1]))


def signed_rank(gaps: Floats, slack: Floats | float = 0.0) -> tuple[float, float]:
    """Rank-biserial effect and two-sided p of paired differences.

    Parameters
    ----------
    gaps : (D,) float
        One difference a pair.
    slack : (D,) float or float
        Sizes up to which a difference is zero, and within which two sizes are equal.

    Examples
    --------
    >>> signed_rank(np.array([1.0, 2.0, 3.0, -4.0, 5.0]))
    (0.466..., 0.4375)
    """
    slack = np.broadcast_to(slack, gaps.shape)
    sizes = np.abs(gaps)
    counted = sizes > slack
    if not counted.any():
        return 0.0, 1.0
    sizes = np.where(counted, sizes, 0.0)
    doubled = np.rint(2 * stats.rankdata(levels(sizes, slack))).astype(np.int64)[counted]
    won = int(doubled[gaps[counted] > 0].sum())
    total = int(doubled.sum())
    effect = (2 * won - total) / total
    return effect, _tail(doubled, min(won, total - won))


def _tail(doubled: NDArray[np.int64], smaller: int) -> float:
    """Probability that either sum of ranks is as small as this or smaller."""
    if len(doubled) > EXACT:
        deviation = np.sqrt(float((doubled**2).sum())) / 2
        return min(1.0, 2 * float(stats.norm.cdf((smaller - doubled.sum() / 2) / deviation)))
    chance = np.zeros(int(doubled.sum()) + 1)
    chance[0] = 1.0
    for rank in doubled:
        chance[rank:] = chance[rank:] / 2 + chance[:-rank] / 2
        chance[:rank] /= 2
    return min(1.0, 2 * float(chance[: smaller + 1].sum()))
