"""Block-wise work on points, the same on every number of threads."""

from __future__ import annotations

import functools
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.types import Dense, Points, Rows

__all__ = ["distances", "k_means", "k_nearest", "nearest", "single_thread", "spans"]

BLOCK = 2**22
"""Entries of one block of inner products (32 MiB as float64)."""

PROBE = 1024
"""Columns that are looked at for a bound of the smallest values."""

FEW_CLUSTERS, FEW_POINTS = 50, 10_000
"""More clusters: mini-batches instead of all points. More points: one start instead of ten."""

_lock = threading.Lock()
_inside: list[Any] = []


@functools.lru_cache(maxsize=1)
def _controller(modules: int) -> Any:
    """The loaded libraries; looked up again when more modules, and so perhaps libraries, are loaded."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


@contextmanager
def single_thread() -> Iterator[None]:
    """Linear algebra on one thread, because the last bits of a product depend on their number.

    Nested and concurrent uses share one limit; it is lifted when the last of them leaves.
    """
    with _lock:
        if not _inside:
            limit = _controller(len(sys.modules)).limit(limits=1)
            limit.__enter__()
            _inside.append(limit)
        _inside.append(None)
    try:
        yield
    finally:
        with _lock:
            _inside.pop()
            if len(_inside) == 1:
                _inside.pop().__exit__(None, None, None)


def spans(size: int, width: int) -> Iterator[slice]:
    """Slices of rows whose blocks against ``width`` columns stay small; the last one may be short.

    Examples
    --------
    >>> [(s.start, s.stop) for s in spans(5, BLOCK // 2)]
    [(0, 2), (2, 4), (4, 5)]
    """
    step = max(1, BLOCK // max(width, 1))
    for start in range(0, size, step):
        yield slice(start, min(start + step, size))


def distances(points: Points, rows: Any, other: Points) -> NDArray[Any]:
    """(r, len(other)) squared distances of ``points[rows]`` to all of ``other``, never negative."""
    cross = points.gram(rows, other)
    cross *= -2
    cross += points.diag()[rows][:, None]
    cross += other.diag()
    return np.asarray(np.maximum(cross, 0, out=cross))


def nearest(points: Points, other: Points) -> NDArray[Any]:
    """(m,) squared distance of each point to the nearest of ``other``; infinite where there is none.

    Examples
    --------
    >>> from labelwise.types import Dense
    >>> nearest(Dense(np.array([[0.0], [3.0]])), Dense(np.array([[1.0], [9.0]]))).tolist()
    [1.0, 4.0]
    """
    found = np.full(len(points), np.inf)
    with single_thread():
        for span in spans(len(points), len(other)) if len(other) else ():
            found[span] = distances(points, span, other).min(axis=1)
    return found


def k_nearest(points: Points, k: int, among: Rows) -> tuple[Rows, NDArray[Any]]:
    """The k nearest of some points to every point, never the point itself.

    Exact: all ``len(points) * len(among)`` distances are computed, a block at a time.

    Parameters
    ----------
    points : Points
        All points.
    k : int
        How many; one less than ``len(among)`` where that is fewer.
    among : (a,) int64
        Positions of the points that may be neighbours, each once.

    Returns
    -------
    positions : (m, k) int64
        The nearest first.
    squared : (m, k) float
        Their squared distances.

    Examples
    --------
    >>> from labelwise.types import Dense
    >>> at, squared = k_nearest(Dense(np.array([[0.0], [1.0], [5.0], [7.0]])), 1, np.array([0, 2, 3]))
    >>> at.ravel().tolist(), squared.ravel().tolist()
    ([2, 0, 3, 2], [25.0, 1.0, 4.0, 4.0])
    """
    k, size = max(0, min(k, len(among) - 1)), len(points)
    at, squared = np.empty((size, k), dtype=np.int64), np.empty((size, k), dtype=points.diag().dtype)
    own = np.full(size, -1)
    own[among] = np.arange(len(among))
    other = Dense(points.dense(among))
    with single_thread():
        for span in spans(size, len(among)) if k else ():
            away = distances(points, span, other)
            inside = np.flatnonzero(own[span] >= 0)
            away[inside, own[span][inside]] = np.inf
            found = _smallest(away, k)
            at[span], squared[span] = among[found], np.take_along_axis(away, found, axis=1)
    return at, squared


def _smallest(values: NDArray[Any], k: int) -> Rows:
    """(r, k) columns of the k smallest values of each row, ascending; of equal ones the earlier first.

    The k-th smallest of some columns bounds that of all, and few values are below it.
    """
    some = values[:, :: max(1, values.shape[1] // (PROBE + k))]
    limit = np.partition(some, k - 1, axis=1)[:, k - 1]
    row, column = np.nonzero(values <= limit[:, None])
    order = np.lexsort((values[row, column], row))
    first = np.searchsorted(row, np.arange(len(values)))
    return np.asarray(column[order][first[:, None] + np.arange(k)], dtype=np.int64)


def k_means(
    x: NDArray[Any], k: int, rng: np.random.Generator, weight: NDArray[Any] | None = None
) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Cluster rows; with fewer than k different rows there are fewer clusters.

    Parameters
    ----------
    x : (m, D) float
        The points, m of 1 or more.
    k : int
        Number of clusters; m where it is larger.
    rng : numpy.random.Generator
        For the seeding.
    weight : (m,) float, optional
        Weights of the points.

    Returns
    -------
    labels : (m,) int64
        Cluster of each point.
    centres : (k, D) float

    Examples
    --------
    >>> labels, centres = k_means(np.array([[0.0], [0.1], [5.0]]), 2, np.random.default_rng(0))
    >>> bool(labels[0] == labels[1] != labels[2]), np.sort(centres.ravel()).round(2).tolist()
    (True, [0.05, 5.0])
    """
    from sklearn.cluster import KMeans, MiniBatchKMeans
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    kind: Any = KMeans if k <= FEW_CLUSTERS else MiniBatchKMeans
    starts = 10 if len(x) <= FEW_POINTS and k <= FEW_CLUSTERS else 1
    made = kind(min(k, len(x)), n_init=starts, random_state=int(rng.integers(2**31)))
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # fewer different points than clusters
        made.fit(x, sample_weight=weight)
    labels: Rows = made.labels_.astype(np.int64)
    return labels, made.cluster_centers_
