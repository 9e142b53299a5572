"""Where units stand: points that give distances and inner products without being materialised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.errors import BadParameter
from labelwise.parallel import in_blocks

Array = NDArray[Any]
Kind = TypeVar("Kind")

STEP = 2**20
"""Entries of one block of points."""


@runtime_checkable
class Points(Protocol):
    """m points with inner products; all values float32 or float64.

    Distances come from inner products, so between equal points they are zero up to rounding:
    about 1e-6 (float32) or 1e-15 (float64) of the squared norms.

    Examples
    --------
    >>> isinstance(Dense(np.zeros((2, 3))), Points)
    True
    """

    def __len__(self) -> int: ...

    def diag(self) -> Array:
        """(m,) squared norms."""
        ...

    def dot(self, other: Points, j: int) -> Array:
        """(m,) inner products with point j of ``other``."""
        ...

    def sq_dist(self, other: Points, j: int) -> Array:
        """(m,) squared distances to point j of ``other``, never negative."""
        ...

    def sq_dists(self, rows: Any, other: Points, j: int) -> Array:
        """(r,) squared distances of the chosen points to point j; each the same whoever else is chosen."""
        ...

    def dots(self, rows: Any, other: Points, j: int) -> Array:
        """(r,) inner products of the chosen points with point j of ``other``.

        The number of a pair depends on neither the other chosen points nor on which of the two is j, to
        the last bit. What looks at few points finds what looking at all would find.
        """
        ...

    def gram(self, rows: Any, other: Points) -> Array:
        """(r, len(other)) inner products of the chosen points with all of ``other``."""
        ...

    def dense(self, rows: Array) -> Array:
        """(r, D) the chosen points, written out."""
        ...

    def part(self, rows: Any) -> Points:
        """The chosen points (positions or a slice), as points of the same kind."""
        ...


def _float(x: Any) -> Any:
    """At least float32: integers and halves would overflow in squares."""
    return x.astype(np.result_type(x.dtype, np.float32), copy=False)


def same_kind(own: Kind, other: Points) -> Kind:
    """``other``, refused unless it is of the kind of ``own``.

    Raises
    ------
    BadParameter
        If there is no inner product between the two kinds.

    Examples
    --------
    >>> len(same_kind(Dense(np.zeros((1, 2))), Dense(np.zeros((3, 2)))))
    3
    """
    if not isinstance(other, type(own)):
        raise BadParameter(
            f"{type(own).__name__} points have no inner product with {type(other).__name__} points",
            allowed=f"two {type(own).__name__}",
            fix="compare points of one representation",
        )
    return other


class Inner:
    """Distances from inner products, for whatever has ``dot``, ``dots`` and ``diag``."""

    def sq_dist(self: Any, other: Points, j: int) -> Array:
        """(m,) squared distances to point j of ``other``."""
        cross = self.dot(other, j)
        return np.asarray(np.maximum(self.diag() - 2 * cross + other.diag()[j], 0.0))

    def sq_dists(self: Any, rows: Any, other: Points, j: int) -> Array:
        """(r,) squared distances of the chosen points to point j of ``other``."""
        norms = self.diag()[rows] + other.diag()[j]
        return np.asarray(np.maximum(norms - 2 * self.dots(rows, other, j), 0.0))


@dataclass(eq=False)
class Dense(Inner):
    """Points written out.

    Parameters
    ----------
    stored : (n, D) array
        One row a point. Not copied where it is contiguous float32 or float64; other things with ``shape``,
        ``dtype`` and ``[rows]`` are read block by block, and halves become float32 then.
    at : (m,) int64, optional
        Rows of ``stored`` that are the points, so that a part of a large array is no copy; all of them
        without.

    Examples
    --------
    >>> p = Dense(np.array([[0., 0.], [3., 4.]]))
    >>> p.sq_dist(p, 0).tolist()
    [0.0, 25.0]
    >>> Dense(p.x, np.array([1])).x.tolist()
    [[3.0, 4.0]]
    """

    stored: Any
    at: Array | None = None

    def __post_init__(self) -> None:
        if not hasattr(self.stored, "shape") or isinstance(self.stored, np.ndarray):
            self.stored = np.ascontiguousarray(_float(np.asarray(self.stored)))
        self._norms: Array | None = None

    def __len__(self) -> int:
        return int(self.stored.shape[0]) if self.at is None else len(self.at)

    @property
    def width(self) -> int:
        """D, the number of coordinates."""
        return int(self.stored.shape[1])

    @property
    def where(self) -> Array:
        """(m,) int64 rows of ``stored`` that are the points."""
        return np.arange(len(self), dtype=np.int64) if self.at is None else self.at

    @property
    def x(self) -> Array:
        """(m, D) the points; a copy where they are chosen ones."""
        whole = self.at is None and isinstance(self.stored, np.ndarray)
        return np.asarray(self.stored) if whole else self.dense(slice(None))

    def diag(self) -> Array:
        """(m,) squared norms."""
        if self._norms is None:
            self._norms = self._joined(lambda x: np.einsum("ij,ij->i", x, x))
        return self._norms

    def dot(self, other: Points, j: int) -> Array:
        """(m,) inner products with point j of ``other``."""
        y = other.dense(np.array([j]))[0]
        return self._joined(lambda x: x @ y)

    def _joined(self, work: Callable[[Array], Array], rows: Any = slice(None)) -> Array:
        """What ``work`` makes of blocks of the points, or of the chosen ones."""
        step = max(64, STEP // max(self.width, 1))
        rows = np.flatnonzero(rows) if getattr(rows, "dtype", None) == np.bool_ else rows
        whole = range(len(self))[rows] if isinstance(rows, slice) else None
        chosen = np.asarray(rows) if whole is None else whole
        if len(chosen) <= step:
            return np.asarray(work(self.dense(rows)))

        def block(at: slice) -> Array:
            part = chosen[at] if whole is None else slice(whole[at].start, whole[at].stop, whole[at].step)
            return work(self.dense(part))

        return np.concatenate(in_blocks(block, len(chosen), step))

    def dots(self, rows: Any, other: Points, j: int) -> Array:
        """(r,) inner products of the chosen points with point j, one row at a time."""
        y = other.dense(np.array([j]))[0]
        return self._joined(lambda x: np.einsum("ij,j->i", x, y), rows)

    def gram(self, rows: Any, other: Points) -> Array:
        """(r, len(other)) inner products."""
        theirs = other.x if isinstance(other, Dense) else other.dense(np.arange(len(other)))
        return np.asarray(self.dense(rows) @ theirs.T)

    def dense(self, rows: Any) -> Array:
        """(r, D) the chosen points."""
        found = self.stored[rows if self.at is None else self.at[rows]]
        return np.asarray(_float(found))

    def part(self, rows: Any) -> Dense:
        """The chosen points as points: copied where a slice of chosen ones is asked for, else not."""
        if isinstance(rows, slice):
            return Dense(self.dense(rows))
        rows = np.asarray(rows)
        return Dense(self.stored, rows if self.at is None else self.at[rows])


@dataclass(eq=False)
class Incidence(Inner):
    """Membership of units in sets: balls, groups, coverage.

    Parameters
    ----------
    rows : (m, G) sparse csr
        Entry (i, g) is above zero where unit i belongs to (covers) g.

    Examples
    --------
    >>> p = Incidence(np.array([[1, 1, 0], [0, 1, 1]]))
    >>> p.dot(p, 0).tolist(), p.sq_dist(p, 0).tolist()
    ([2.0, 1.0], [0.0, 2.0])
    """

    rows: Any

    def __post_init__(self) -> None:
        self.rows = _float(sparse.csr_matrix(self.rows))
        self._diag = np.asarray(self.rows.multiply(self.rows).sum(axis=1)).ravel()

    def __len__(self) -> int:
        return int(self.rows.shape[0])

    def diag(self) -> Array:
        """(m,) squared norms."""
        return np.asarray(self._diag)

    def dot(self, other: Points, j: int) -> Array:
        """(m,) weighted overlaps with unit j of another Incidence."""
        other = same_kind(self, other)
        return np.asarray((self.rows @ other.rows[[j]].T).todense()).ravel()

    def dots(self, rows: Any, other: Points, j: int) -> Array:
        """(r,) weighted overlaps of the chosen units with unit j."""
        other = same_kind(self, other)
        return np.asarray((self.rows[rows] @ other.rows[[j]].T).todense()).ravel()

    def gram(self, rows: Array, other: Points) -> Array:
        """(r, len(other)) weighted overlaps."""
        other = same_kind(self, other)
        return np.asarray((self.rows[rows] @ other.rows.T).todense())

    def dense(self, rows: Array) -> Array:
        """(r, G) the chosen membership vectors."""
        return np.asarray(self.rows[rows].todense())

    def part(self, rows: Any) -> Incidence:
        """The chosen units."""
        return Incidence(self.rows[rows])


Space = Callable[[Array], Points]
"""A fitted representation: ``space(rows) -> Points`` for any rows of the pool."""
