"""How much a setting of an experiment matters: three comparisons of its values.

All three give 1 where it makes no difference whether a setting has one value or another, and less the more
it matters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.bench.statistics.grid import Columns, Grid, pivot
from labelwise.bench.statistics.kendall import kendall_tau_b
from labelwise.bench.statistics.ranks import average_ranks
from labelwise.bench.statistics.scores import ROUNDING, Floats
from labelwise.errors import BadData, UnknownName

__all__ = ["Influence", "metric_influence", "query_influence", "ranking_influence"]


@dataclass(frozen=True, eq=False)
class Influence:
    """One comparison of every value of a setting with every other.

    Parameters
    ----------
    setting : str
        Its name.
    values : tuple of V
        What it was set to.
    matrix : (V, V) float64
        Symmetric, 1 on the diagonal; NaN where nothing varies, so that there is no correlation.
    shared : (V, V) int64
        Combinations of the other settings under which both were run.

    Examples
    --------
    >>> both = np.array([[1.0, 0.5], [0.5, 1.0]])
    >>> Influence("batch", (5, 10), both, np.full((2, 2), 8)).mean
    0.5
    """

    setting: str
    values: tuple[Any, ...]
    matrix: Floats
    shared: NDArray[np.int64]

    @property
    def mean(self) -> float:
        """Mean over the pairs of different values that have a figure; NaN where there is none."""
        known = self.matrix[np.triu_indices(len(self.values), k=1)]
        known = known[np.isfinite(known)]
        return float(known.mean()) if known.size else float("nan")


def metric_influence(columns: Columns, setting: str, others: Sequence[str], metric: str) -> Influence:
    """Pearson's r between the vectors of a metric at two values of a setting.

    Parameters
    ----------
    columns : mapping of str to sequence
        One value a run, as :func:`pivot` takes them.
    setting : str
        What is looked at, such as the batch size.
    others : sequence of str
        All other settings; each combination under which both values were run is an entry of the vectors.
    metric : str
        A figure of a whole run, such as the area under its curve.

    Raises
    ------
    BadData
        If two values have no combination in common, and as in :func:`pivot`.
    UnknownName
        If there is no such column.

    References
    ----------
    "Survey of Active Learning Hyperparameters: Insights from a Large-Scale Experimental Grid". There the
    vectors hold what all values have in common, here what the two of a pair have.

    Examples
    --------
    >>> runs = {"batch": [5, 5, 5, 10, 10, 10], "seed": [0, 1, 2] * 2, "area": [1, 2, 4, 3, 4, 6]}
    >>> metric_influence(runs, "batch", ["seed"], "area").matrix.round(6).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    grid = pivot(columns, setting, others, metric)
    cells = grid.numbers()
    return _compared(grid, lambda rows, i, j: _pearson(cells[rows, i], cells[rows, j]))


def query_influence(columns: Columns, setting: str, others: Sequence[str], queried: str) -> Influence:
    """Mean Jaccard index of the items that were asked about at two values of a setting.

    Parameters
    ----------
    columns, setting, others
        As in :func:`metric_influence`; the data set, its split and the seed belong to the others.
    queried : str
        The column with the items of each run, a sequence or an array of ids; ``|A & B| / |A | B|``
        compares two runs.

    Raises
    ------
    BadData
        If two values have no combination in common, or a run asked about nothing, and as in :func:`pivot`.
    UnknownName
        If there is no such column.

    References
    ----------
    As in :func:`metric_influence`.

    Examples
    --------
    >>> runs = {"batch": [5, 10], "seed": [0, 0], "asked": [[1, 2, 3], [2, 3, 4]]}
    >>> query_influence(runs, "batch", ["seed"], "asked").matrix.tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    grid = pivot(columns, setting, others, queried)
    sets = np.empty(grid.cells.shape, dtype=object)
    for k, v in np.argwhere(grid.known):
        sets[k, v] = frozenset(np.asarray(grid.cells[k, v]).ravel().tolist())
        if not sets[k, v]:
            raise BadData(f"a run of {setting} {grid.values[v]} asked about nothing", fix="leave it out")
    return _compared(grid, lambda rows, i, j: _jaccard(sets[rows, i], sets[rows, j]))


def ranking_influence(
    columns: Columns,
    setting: str,
    others: Sequence[str],
    metric: str,
    *,
    ranked: str = "strategy",
    across: str = "dataset",
) -> Influence:
    """Kendall's tau-b between the final rankings at two values of a setting.

    For each value the metric is averaged over what the pair has in common, ranked on each data set, and the
    ranks are averaged over the data sets.

    Parameters
    ----------
    columns, setting, others, metric
        As in :func:`metric_influence`; ``ranked`` and ``across`` are among the others.
    ranked : str
        The setting whose values are ranked.
    across : str
        The setting over which ranks are averaged.

    Raises
    ------
    BadData
        If two values have no combination in common, or something ranked was not run on each data set that
        the pair has in common, and as in :func:`pivot`.
    UnknownName
        If ``ranked`` or ``across`` is not among the others, or there is no such column.

    References
    ----------
    As in :func:`metric_influence`; M. G. Kendall, "The Treatment of Ties in Ranking Problems", 1945. Missing
    runs are filled in there and refused here.

    Examples
    --------
    >>> runs = {"batch": [5] * 3 + [10] * 3, "strategy": ["a", "b", "c"] * 2, "dataset": ["iris"] * 6,
    ...         "area": [0.7, 0.8, 0.9, 0.6, 0.8, 0.7]}
    >>> ranking_influence(runs, "batch", ["strategy", "dataset"], "area").matrix[0, 1].round(3).item()
    0.333
    """
    for name in (ranked, across):
        if name not in others:
            raise UnknownName.among("other setting", name, others)
    grid = pivot(columns, setting, others, metric)
    cells = grid.numbers()
    lines, stacks = (np.array([row[others.index(name)] for row in grid.rows]) for name in (ranked, across))

    def tau(rows: NDArray[np.int64], i: int, j: int) -> float:
        ends = [_ranking(cells[rows, v], lines[rows], stacks[rows], grid.setting) for v in (i, j)]
        return float(kendall_tau_b(*ends))

    return _compared(grid, tau)


def _compared(grid: Grid, compare: Callable[[NDArray[np.int64], int, int], float]) -> Influence:
    """``compare(rows, i, j)`` for every pair of values, and how many rows each pair shares."""
    size = len(grid.values)
    shared = {(i, j): grid.shared(i, j) for i in range(size) for j in range(i, size)}
    matrix, counts = np.empty((size, size)), np.empty((size, size), dtype=np.int64)
    for (i, j), rows in shared.items():
        matrix[i, j] = matrix[j, i] = compare(rows, i, j)
        counts[i, j] = counts[j, i] = len(rows)
    return Influence(grid.setting, grid.values, matrix, counts)


def _pearson(a: Floats, b: Floats) -> float:
    """Correlation; NaN where one side does not vary."""
    sides = [v - v.mean() for v in (a, b)]
    lengths = [float(np.linalg.norm(v)) for v in sides]
    if any(n <= ROUNDING * np.abs(v).max() * len(v) for n, v in zip(lengths, (a, b), strict=True)):
        return float("nan")
    return float(np.clip(sides[0] @ sides[1] / (lengths[0] * lengths[1]), -1.0, 1.0))


def _jaccard(a: NDArray[np.object_], b: NDArray[np.object_]) -> float:
    return float(np.mean([len(x & y) / len(x | y) for x, y in zip(a, b, strict=True)]))


def _ranking(values: Floats, lines: NDArray[Any], stacks: NDArray[Any], setting: str) -> Floats:
    """Mean rank of each of the ``lines`` over the ``stacks``."""
    names, line = np.unique(lines, return_inverse=True)
    sets, stack = np.unique(stacks, return_inverse=True)
    total, count = np.zeros((2, len(sets), len(names)))
    np.add.at(total, (stack, line), values)
    np.add.at(count, (stack, line), 1)
    if not count.all():
        d, m = np.argwhere(count == 0)[0]
        raise BadData(
            f"{names[m]} was not run on {sets[d]} at each {setting} that is compared",
            fix="run it there, or leave one of the two out",
        )
    return np.asarray(average_ranks(total / count).mean(axis=0))
