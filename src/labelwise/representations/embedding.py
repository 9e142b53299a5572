"""Embedding: where the model, or an encoder, puts a unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.errors import BadData
from labelwise.params import OneOf
from labelwise.representations.base import Representation
from labelwise.types import Dense, Ragged, Rows, Space, ViewLike

__all__ = ["Embedding", "dense_rows", "unit", "written_out"]

WIDE = 2**31
"""Bytes that a sparse embedding may take when it is written out."""


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
            x = dense_rows(view, self.name, rows)
            return Dense(unit(x) if self.norm else x)

        return space


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
    length = np.linalg.norm(x, axis=1, keepdims=True)
    return np.asarray(x / np.where(length > 0, length, 1))
