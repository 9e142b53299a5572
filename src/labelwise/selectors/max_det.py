"""MaxDet: the candidate that adds most to the determinant of the kernel matrix of the batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Between
from labelwise.selectors.base import Selector, points_of
from labelwise.selectors.residuals import Residuals
from labelwise.selectors.taken import taken_points
from labelwise.types import Dense, Points, Run, Slate

__all__ = ["MaxDet"]

Array = NDArray[Any]

LARGEST = 2**31
"""Bytes that the triangular factor of points that are not written out may take."""


class _Pivoted:
    """Pivoted Cholesky decomposition for points of any kind, over candidates and what was taken before."""

    def __init__(self, points: Points, taken: Points | None, added: Array, noise: float, n: int) -> None:
        self._points, self._added = points, added
        before = 0 if taken is None else len(taken)
        if (before + n) * (before + len(points)) * 8 > LARGEST:
            raise BadParameter(
                f"MaxDet got {len(points)} points that are not written out, for {before + n} picks",
                allowed="at most 2 GiB of factors",
                fix="put >> Sketch(512) behind the representation",
            )
        self._size = len(points)
        parts = [points] + ([taken] if taken is not None else [])
        self._left = np.concatenate([p.diag() for p in parts]).astype(np.float64)
        self._tiny = 16 * float(np.finfo(points.diag().dtype).eps) * float(self._left.max(initial=0))
        self._parts, self._columns = parts, np.zeros((before + n, len(self._left)))
        self._count = 0
        for j in range(before):
            self._pivot(taken, j, self._size + j, noise)

    def _pivot(self, of: Any, j: int, at: int, noise: float) -> None:
        pivot = self._left[at] + noise
        if pivot > self._tiny:
            column = np.concatenate([p.dots(slice(None), of, j) for p in self._parts]).astype(np.float64)
            known = self._columns[: self._count]
            column -= known[:, at] @ known
            column /= np.sqrt(pivot)
            self._left -= column**2
            self._columns[self._count] = column
            self._count += 1

    def scores(self) -> Array:
        """(m,) variance left and noise."""
        left = self._left[: self._size]
        return np.asarray(np.where(left > self._tiny, left, 0.0) + self._added)

    def add(self, i: int) -> None:
        """Condition on candidate i."""
        self._pivot(self._points, i, i, float(self._added[i]))


@dataclass(frozen=True, repr=False)
class MaxDet(Selector):
    """Greedy maximum of ``log det(K_B + noise^2 I)``: the candidate of largest variance given the picks.

    A pivoted Cholesky decomposition; P-greedy of interpolation, BatchBALD for Gaussian processes, the greedy
    MAP of a determinantal point process. With ``bonus`` the diagonal is ``noise^2 + bonus * score`` (kernel
    coding rate). When no variance is left chance decides.

    Parameters
    ----------
    noise : float
        Standard deviation of the answers' noise.
    bonus : float
        How much of the score is added to the diagonal.
    labelled : bool
        Whether labelled rows were picked before (TP mode) or only pending ones (P mode).

    Notes
    -----
    Written-out points: O(m D) time a pick at worst, mostly less, since variances only fall and stale ones are
    bounds; O(n D + m) memory. Other points: O(m n) a pick and O(m n) memory. The released code of BMDAL keeps
    the O(m n) factor always.

    References
    ----------
    D. Holzmüller et al., "A framework and benchmark for deep batch active learning for regression" (S059),
    2023; Y. Luo et al., "Kernel coding rate maximization for active 3D object detection" (S018), 2023;
    L. Chen, G. Zhang, E. Zhou, "Fast greedy MAP inference for determinantal point process", 2018.

    Examples
    --------
    >>> from labelwise.selectors.picker import Picker
    >>> x = np.array([[3.0, 0.0], [2.9, 0.1], [0.0, 2.0]])
    >>> slate = Slate(np.arange(3), 2, np.random.default_rng(0), np.full(3, -1), np.ones(3), points=Dense(x))
    >>> made = Picker(slate, MaxDet()).fill().selection()
    >>> made.indices.tolist(), made.scores.round(2).tolist()
    ([0, 2], [9.0, 4.0])
    """

    noise: Annotated[float, Between(0)] = 0.0
    bonus: Annotated[float, Between(0)] = 0.0
    labelled: bool = False
    title = "maxdet"
    passes = 0.5

    @property
    def takes(self) -> tuple[str, ...]:  # type: ignore[override]
        """Points, and scores where they count."""
        return ("score", "points") if self.bonus else ("points",)

    def start(self, slate: Slate) -> Run:
        """Begin a run."""
        points, taken = points_of(slate, self), taken_points(slate, self.labelled)
        noise = float(self.noise) ** 2
        added = np.full(len(points), noise)
        if self.bonus:
            added = added + self.bonus * np.asarray(slate.score)
            if added.min() < 0:
                raise BadParameter(
                    f"MaxDet adds {added.min():.3g} to a variance", allowed="scores of 0 or more as a bonus"
                )
        if isinstance(points, Dense) and (taken is None or isinstance(taken, Dense)):
            return Residuals(slate, points, taken, added, noise)
        return _Pivoted(points, taken, added, noise, min(slate.n, len(points)))
