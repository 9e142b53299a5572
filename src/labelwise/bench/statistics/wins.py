"""Who beats whom on how many data sets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from labelwise.bench.statistics.scores import Floats, pairs, score_means, score_table, tolerance
from labelwise.errors import BadParameter

__all__ = ["Wins", "paired_t", "win_counts", "win_matrix"]


@dataclass(frozen=True, eq=False)
class Wins:
    """Wins of every method over every other.

    Parameters
    ----------
    won : (M, M) int64
        Data sets on which the row beats the column; its losses stand at the mirrored place.
    datasets : int
        How many there are.

    Examples
    --------
    >>> found = Wins(np.array([[0, 3], [1, 0]]), 5)
    >>> found.tied.tolist(), found.share.tolist()
    ([[5, 1], [1, 5]], [[0.0, 0.6], [0.2, 0.0]])
    """

    won: NDArray[np.int64]
    datasets: int

    @property
    def tied(self) -> NDArray[np.int64]:
        """(M, M) data sets on which neither beats the other."""
        return np.asarray(self.datasets - self.won - self.won.T)

    @property
    def share(self) -> Floats:
        """(M, M) share of the data sets on which the row beats the column."""
        return np.asarray(self.won / self.datasets)


def win_matrix(scores: ArrayLike, *, level: float = 0.05) -> Wins:
    """On how many data sets each method is clearly better than each other, by a paired t test over seeds.

    A data set is won by neither where p is above the level. Seeds that all differ by the same amount are
    clear, and seeds that do not differ are not. Nothing is corrected for the number of tests: of two copies
    of one method each beats the other on half of the level, 2.5%, of the data sets on average.

    Parameters
    ----------
    scores : (D, S, M) float
        Mean accuracy over the rounds, or whatever else is higher where a method is better. The seeds of a
        data set are pairs, two or more; with few of them only large differences are found.
    level : float
        Of each two-sided test.

    Raises
    ------
    BadData
        If there are fewer than two seeds, and as in :func:`score_table`.
    BadParameter
        If the level is out of range.

    References
    ----------
    D. Bahri, H. Jiang, T. Schuster, A. Rostamizadeh, "Is Margin All You Need? An Extensive Empirical Study of
    Active Learning on Tabular Data", 2022.

    Examples
    --------
    >>> seeds = np.array([0.01, -0.01, 0.02, -0.02])
    >>> win_matrix(np.stack([0.8 + seeds, 0.6 - seeds], axis=1)[None]).won.tolist()
    [[0, 1], [0, 0]]
    """
    if not 0 < level < 1:
        raise BadParameter(f"the level is {level}", allowed="a number between 0 and 1")
    table = score_table(scores, seeds=2)
    n = table.shape[1]
    gaps = table[..., :, None] - table[..., None, :]  # (D, S, M, M)
    mean, error = gaps.mean(axis=1), gaps.std(axis=1, ddof=1) / np.sqrt(n)
    slack = tolerance(np.abs(table).max(axis=1))[..., None]
    mean, error = np.where(np.abs(mean) > slack, mean, 0.0), np.where(error > slack, error, 0.0)
    clear = mean > stats.t.isf(level / 2, n - 1) * error  # 0 > 0 is no win
    return Wins(clear.sum(axis=0), len(table))


def paired_t(scores: ArrayLike, baseline: int) -> tuple[Floats, Floats]:
    """Paired t tests over the seeds of each data set: every method against a baseline.

    Parameters
    ----------
    scores : (D, S, M) float
        Higher is better; two seeds or more.
    baseline : int
        The method that others are held against.

    Returns
    -------
    (D, M) float64, (D, M) float64
        Mean difference from the baseline, and the two-sided p of each, nothing corrected. Seeds that all
        differ by the same amount have p = 0, and seeds that do not differ p = 1.

    Raises
    ------
    BadData
        As in :func:`score_table`.
    BadParameter
        If there is no such method.

    Examples
    --------
    >>> means, p = paired_t([[[0.5, 0.8], [0.6, 0.8], [0.5, 0.7]]], 0)
    >>> means.round(3).tolist(), p.round(4).tolist()
    ([[0.0, 0.233]], [[1.0, 0.0198]])
    """
    table = score_table(scores, seeds=2)
    pairs(table.shape[2], baseline)  # refuses one that there is not
    gaps = table - table[..., [baseline]]
    mean, error = gaps.mean(axis=1), gaps.std(axis=1, ddof=1) / np.sqrt(table.shape[1])
    slack = tolerance(np.abs(table).max(axis=1))
    alike, steady = np.abs(mean) <= slack, error <= slack
    t = np.abs(mean) / np.where(steady, 1.0, error)
    p = np.where(steady, 0.0, 2 * stats.t.sf(t, table.shape[1] - 1))
    return mean, np.asarray(np.where(alike, 1.0, p))


def win_counts(scores: ArrayLike, *, margin: float = 0.0) -> Wins:
    """On how many data sets the mean of each method is higher than that of each other.

    Parameters
    ----------
    scores : (D, S, M) or (D, M) float
        Higher is better.
    margin : float
        A difference up to this is a tie.

    Raises
    ------
    BadData
        As in :func:`score_table`.
    BadParameter
        If the margin is negative or no number.

    Examples
    --------
    >>> found = win_counts([[0.9, 0.8], [0.7, 0.7], [0.6, 0.7]])
    >>> found.won.tolist(), found.tied.tolist()
    ([[0, 1], [1, 0]], [[3, 1], [1, 3]])
    """
    if not margin >= 0:
        raise BadParameter(f"the margin is {margin}", allowed="0 or more")
    means = score_means(scores)
    gaps = means[:, :, None] - means[:, None, :]
    return Wins((gaps > margin + tolerance(means)[..., None]).sum(axis=0), len(means))
