"""Points written out and changed block by block, for transforms that work on coordinates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.parallel import in_blocks
from labelwise.types import Dense, Points, Product, Rows, Scaled, Sum, ViewLike

__all__ = ["ALL", "centred", "known_rows", "mapped", "sampled", "width", "written"]

ALL: Any = slice(None)
"""Every row."""

STEP = 2**20
"""Entries of a block of points."""

WIDE = 8192
"""Coordinates beyond which no square matrix of them is made."""

SAMPLE = 8192
"""Rows that stand for a larger pool."""

ASIDE = 0.99
"""Points are far from 0 where their mean has more than this share of their squared lengths."""


@overload
def centred(points: Points, other: Points) -> tuple[Points, Points]: ...


@overload
def centred(points: Points, other: Points | None = None) -> tuple[Points, Points | None]: ...


def centred(points: Points, other: Points | None = None) -> tuple[Points, Points | None]:
    """The same points with their mean at 0, where they are so far from it that products would lose distances.

    Other kinds of points than dense ones in memory, and points that are not so far from 0, are returned as
    they are. For selectors that look at distances only.

    Examples
    --------
    >>> moved, other = centred(Dense(np.array([[1e8], [1e8 + 2]])), Dense(np.array([[1e8 + 4]])))
    >>> moved.dense(np.arange(2)).tolist(), other.dense(np.arange(1)).tolist()
    ([[-1.0], [1.0]], [[3.0]])
    """
    if not isinstance(points, Dense) or not isinstance(points.stored, np.ndarray) or not len(points):
        return points, other
    some = np.linspace(0, len(points) - 1, min(len(points), SAMPLE)).astype(np.int64)
    x = points.dense(some)
    mean = x.mean(axis=0, dtype=np.float64)
    if float(mean @ mean) <= ASIDE * float(np.square(x, dtype=np.float64).sum() / len(x)):
        return points, other
    mean = mean.astype(x.dtype)
    return Dense(points.x - mean), None if other is None else Dense(other.dense(np.arange(len(other))) - mean)


def width(points: Points) -> int:
    """How many coordinates the points have when they are written out.

    Examples
    --------
    >>> x = Dense(np.zeros((1, 3)))
    >>> width(Product(x, x)), width(Sum([x, x])), width(Scaled(x, np.ones(1)))
    (9, 6, 3)
    """
    if isinstance(points, Product):
        return width(points.left) * width(points.right)
    if isinstance(points, Sum):
        return sum(width(part) for part in points.parts)
    if isinstance(points, Scaled):
        return width(points.points)
    return int(points.dense(np.zeros(0, dtype=np.int64)).shape[1])


def mapped(points: Points, change: Callable[[Any], NDArray[Any]], columns: int) -> Dense:
    """Dense points of ``columns`` coordinates; ``change(slice)`` gives those of a block of rows."""
    step = max(64, STEP // max(columns, 1))
    found = in_blocks(change, len(points), step)
    return Dense(np.concatenate(found) if found else np.zeros((0, columns)))


def written(points: Points, who: Any, wide: int = WIDE) -> Dense:
    """The points written out.

    Raises
    ------
    BadParameter
        If they have more than ``wide`` coordinates.
    """
    columns = width(points)
    if columns > wide:
        raise BadParameter(
            f"{type(who).__name__} got points of {columns} coordinates",
            allowed=f"at most {wide}",
            fix="put >> Sketch(512) before it",
        )
    return points if isinstance(points, Dense) else mapped(points, points.dense, columns)


def known_rows(view: ViewLike) -> Rows:
    """Rows with a label and those that are being asked, ascending.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> known_rows(View(arrays={"mean": np.zeros(4)}, labels=[-1, 0, -1, 1], pending=[2])).tolist()
    [1, 2, 3]
    """
    return np.union1d(np.flatnonzero(view.labels >= 0), view.pending).astype(np.int64)


def sampled(view: ViewLike, rng: np.random.Generator, size: int | None = None) -> Rows:
    """All rows, or ``size`` (8,192) random ones of a larger pool, ascending."""
    rows, size = np.arange(view.size, dtype=np.int64), SAMPLE if size is None else size
    return rows if len(rows) <= size else np.sort(rng.choice(rows, size, replace=False))
