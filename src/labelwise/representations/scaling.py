"""Transforms that change lengths only: L2 and Scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from labelwise.representations.base import Transform
from labelwise.representations.embedding import unit
from labelwise.types import Dense, Points, Scaled, Space, ViewLike

__all__ = ["L2", "Scale"]

SAMPLE = 8192
"""Rows from which Scale takes the mean."""


@dataclass(frozen=True, repr=False)
class L2(Transform):
    """Every point to length 1; a zero point stays zero. Factored points stay factored.

    Examples
    --------
    >>> from labelwise.representations import Embedding
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"embedding": np.array([[3.0, 4.0]])})
    >>> (Embedding() >> L2()).fit(view, np.random.default_rng(0))(np.array([0])).diag().round(6).tolist()
    [1.0]
    """

    def fit(self, view: ViewLike, rng: np.random.Generator, space: Space) -> Callable[[Points], Points]:
        """Nothing to learn."""
        return _normalised


def _normalised(points: Points) -> Points:
    if isinstance(points, Dense):
        return Dense(unit(points.x))
    length = np.sqrt(points.diag())
    return Scaled(points, 1 / np.where(length > 0, length, np.inf))


@dataclass(frozen=True, repr=False)
class Scale(Transform):
    """All points times one factor, so that the mean squared length is 1.

    The mean is taken over all rows, or over 8,192 random ones of a larger pool.

    Examples
    --------
    >>> from labelwise.representations import Embedding
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"embedding": np.array([[2.0], [4.0]])})
    >>> space = (Embedding() >> Scale()).fit(view, np.random.default_rng(0))
    >>> space(np.array([0, 1])).diag().round(3).tolist()
    [0.4, 1.6]
    """

    def fit(self, view: ViewLike, rng: np.random.Generator, space: Space) -> Callable[[Points], Points]:
        """Learn the factor."""
        rows = np.arange(view.size, dtype=np.int64)
        rows = rows if len(rows) <= SAMPLE else np.sort(rng.choice(rows, SAMPLE, replace=False))
        mean = float(space(rows).diag().mean()) if len(rows) else 0.0
        factor = 1 / np.sqrt(mean) if mean > 0 else 1.0

        def scaled(points: Points) -> Points:
            if isinstance(points, Dense):
                return Dense(points.x * points.x.dtype.type(factor))
            return Scaled(points, np.full(len(points), factor))

        return scaled
