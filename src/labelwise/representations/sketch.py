"""Sketch: random projections to few coordinates, of factored points without writing them out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.params import Between
from labelwise.representations.base import Transform
from labelwise.representations.mapping import mapped, width, written
from labelwise.types import Points, Product, Scaled, Space, Sum, ViewLike

__all__ = ["Sketch"]

Project = Callable[[Any, Any], NDArray[Any]]


@dataclass(frozen=True, repr=False)
class Sketch(Transform):
    """Points of ``size`` coordinates whose inner products are those of the points before, on average.

    ``x -> G x / sqrt(size)`` with a Gaussian matrix; a product of two factors becomes the product, coordinate
    by coordinate, of two projections, and a sum of parts the sum of theirs. The relative error of an inner
    product is of the order of ``1 / sqrt(size)``. All rows, labelled or not, share the matrices.

    Parameters
    ----------
    size : int
        Number of coordinates; points that have no more are written out exactly.

    Notes
    -----
    O(size (C + D)) a point for a product of C and D coordinates. bmdal_reg projects also what has fewer
    coordinates than asked for, which only adds noise.

    References
    ----------
    D. Holzmüller, V. Zaverkin, J. Kästner, I. Steinwart, "A framework and benchmark for deep batch active
    learning for regression" (S059), 2023: the transformation ``sketch`` (``rp``).

    Examples
    --------
    >>> from labelwise.representations import Embedding
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"embedding": np.ones((2, 1000))})
    >>> points = (Embedding() >> Sketch(400)).fit(view, np.random.default_rng(0))(np.array([0, 1]))
    >>> points.dense(np.array([0])).shape, bool(abs(points.dot(points, 0)[1] / 1000 - 1) < 0.2)
    ((1, 400), True)
    """

    size: Annotated[int, Between(1)] = 512

    def fit(self, view: ViewLike, rng: np.random.Generator, space: Space) -> Callable[[Points], Points]:
        """Draw the matrices for the kind of points that the space gives."""
        empty = space(np.zeros(0, dtype=np.int64))
        if width(empty) <= self.size:
            return lambda points: written(points, self)
        project = _projection(empty, self.size, rng)
        return lambda points: mapped(points, lambda rows: project(points, rows), self.size)


def _projection(like: Points, size: int, rng: np.random.Generator) -> Project:
    """``(points, rows) -> (r, size)`` for points of this kind."""
    if isinstance(like, Product):
        left, right = _projection(like.left, size, rng), _projection(like.right, size, rng)
        root = float(size**0.5)  # each factor is divided by it once, and their product shall be
        return lambda p, rows: np.asarray(left(p.left, rows) * right(p.right, rows) * root)
    if isinstance(like, Sum):
        parts = [_projection(part, size, rng) for part in like.parts]
        return lambda p, rows: np.asarray(
            sum(project(part, rows) for project, part in zip(parts, p.parts, strict=True))
        )
    if isinstance(like, Scaled):
        inner = _projection(like.points, size, rng)
        return lambda p, rows: np.asarray(p.factor[rows][:, None] * inner(p.points, rows))
    matrix = rng.normal(size=(width(like), size)) / np.sqrt(size)
    kinds = {np.dtype(np.float32): matrix.astype(np.float32), np.dtype(np.float64): matrix}

    def dense(p: Any, rows: Any) -> NDArray[Any]:
        x = p.dense(rows)
        return np.asarray(x @ kinds[x.dtype])

    return dense
