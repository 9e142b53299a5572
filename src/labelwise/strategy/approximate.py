"""Approximate nearest neighbours from an inverted file, and how many of the true ones they are."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter, MissingExtra
from labelwise.random import generator
from labelwise.types import Rows

__all__ = ["approximate", "share_found"]

Array = NDArray[Any]

SAMPLE = 200
"""Rows whose exact neighbours are looked up."""

FEW = 1000
"""Fewer rows are compared one by one."""


def approximate(x: Array, k: int, among: Rows, recall: float) -> tuple[Rows, Array]:
    """The k nearest of some unit rows to every row, never the row itself, by an inverted file.

    About ``4 sqrt(a)`` cells, of which a sixteenth, and 8 at least, are searched for each row.

    Parameters
    ----------
    x : (N, D) float
        Rows of length 1.
    k : int
        How many; one less than ``len(among)`` where that is fewer.
    among : (a,) int64
        Rows that may be neighbours, ascending.
    recall : float
        Share of the exact neighbours of 200 random rows that has to be found.

    Returns
    -------
    rows, distances : (N, k)
        The nearest first, and 1 - cosine.

    Raises
    ------
    MissingExtra
        Without the package faiss.
    BadParameter
        If the share that is found is smaller.
    """
    try:
        import faiss
    except ImportError:
        raise MissingExtra.named("faiss", "ann") from None
    k = max(0, min(k, len(among) - 1))
    single = np.ascontiguousarray(x, dtype=np.float32)
    index = _index(faiss, single[among])
    likes, at = index.search(single, k + 1)
    rows, away = _without_self(np.where(at < 0, -1, among[at]), 1 - likes, k)
    found = share_found(single, rows, among)
    if found < recall:
        raise BadParameter(
            f"approximate neighbours held {found:.2f} of the exact ones of {min(SAMPLE, len(x))} rows",
            allowed=f"a recall of {recall:g} or more",
            fix="pass a smaller recall=, or Neighbours(method='exact')",
        )
    return rows, np.clip(away, 0, 2)


def _index(faiss: Any, x: Array) -> Any:
    """All rows, in cells where there are many."""
    width = x.shape[1]
    if len(x) < FEW:
        index = faiss.IndexFlatIP(width)
    else:
        cells = int(4 * np.sqrt(len(x)))
        index = faiss.IndexIVFFlat(faiss.IndexFlatIP(width), width, cells, faiss.METRIC_INNER_PRODUCT)
        index.cp.min_points_per_centroid = 1
        index.train(x)
        index.nprobe = max(8, cells // 16)
    index.add(x)
    return index


def _without_self(rows: Rows, away: Array, k: int) -> tuple[Rows, Array]:
    """The first k of each row that are another row; the last one where it did not find itself."""
    other = rows != np.arange(len(rows))[:, None]
    other &= np.cumsum(other, axis=1) <= k
    missing = np.flatnonzero((rows < 0).any(axis=1))
    if len(missing):
        raise BadParameter(
            f"the approximate search found fewer than {k} neighbours for {len(missing)} rows",
            fix="pass a smaller k, or Neighbours(method='exact')",
        )
    return rows[other].reshape(len(rows), k), away[other].reshape(len(rows), k)


def share_found(x: Array, rows: Rows, among: Rows) -> float:
    """Which share of the true nearest rows of a sample is among ``rows``.

    Examples
    --------
    >>> share_found(np.array([[1.0, 0.0], [0.8, 0.6], [0.0, 1.0]]), np.array([[1], [0], [0]]), np.arange(3))
    0.6666666666666666
    """
    k = rows.shape[1]
    some = generator(0, "recall").choice(len(x), min(SAMPLE, len(x)), replace=False)
    likes = x[some] @ x[among].T
    likes[some[:, None] == among] = -np.inf
    if not k:
        return 1.0
    true = among[np.argpartition(-likes, k - 1, axis=1)[:, :k]]
    return float(np.mean([np.isin(t, r).mean() for t, r in zip(true, rows[some], strict=True)]))
