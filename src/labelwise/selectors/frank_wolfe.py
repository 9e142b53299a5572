"""FrankWolfe: a batch whose weighted sum of points comes near to the sum of all points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.parallel import in_blocks
from labelwise.representations.mapping import ALL, STEP, written
from labelwise.selectors.base import Selector, points_of
from labelwise.selectors.taken import taken_points
from labelwise.types import Dense, Slate

__all__ = ["FrankWolfe"]

Array = NDArray[Any]


class _Steps:
    """Inner products of normed candidates with what the weighted picks do not yet reach."""

    def __init__(self, points: Dense, taken: Dense | None) -> None:
        self._points, self._near = points, points
        self._at: Any = ALL
        chosen = points.at is not None and isinstance(points.stored, np.ndarray)
        if chosen and 2 * len(points) > len(points.stored):  # a few more rows take less time than choosing
            self._near, self._at = Dense(points.stored), points.at
        self._length = np.sqrt(points.diag().astype(np.float64))
        self._goal = sum(in_blocks(self._sum, len(points), _step(points)), np.zeros(_width(points)))
        self._radius = float(self._length.sum())
        if taken is not None:
            known = taken.dense(ALL).astype(np.float64)
            self._goal, lengths = self._goal + known.sum(axis=0), np.linalg.norm(known, axis=1)
            self._radius += float(lengths.sum())
        self._reached, self._scores = np.zeros_like(self._goal), np.zeros(len(points))
        for x in known[lengths > 0] if taken is not None else ():
            self._step(x)
        self._look()

    def _sum(self, rows: Any) -> Array:
        return np.asarray(self._points.dense(rows).sum(axis=0, dtype=np.float64))

    def _look(self) -> None:
        missing = self._goal - self._reached

        def block(rows: Any) -> Array:
            x = self._near.dense(rows)
            return np.asarray(x @ missing.astype(x.dtype), dtype=np.float64)

        along = np.concatenate(in_blocks(block, len(self._near), _step(self._near)))
        self._scores = along[self._at] / np.where(self._length > 0, self._length, np.inf)

    def scores(self) -> Array:
        """(m,) cosine with what is missing, times its length."""
        return self._scores

    def _step(self, x: Array) -> None:
        """Move towards x, as far as the line search says."""
        corner = x * (self._radius / np.linalg.norm(x))
        way = corner - self._reached
        square = float(way @ way)
        share = float(way @ (self._goal - self._reached)) / square if square > 0 else 0.0
        self._reached = (1 - share) * self._reached + share * corner

    def add(self, i: int) -> None:
        """Weigh candidate i as well."""
        if self._length[i] > 0:
            self._step(self._points.dense(np.array([i]))[0].astype(np.float64))
            self._look()


def _width(points: Dense) -> int:
    return int(points.dense(np.zeros(0, dtype=np.int64)).shape[1])


def _step(points: Dense) -> int:
    return max(64, STEP // max(_width(points), 1))


@dataclass(frozen=True, repr=False)
class FrankWolfe(Selector):
    """Frank-Wolfe steps towards ``sum_i x_i`` over all points, from corners ``x_j sum_i |x_i| / |x_j|``.

    Each pick is the corner that lies best in the direction of what is missing; an exact line search sets its
    weight. With :class:`~labelwise.representations.AcsRF` or ``AcsGrad`` before it, Bayesian batch active
    learning as sparse subset approximation (ACS-FW). A candidate is picked once; there it may be twice.

    Parameters
    ----------
    labelled : bool
        Whether labelled rows are part of the sum and weighed first (TP mode) or only pending ones (P mode).

    Notes
    -----
    O(m D) a pick. Points of more than 8,192 coordinates are refused.

    References
    ----------
    R. Pinsler, J. Gordon, E. Nalisnick, J. M. Hernández-Lobato, "Bayesian batch active learning as sparse
    subset approximation", 2019; D. Holzmüller et al., "A framework and benchmark for deep batch active
    learning for regression" (S059), 2023.

    Examples
    --------
    >>> from labelwise.selectors.picker import Picker
    >>> x = np.array([[1.0, 0.0], [1.0, 0.9], [0.0, 1.0]])
    >>> slate = Slate(np.arange(3), 2, np.random.default_rng(0), np.full(3, -1), np.ones(3), points=Dense(x))
    >>> Picker(slate, FrankWolfe()).fill().selection().indices.tolist()
    [1, 2]
    """

    labelled: bool = False
    title = "frank-wolfe"
    takes = ("points",)

    def start(self, slate: Slate) -> _Steps:
        """Begin a run."""
        taken = taken_points(slate, self.labelled)
        points = written(points_of(slate, self), self)
        return _Steps(points, None if taken is None else written(taken, self))
