"""Whether any of several methods differs from the others: Friedman's test, and Iman and Davenport's."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike
from scipy import stats

from labelwise.bench.statistics.ranks import average_ranks
from labelwise.bench.statistics.scores import Floats
from labelwise.errors import BadData

__all__ = ["Friedman", "friedman"]


@dataclass(frozen=True, eq=False)
class Friedman:
    """The test that all methods are alike.

    Parameters
    ----------
    ranks : (M,) float64
        Mean ranks.
    datasets : int
        How many data sets.
    chi2, p_chi2 : float
        Friedman's statistic with M - 1 degrees of freedom, and its p.
    f, p_f : float
        Iman and Davenport's with M - 1 and (M - 1)(D - 1), and its p, which is less conservative.

    Examples
    --------
    >>> found = friedman([[0.9, 0.8, 0.7], [0.9, 0.7, 0.8]])
    >>> found.datasets, found.ranks.tolist()
    (2, [1.0, 2.5, 2.5])
    """

    ranks: Floats
    datasets: int
    chi2: float
    p_chi2: float
    f: float
    p_f: float


def friedman(scores: ArrayLike) -> Friedman:
    """Friedman's rank test over data sets with the correction for ties, and Iman and Davenport's F.

    Parameters
    ----------
    scores : (D, S, M) or (D, M) float
        Higher is better; over the seeds the mean is ranked. Two data sets or more.

    Returns
    -------
    Friedman
        p = 1 where all methods are equal everywhere; f is infinite where all data sets rank alike.

    Raises
    ------
    BadData
        If there is one data set, and as in :func:`score_table`.

    References
    ----------
    M. Friedman, "The Use of Ranks to Avoid the Assumption of Normality Implicit in the Analysis of
    Variance", 1937; R. L. Iman, J. M. Davenport, "Approximations of the Critical Region of the Friedman
    Statistic", 1980.

    Examples
    --------
    >>> found = friedman([[0.9, 0.8, 0.7], [0.8, 0.7, 0.6], [0.7, 0.8, 0.6], [0.9, 0.8, 0.5]])
    >>> found.chi2, round(found.p_chi2, 4), found.f, round(found.p_f, 4)
    (6.5, 0.0388, 13.0, 0.0066)
    """
    ranks = average_ranks(scores)
    n, m = ranks.shape
    if n < 2:
        raise BadData("there is one data set", allowed="two or more", fix="pass its seeds as rows, (S, M)")
    mean = ranks.mean(axis=0)
    spread = float(((ranks - (m + 1) / 2) ** 2).sum())  # less where ties share ranks
    chi2 = float(n * (m - 1) * n * ((mean - (m + 1) / 2) ** 2).sum() / spread) if spread else 0.0
    left = n * (m - 1) - chi2
    f = (n - 1) * chi2 / left if left > 1e-9 * n * m else float("inf")
    return Friedman(
        mean, n, chi2, float(stats.chi2.sf(chi2, m - 1)), f, float(stats.f.sf(f, m - 1, (m - 1) * (n - 1)))
    )
