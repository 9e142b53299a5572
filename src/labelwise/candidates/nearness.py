"""The rows most similar to some others, by cosine, in blocks of the pool."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.parallel import product, single_thread
from labelwise.representations.embedding import unit
from labelwise.types import CHUNK, Rows, ViewLike

__all__ = ["looked_up", "most_similar", "unit_rows"]

Pairs = tuple[Rows, Rows, NDArray[Any]]
"""Which of the others, which row, and the cosine of the two."""


def unit_rows(view: ViewLike, name: str, rows: Rows) -> NDArray[np.float32]:
    """(r, D) float32 rows of a View array, of length 1; zero rows stay zero."""
    x = view.get(name, rows)
    return unit(np.asarray(x.toarray() if hasattr(x, "toarray") else x, dtype=np.float32))


def most_similar(view: ViewLike, name: str, others: Rows, rows: Rows, k: int) -> Pairs:
    """For each of ``others`` the k of ``rows`` that are most similar to it.

    Exact, O(len(others) len(rows) D); blocks of rows are read once.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"embedding": np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 3.0]])})
    >>> who, row, cosine = most_similar(view, "embedding", np.array([0]), np.array([1, 2]), 1)
    >>> who.tolist(), row.tolist(), cosine.round(3).tolist()
    ([0], [1], [0.8939999938011169])
    """
    mine, k = unit_rows(view, name, others), min(k, len(rows))
    found, cosines = [np.zeros((len(others), 0), dtype=np.int64)], [np.zeros((len(others), 0), np.float32)]
    with single_thread():
        for start in range(0, len(rows), CHUNK):
            part = rows[start : start + CHUNK]
            likes = product(mine, unit_rows(view, name, part).T)
            at = _largest(likes, k)
            found.append(part[at])
            cosines.append(np.take_along_axis(likes, at, axis=1))
    rows, likes = np.concatenate(found, axis=1), np.concatenate(cosines, axis=1)
    at = _largest(likes, k)
    who = np.repeat(np.arange(len(others)), at.shape[1])
    return who, np.take_along_axis(rows, at, axis=1).ravel(), np.take_along_axis(likes, at, axis=1).ravel()


def looked_up(view: ViewLike, others: Rows, rows: Rows, k: int) -> Pairs:
    """The same from ``neighbours`` of the View: the first k of each that are among ``rows``.

    Raises
    ------
    BadParameter
        If the graph has fewer than k neighbours a row, although there are more rows.
    """
    near, away = view.get("neighbours", others)
    if near.shape[1] < min(k, len(rows) - 1):
        raise BadParameter(
            f"the graph has {near.shape[1]} neighbours a row, {k} are wanted",
            fix=f"pass neighbours=Neighbours({k}), or (idx, dist) with as many columns",
        )
    allowed = np.zeros(view.size, dtype=bool)
    allowed[rows] = True
    inside = allowed[near]
    inside &= np.cumsum(inside, axis=1) <= k
    who = np.repeat(np.arange(len(others)), near.shape[1]).reshape(near.shape)
    return who[inside], near[inside], 1 - away[inside]


def _largest(values: NDArray[Any], k: int) -> Rows:
    """(r, k) columns of the k largest values of each row, all where there are fewer."""
    if values.shape[1] <= k:
        return np.tile(np.arange(values.shape[1]), (len(values), 1))
    return np.argpartition(-values, k - 1, axis=1)[:, :k] if k else np.zeros((len(values), 0), dtype=np.int64)
