"""Embedding: where the model, or an encoder, puts a unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.errors import BadData
from labelwise.parallel import in_blocks
from labelwise.params import OneOf
from labelwise.representations.base import Representation
from labelwise.types import CHUNK, Dense, Points, Ragged, Rows, Space, ViewLike

__all__ = ["Embedding", "changed", "dense_rows", "held", "unit", "written", "written_out"]

WIDE = 2**31
"""Bytes that a sparse embedding may take when it is written out."""

LARGE = 2**30
"""Bytes that an embedding may take when it is converted as a whole."""


@dataclass(frozen=True, repr=False)
class Embedding(Representation):
    """The named array as points.

    Parameters
    ----------
    name : str
        View name of an (N, D) array.
    norm : {"l2"} or None
        ``"l2"`` puts every point on the unit sphere; a zero row stays zero.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"embedding": np.array([[3.0, 4.0], [0.0, 2.0]])})
    >>> space = Embedding(norm="l2").fit(view, np.random.default_rng(0))
    >>> space(np.array([0, 1])).dense(np.array([0, 1])).tolist()
    [[0.6, 0.8], [0.0, 1.0]]
    """

    name: str = "embedding"
    norm: Annotated[str | None, OneOf(("l2",))] = None

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """The array's name."""
        return (self.name,)

    def fit(self, view: ViewLike, rng: np.random.Generator) -> Space:
        """Points of any rows."""

        def space(rows: Rows) -> Dense:
            made = held(view, self.name, rows)
            return changed(made, unit) if self.norm else made

        return space


def held(view: ViewLike, name: str, rows: Rows) -> Dense:
    """Rows of a View array as points, without a copy of a large part of it.

    Arrays that give slices of themselves stay where they are; what has to be converted, as halves have, and
    would take more than 1 GiB is converted a block at a time whenever it is looked at.
    """
    given = bool(len(rows)) and getattr(view, "is_array", lambda _: False)(name)
    if not given or isinstance(one := view.get(name, rows[:1]), Ragged) or sparse.issparse(one):
        return Dense(dense_rows(view, name, rows))
    first, last = int(rows.min()), int(rows.max())
    if np.shares_memory(one, view.get(name, rows[:1])) and one.dtype.kind == "f":
        if 2 * len(rows) > last + 1 - first:
            all_ = len(rows) == last + 1 - first and bool((rows[1:] > rows[:-1]).all())
            return Dense(view.get(name, np.arange(first, last + 1)), None if all_ else rows - first)
    elif len(rows) * one.nbytes > LARGE:
        return Dense(_Read(view, name, (view.size, one.shape[1]), one.dtype), rows)
    return Dense(dense_rows(view, name, rows))


@dataclass(frozen=True)
class _Read:
    """A View array whose rows are read when they are asked for."""

    view: ViewLike
    name: str
    shape: tuple[int, int]
    dtype: Any
    change: Callable[[NDArray[Any]], NDArray[Any]] | None = None

    def __getitem__(self, rows: Any) -> NDArray[Any]:
        at = np.arange(*rows.indices(self.shape[0])) if isinstance(rows, slice) else np.asarray(rows)
        x = dense_rows(self.view, self.name, at)
        return x if self.change is None else self.change(x)


def changed(points: Dense, change: Callable[[NDArray[Any]], NDArray[Any]]) -> Dense:
    """Points after a change of each row by itself: at once, or whenever they are read.

    Examples
    --------
    >>> changed(Dense(np.array([[1.0, 2.0]])), np.negative).x.tolist()
    [[-1.0, -2.0]]
    """
    stored = points.stored
    if not isinstance(stored, _Read):
        made = np.empty((len(points), points.width), dtype=stored.dtype)

        def fill(rows: slice) -> None:
            made[rows] = change(points.dense(rows))

        in_blocks(fill, len(points), CHUNK)  # at once it would take a second copy on the way
        return Dense(made)
    before = stored.change
    both = change if before is None else lambda x: change(before(x))
    return Dense(replace(stored, change=both), points.at)


def dense_rows(view: ViewLike, name: str, rows: Rows) -> NDArray[Any]:
    """(r, D) float rows of a View array, sparse ones written out.

    Raises
    ------
    BadData
        If a sparse array would take too much memory written out.
    """
    return written_out(view.get(name, rows), name)


def written_out(x: Any, name: str = "embedding") -> NDArray[Any]:
    """(r, D) float values of an array, which may be sparse.

    Raises
    ------
    BadData
        If it is sparse and would take too much memory, or has several rows an item.

    Examples
    --------
    >>> written_out(sparse.csr_matrix([[0, 2]])).tolist()
    [[0.0, 2.0]]
    """
    if isinstance(x, Ragged):
        raise BadData(
            f"{name} has one row for each part of an item",
            allowed="one row an item",
            fix="choose by a score of parts: Strategy(measure=Per('item', margin, 'mean'))",
        )
    if sparse.issparse(x):
        if x.shape[0] * x.shape[1] * x.dtype.itemsize > WIDE:
            size = f"{x.shape[0] * x.shape[1] * x.dtype.itemsize / 2**30:.1f} GiB"
            raise BadData(
                f"{name} is sparse, {x.shape[0]} x {x.shape[1]}, and takes {size} written out",
                fix="reduce it first, for example with sklearn.decomposition.TruncatedSVD(128)",
            )
        x = x.toarray()
    return np.asarray(x, dtype=x.dtype if x.dtype.kind == "f" else np.float64)


def unit(x: NDArray[Any]) -> NDArray[Any]:
    """Rows of length 1; zero rows stay zero.

    Examples
    --------
    >>> unit(np.array([[0.0, 5.0], [0.0, 0.0]])).tolist()
    [[0.0, 1.0], [0.0, 0.0]]
    """
    length = np.sqrt(np.einsum("ij,ij->i", x, x))[:, None]  # norm() would copy the array twice
    return np.asarray(x / np.where(length > 0, length, 1))


def written(points: Points) -> NDArray[Any]:
    """(m, D) all points, not copied where they are written out already.

    Examples
    --------
    >>> p = Dense(np.array([[1.0, 2.0]]))
    >>> written(p) is p.x
    True
    """
    return points.x if isinstance(points, Dense) else points.dense(np.arange(len(points)))
