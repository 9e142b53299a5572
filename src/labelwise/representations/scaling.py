"""Transforms that change lengths only: L2 and Scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from labelwise.params import OneOf
from labelwise.representations.base import Transform
from labelwise.representations.embedding import changed, unit
from labelwise.representations.mapping import sampled
from labelwise.types import Dense, Points, Scaled, Space, ViewLike

__all__ = ["L2", "Scale"]


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
        return changed(points, unit)
    length = np.sqrt(points.diag())
    return Scaled(points, 1 / np.where(length > 0, length, np.inf))


@dataclass(frozen=True, repr=False)
class Scale(Transform):
    """All points times one factor, so that the mean squared length is 1.

    Parameters
    ----------
    over : {"pool", "labelled"}
        The mean is taken over all rows, or over 8,192 random ones of a larger pool; or over the labelled
        rows, as BMDAL (S059) does, and over the pool while there are none.

    Examples
    --------
    >>> from labelwise.representations import Embedding
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"embedding": np.array([[2.0], [4.0]])})
    >>> space = (Embedding() >> Scale()).fit(view, np.random.default_rng(0))
    >>> space(np.array([0, 1])).diag().round(3).tolist()
    [0.4, 1.6]
    """

    over: Annotated[str, OneOf(("pool", "labelled"))] = "pool"

    def fit(self, view: ViewLike, rng: np.random.Generator, space: Space) -> Callable[[Points], Points]:
        """Learn the factor."""
        rows = np.flatnonzero(view.labels >= 0) if self.over == "labelled" else np.zeros(0, dtype=np.int64)
        rows = rows if len(rows) else sampled(view, rng)
        mean = float(space(rows).diag().mean()) if len(rows) else 0.0
        factor = 1 / np.sqrt(mean) if mean > 0 else 1.0

        def scaled(points: Points) -> Points:
            if isinstance(points, Dense):
                return changed(points, lambda x: x * x.dtype.type(factor))
            return Scaled(points, np.full(len(points), factor))

        return scaled
