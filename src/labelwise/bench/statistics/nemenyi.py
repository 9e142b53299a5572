"""Which mean ranks cannot be told apart: Nemenyi's critical difference, and the groups of a diagram."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from labelwise.errors import BadData, BadParameter

__all__ = ["cliques", "critical_difference"]


def critical_difference(methods: int, datasets: int, level: float = 0.05) -> float:
    """The difference that two mean ranks must exceed to differ, for all pairs at once.

    It is ``q * sqrt(M (M + 1) / (6 D))`` with the quantile q of the studentised range of M normal variables
    over the root of 2. Whether two methods differ by it depends on which others are compared as well, so
    that a claim about two methods rests better on :func:`wilcoxon_holm`.

    Parameters
    ----------
    methods, datasets : int
        How many.
    level : float
        Chance of any false difference where all methods are alike.

    Raises
    ------
    BadParameter
        If there are fewer than two of either, or the level is out of range.

    References
    ----------
    P. Nemenyi, "Distribution-free Multiple Comparisons", 1963; J. Demšar, "Statistical Comparisons of
    Classifiers over Multiple Data Sets", 2006; A. Benavoli, G. Corani, F. Mangili, "Should We Really Use
    Post-Hoc Tests Based on Mean-Ranks?", 2016, for the warning.

    Examples
    --------
    >>> round(critical_difference(4, 14), 2)
    1.25
    """
    if methods < 2 or datasets < 2:
        raise BadParameter(f"{methods} methods on {datasets} data sets", allowed="two or more of each")
    if not 0 < level < 1:
        raise BadParameter(f"the level is {level}", allowed="a number between 0 and 1")
    q = float(stats.studentized_range.isf(level, methods, np.inf)) / np.sqrt(2)
    return float(q * np.sqrt(methods * (methods + 1) / (6 * datasets)))


def cliques(ranks: ArrayLike, apart: ArrayLike) -> tuple[tuple[int, ...], ...]:
    """Groups of methods next to each other in rank of which no two differ; the bars of a diagram.

    Parameters
    ----------
    ranks : (M,) float
        Mean ranks.
    apart : (M, M) bool
        Which pairs differ: ``abs(ranks[:, None] - ranks) > critical_difference(...)``, or
        ``wilcoxon_holm(scores).apart(M)``.

    Returns
    -------
    tuple of tuples of int
        Each two methods or more, best first, and none within another.

    Raises
    ------
    BadData
        If the shapes do not fit.

    Examples
    --------
    >>> ranks = np.array([1.0, 3.0, 2.2])
    >>> cliques(ranks, np.abs(ranks[:, None] - ranks) > 1.25)
    ((0, 2), (2, 1))
    """
    mean, differ = np.asarray(ranks, float), np.asarray(apart, bool)
    if mean.ndim != 1 or differ.shape != (len(mean), len(mean)):
        raise BadData(f"{mean.shape} ranks and {differ.shape} pairs", allowed="(M,) ranks and (M, M) pairs")
    order = np.argsort(mean, kind="stable")
    found: list[tuple[int, ...]] = []
    reached = 0
    for start in range(len(order)):
        stop = _reach(differ[np.ix_(order, order)], start)
        if stop > max(reached, start + 1):
            found.append(tuple(int(m) for m in order[start:stop]))
            reached = stop
    return tuple(found)


def _reach(differ: NDArray[Any], start: int) -> int:
    """End of the longest run from ``start`` in which no two differ."""
    stop = start + 1
    while stop < len(differ) and not differ[start:stop, stop].any():
        stop += 1
    return stop
