"""Points made from other points: outer products, direct sums, scaled points; nothing is written out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from labelwise.errors import BadParameter
from labelwise.types.points import Array, Inner, Points, same_kind


def _one_length(parts: Sequence[Points]) -> None:
    if len({len(p) for p in parts}) != 1:
        raise BadParameter(
            f"parts of {[len(p) for p in parts]} points", allowed="one or more parts of one length"
        )


@dataclass(eq=False)
class Product(Inner):
    """Outer products ``left ⊗ right``, never written out: inner products multiply.

    Parameters
    ----------
    left : Points
        For example the residuals (m, C).
    right : Points
        For example the embedding (m, D).

    Examples
    --------
    >>> from labelwise.types import Dense
    >>> p = Product(Dense(np.array([[1., -1.], [0., 2.]])), Dense(np.array([[3.], [5.]])))
    >>> p.dot(p, 1).tolist(), p.dense(np.array([0])).tolist()
    ([-30.0, 100.0], [[3.0, -3.0]])
    """

    left: Points
    right: Points

    def __post_init__(self) -> None:
        _one_length((self.left, self.right))

    def __len__(self) -> int:
        return len(self.left)

    def diag(self) -> Array:
        """(m,) squared norms: the product of the parts' norms."""
        return np.asarray(self.left.diag() * self.right.diag())

    def dot(self, other: Points, j: int) -> Array:
        """(m,) inner products with point j of another Product."""
        other = same_kind(self, other)
        return np.asarray(self.left.dot(other.left, j) * self.right.dot(other.right, j))

    def dots(self, rows: Any, other: Points, j: int) -> Array:
        """(r,) inner products of the chosen points with point j."""
        other = same_kind(self, other)
        return np.asarray(self.left.dots(rows, other.left, j) * self.right.dots(rows, other.right, j))

    def gram(self, rows: Array, other: Points) -> Array:
        """(r, len(other)) inner products: the product of the parts' inner products."""
        other = same_kind(self, other)
        return np.asarray(self.left.gram(rows, other.left) * self.right.gram(rows, other.right))

    def dense(self, rows: Array) -> Array:
        """(r, C * D) the chosen points, class blocks one after the other."""
        a, b = self.left.dense(rows), self.right.dense(rows)
        return np.asarray(np.einsum("ic,id->icd", a, b).reshape(len(a), -1))

    def part(self, rows: Any) -> Product:
        """The chosen points."""
        return Product(self.left.part(rows), self.right.part(rows))


@dataclass(eq=False)
class Sum(Inner):
    """Direct sum of parts: inner products add.

    Parameters
    ----------
    parts : sequence of Points
        At least one, all of one length.

    Examples
    --------
    >>> from labelwise.types import Dense
    >>> p = Sum([Dense(np.array([[1.], [2.]])), Dense(np.array([[0.], [3.]]))])
    >>> p.diag().tolist(), p.dense(np.array([1])).tolist()
    ([1.0, 13.0], [[2.0, 3.0]])
    """

    parts: Sequence[Points]

    def __post_init__(self) -> None:
        _one_length(self.parts)

    def __len__(self) -> int:
        return len(self.parts[0])

    def diag(self) -> Array:
        """(m,) squared norms."""
        return np.asarray(sum(p.diag() for p in self.parts))

    def dot(self, other: Points, j: int) -> Array:
        """(m,) inner products with point j of another Sum."""
        other = same_kind(self, other)
        return np.asarray(sum(p.dot(q, j) for p, q in zip(self.parts, other.parts, strict=True)))

    def dots(self, rows: Any, other: Points, j: int) -> Array:
        """(r,) inner products of the chosen points with point j."""
        other = same_kind(self, other)
        return np.asarray(sum(p.dots(rows, q, j) for p, q in zip(self.parts, other.parts, strict=True)))

    def gram(self, rows: Array, other: Points) -> Array:
        """(r, len(other)) inner products."""
        other = same_kind(self, other)
        return np.asarray(sum(p.gram(rows, q) for p, q in zip(self.parts, other.parts, strict=True)))

    def dense(self, rows: Array) -> Array:
        """(r, sum of D) the chosen points side by side."""
        return np.concatenate([p.dense(rows) for p in self.parts], axis=1)

    def part(self, rows: Any) -> Sum:
        """The chosen points."""
        return Sum([p.part(rows) for p in self.parts])


@dataclass(eq=False)
class Scaled(Inner):
    """Points of any kind, each times its own factor.

    Parameters
    ----------
    points : Points
        What is scaled.
    factor : (m,) float
        One factor a point.

    Examples
    --------
    >>> from labelwise.types import Dense
    >>> p = Scaled(Dense(np.array([[1., 2.], [3., 4.]])), np.array([1., 10.]))
    >>> p.dot(p, 1).tolist()
    [110.0, 2500.0]
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
        other = same_kind(self, other)
        return np.asarray(self.factor * other.factor[j] * self.points.dot(other.points, j))

    def dots(self, rows: Any, other: Points, j: int) -> Array:
        """(r,) inner products of the chosen points with point j."""
        other = same_kind(self, other)
        factor = self.factor[rows] * other.factor[j]
        return np.asarray(factor * self.points.dots(rows, other.points, j))

    def gram(self, rows: Array, other: Points) -> Array:
        """(r, len(other)) inner products."""
        other = same_kind(self, other)
        return np.asarray(self.factor[rows][:, None] * self.points.gram(rows, other.points) * other.factor)

    def dense(self, rows: Array) -> Array:
        """(r, D) the chosen points."""
        return np.asarray(self.factor[rows][:, None] * self.points.dense(rows))

    def part(self, rows: Any) -> Scaled:
        """The chosen points."""
        return Scaled(self.points.part(rows), self.factor[rows])
