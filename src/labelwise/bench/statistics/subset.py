"""How small a part of an experiment would have given its ranking."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwise.bench.statistics.kendall import kendall_tau_b
from labelwise.bench.statistics.ranks import average_ranks
from labelwise.bench.statistics.scores import Floats
from labelwise.errors import BadData, BadParameter

__all__ = ["SubsetStudy", "subset_study"]


@dataclass(frozen=True, eq=False)
class SubsetStudy:
    """Agreement of rankings from random parts with the ranking of the whole.

    Parameters
    ----------
    counts : (N,) int64
        Rows in a part, ascending.
    rows : int
        Rows of the whole.
    mean : (N,) float64
        Kendall's tau-b with the whole, mean over the parts of a size.
    low : (N,) float64
        That which 95% of the parts reach.

    Examples
    --------
    >>> study = SubsetStudy(np.array([10, 20, 40]), 40, np.array([0.8, 0.95, 1]), np.array([0.6, 0.9, 1]))
    >>> study.smallest(0.9)
    0.5
    """

    counts: NDArray[np.int64]
    rows: int
    mean: Floats
    low: Floats

    def smallest(self, tau: float = 0.9) -> float:
        """The smallest share from which on 95% of the parts agree at least as well; NaN if none does."""
        enough = np.logical_and.accumulate((self.low >= tau)[::-1])[::-1]
        return float(self.counts[enough.argmax()] / self.rows) if enough.any() else math.nan


def subset_study(
    scores: ArrayLike,
    rng: np.random.Generator,
    *,
    shares: Sequence[float] = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0),
    times: int = 200,
) -> SubsetStudy:
    """Rank the methods by random parts of the rows, and compare with the ranking by all rows.

    Parameters
    ----------
    scores : (K, M) float
        A row for each combination of all settings but the method, such as ``pivot(...).complete()``;
        higher is better. For parts of whole data sets pass their means, (D, M).
    rng : numpy.random.Generator
        Draws the parts, without replacement.
    shares : sequence of float
        Sizes of the parts, above 0 and at most 1; each has one row or more.
    times : int
        Parts of each size.

    Returns
    -------
    SubsetStudy
        A part belongs to the whole that it is compared with, so that large parts agree by that alone.

    Raises
    ------
    BadData
        If the scores rank all methods alike, and as in :func:`score_table`.
    BadParameter
        If a share or the number of parts is out of range.

    References
    ----------
    After "Survey of Active Learning Hyperparameters: Insights from a Large-Scale Experimental Grid", whose
    code drops settings one by one whose scores correlate with those of another; random parts say what any
    smaller experiment could have expected.

    Examples
    --------
    >>> scores = np.random.default_rng(0).normal(size=(200, 1)) + [0.0, 1.0, 2.0]
    >>> subset_study(scores, np.random.default_rng(0)).smallest()
    0.02
    """
    if not shares or not all(0 < share <= 1 for share in shares):
        raise BadParameter(f"the shares are {list(shares)}", allowed="one or more, above 0 and at most 1")
    if times < 1:
        raise BadParameter(f"{times} parts of a size", allowed="1 or more")
    ranks = average_ranks(scores)
    whole = ranks.mean(axis=0)
    if np.ptp(whole) == 0:
        raise BadData("all methods have the same mean rank, so that there is no ranking to agree with")
    rows = len(ranks)
    counts = np.unique([max(1, round(share * rows)) for share in shares])
    found = np.array([_agreement(ranks, whole, n, rng, times) for n in counts])
    return SubsetStudy(
        counts.astype(np.int64), rows, found.mean(axis=1), np.quantile(found, 0.05, axis=1, method="lower")
    )


def _agreement(ranks: Floats, whole: Floats, n: int, rng: np.random.Generator, times: int) -> Floats:
    """(times,) tau-b of the ranking by n random rows; 0 where they rank all methods alike."""
    parts = [ranks[rng.permutation(len(ranks))[:n]].mean(axis=0) for _ in range(times)]
    return np.nan_to_num(kendall_tau_b(np.array(parts), whole), nan=0.0)
