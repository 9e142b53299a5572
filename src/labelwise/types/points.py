"""Where units stand: points that give distances and inner products without being materialised."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Array = NDArray[Any]


@runtime_checkable
class Points(Protocol):
    """m points with inner products; all values float32 or float64."""

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

    def gram(self, rows: Array, other: Points) -> Array:
        """(r, len(other)) inner products of the chosen points with all of ``other``."""
        ...

    def dense(self, rows: Array) -> Array:
        """(r, D) the chosen points, written out."""
        ...


class _Inner:
    """Distances from inner products."""

    def sq_dist(self: Any, other: Points, j: int) -> Array:
        """(m,) squared distances to point j of ``other``."""
        cross = self.dot(other, j)
        return np.asarray(np.maximum(self.diag() - 2 * cross + other.diag()[j], 0.0))


@dataclass(eq=False)
class Dense(_Inner):
    """Points written out.

    Parameters
    ----------
    x : (m, D) float array
        One row a point.

    Examples
    --------
    >>> p = Dense(np.array([[0., 0.], [3., 4.]]))
    >>> p.sq_dist(p, 0).tolist()
    [0.0, 25.0]
    """

    x: Array

    def __post_init__(self) -> None:
        self.x = np.ascontiguousarray(self.x)
        self._diag = np.einsum("ij,ij->i", self.x, self.x)

    def __len__(self) -> int:
        return len(self.x)

    def diag(self) -> Array:
        """(m,) squared norms."""
        return np.asarray(self._diag)

    def dot(self, other: Points, j: int) -> Array:
        """(m,) inner products with point j of ``other``."""
        return np.asarray(self.x @ other.dense(np.array([j]))[0])

    def gram(self, rows: Array, other: Points) -> Array:
        """(r, len(other)) inner products."""
        theirs = other.x if isinstance(other, Dense) else other.dense(np.arange(len(other)))
        return np.asarray(self.x[rows] @ theirs.T)

    def dense(self, rows: Array) -> Array:
        """(r, D) the chosen points."""
        return np.asarray(self.x[rows])


@dataclass(eq=False)
class Product(_Inner):
    """Outer products ``left ⊗ right``, never written out: inner products multiply.

    Parameters
    ----------
    left : Points
        For example the residuals (m, C).
    right : Points
        For example the embedding (m, D).
    """

    left: Points
    right: Points

    def __len__(self) -> int:
        return len(self.left)

    def diag(self) -> Array:
        """(m,) squared norms: the product of the parts' norms."""
        return np.asarray(self.left.diag() * self.right.diag())

    def dot(self, other: Points, j: int) -> Array:
        """(m,) inner products with point j of another Product."""
        if not isinstance(other, Product):
            raise TypeError(f"a Product has no inner product with {type(other).__name__}")
        return self.left.dot(other.left, j) * self.right.dot(other.right, j)

    def gram(self, rows: Array, other: Points) -> Array:
        """(r, len(other)) inner products: the product of the parts' inner products."""
        if not isinstance(other, Product):
            raise TypeError(f"a Product has no inner product with {type(other).__name__}")
        return self.left.gram(rows, other.left) * self.right.gram(rows, other.right)

    def dense(self, rows: Array) -> Array:
        """(r, C * D) the chosen points, class blocks one after the other."""
        a, b = self.left.dense(rows), self.right.dense(rows)
        return np.einsum("ic,id->icd", a, b).reshape(len(a), -1)


@dataclass(eq=False)
class Sum(_Inner):
    """Direct sum of parts: inner products add.

    Parameters
    ----------
    parts : sequence of Points
        All of one length.
    """

    parts: Sequence[Points]

    def __len__(self) -> int:
        return len(self.parts[0])

    def diag(self) -> Array:
        """(m,) squared norms."""
        return np.asarray(sum(p.diag() for p in self.parts))

    def dot(self, other: Points, j: int) -> Array:
        """(m,) inner products with point j of another Sum."""
        if not isinstance(other, Sum):
            raise TypeError(f"a Sum has no inner product with {type(other).__name__}")
        return np.asarray(sum(p.dot(q, j) for p, q in zip(self.parts, other.parts, strict=True)))

    def gram(self, rows: Array, other: Points) -> Array:
        """(r, len(other)) inner products."""
        if not isinstance(other, Sum):
            raise TypeError(f"a Sum has no inner product with {type(other).__name__}")
        return np.asarray(sum(p.gram(rows, q) for p, q in zip(self.parts, other.parts, strict=True)))

    def dense(self, rows: Array) -> Array:
        """(r, sum of D) the chosen points side by side."""
        return np.concatenate([p.dense(rows) for p in self.parts], axis=1)


@dataclass(eq=False)
class Scaled(_Inner):
    """Points of any kind, each times its own factor.

    Parameters
    ----------
    points : Points
        What is scaled.
    factor : (m,) float
        One factor a point.
    """

    points: Points
    factor: Array

    def __len__(self) -> int:
        return len(self.points)

    def diag(self) -> Array:
        """(m,) squared norms."""
        return np.asarray(self.factor**2 * self.points.diag())

    def dot(self, other: Points, j: int) -> Array:
        """(m,) inner products with point j of another Scaled."""
        if not isinstance(other, Scaled):
            raise TypeError(f"a Scaled has no inner product with {type(other).__name__}")
        return np.asarray(self.factor * other.factor[j] * self.points.dot(other.points, j))

    def gram(self, rows: Array, other: Points) -> Array:
        """(r, len(other)) inner products."""
        if not isinstance(other, Scaled):
            raise TypeError(f"a Scaled has no inner product with {type(other).__name__}")
        return np.asarray(self.factor[rows][:, None] * self.points.gram(rows, other.points) * other.factor)

    def dense(self, rows: Array) -> Array:
        """(r, D) the chosen points."""
        return np.asarray(self.factor[rows][:, None] * self.points.dense(rows))


@dataclass(eq=False)
class Incidence:
    """Membership of units in sets: balls, groups, coverage.

    Parameters
    ----------
    rows : (m, G) sparse csr
        Entry (i, g) is above zero where unit i belongs to (covers) g.
    """

    rows: Any

    def __post_init__(self) -> None:
        self.rows = sparse.csr_matrix(self.rows)

    def __len__(self) -> int:
        return int(self.rows.shape[0])

    def diag(self) -> Array:
        """(m,) squared norms."""
        return np.asarray(self.rows.multiply(self.rows).sum(axis=1)).ravel()

    def dot(self, other: Points, j: int) -> Array:
        """(m,) weighted overlaps with unit j of another Incidence."""
        if not isinstance(other, Incidence):
            raise TypeError(f"an Incidence has no inner product with {type(other).__name__}")
        return np.asarray((self.rows @ other.rows[[j]].T).todense()).ravel()

    def gram(self, rows: Array, other: Points) -> Array:
        """(r, len(other)) weighted overlaps."""
        if not isinstance(other, Incidence):
            raise TypeError(f"an Incidence has no inner product with {type(other).__name__}")
        return np.asarray((self.rows[rows] @ other.rows.T).todense())

    def sq_dist(self, other: Points, j: int) -> Array:
        """(m,) squared distances between membership vectors."""
        return np.asarray(np.maximum(self.diag() - 2 * self.dot(other, j) + other.diag()[j], 0.0))

    def dense(self, rows: Array) -> Array:
        """(r, G) the chosen membership vectors."""
        return np.asarray(self.rows[rows].todense())


Space = Callable[[Array], Points]
"""A fitted representation: ``space(rows) -> Points`` for any rows of the pool."""
