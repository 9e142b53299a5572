"""Similarities of points in blocks and in rows: Gaussian and Cosine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.parallel import compiled, in_blocks, product
from labelwise.params import Between, Piece
from labelwise.representations.embedding import unit
from labelwise.types import Rows

__all__ = ["Cosine", "Gaussian", "Similar"]

Array = NDArray[Any]

TILE = 2048
"""Columns of a block of similarities."""

ROWS = 128
"""Rows of a block."""

KEPT = 2**28
"""Similarities of all pairs are kept where there are no more, 1 GiB; else computed when they are needed."""


@dataclass(frozen=True, repr=False)
class Gaussian(Piece):
    """``exp(-(|x - y| / width)^2)``.

    Parameters
    ----------
    width : float or None
        None: the smallest distance above 0 between two labelled or pending points, and 1 below two of them,
        so that the kernel narrows as labels come.

    Examples
    --------
    >>> Gaussian(2.0).scaled(np.array([[0.0], [4.0]]), np.zeros((0, 1))).tolist()
    [[0.0], [2.0]]
    """

    width: Annotated[float | None, Between(0, open_low=True)] = 1.0
    distances = True

    def scaled(self, x: Array, centres: Array) -> Array:
        """(m, D) float32 points at unit width."""
        return np.asarray(x / x.dtype.type(self.width or _smallest(centres)), dtype=np.float32)


@dataclass(frozen=True, repr=False)
class Cosine(Piece):
    """The cosine of two points where it is above 0, else 0; a zero point is similar to none.

    Examples
    --------
    >>> Cosine().scaled(np.array([[3.0, 4.0]]), np.zeros((0, 2))).round(2).tolist()
    [[0.6000000238418579, 0.800000011920929]]
    """

    distances = False

    def scaled(self, x: Array, centres: Array) -> Array:
        """(m, D) float32 points of length 1."""
        return np.asarray(unit(x), dtype=np.float32)


class Similar:
    """Similarities of m points to each other and to centres.

    Parameters
    ----------
    kernel : Gaussian or Cosine
        Or another piece with ``scaled`` and ``distances``.
    x, centres : (m, D), (c, D) float
        Points.

    Examples
    --------
    >>> some = Similar(Gaussian(1.0), np.array([[0.0], [1.0]]), np.array([[1.0]]))
    >>> some.row(0).round(3).tolist(), some.closest().round(3).tolist()
    ([1.0, 0.3680000007152557], [0.3680000007152557, 1.0])
    """

    def __init__(self, kernel: Any, x: Array, centres: Array) -> None:
        self._distances = bool(kernel.distances)
        if self._distances and len(x):
            mean = x.mean(axis=0, dtype=np.float64).astype(x.dtype)
            x, centres = x - mean, centres - mean
        self._y, self._c = kernel.scaled(x, centres), kernel.scaled(centres, centres)
        self._norms = np.einsum("ij,ij->i", self._y, self._y)
        self._kept: Array | None = None

    def __len__(self) -> int:
        return len(self._y)

    def row(self, i: int) -> Array:
        """(m,) float32 similarities to point i, each the same whoever else is there."""
        made = np.empty(len(self), dtype=np.float32)
        _row(self._y, self._y[i], self._distances, made)
        return np.asarray(np.exp(made, out=made) if self._distances else made)

    def kinds(self) -> NDArray[np.intp]:
        """(m,) numbers that equal points share."""
        whole = np.ascontiguousarray(self._y).view(np.void(self._y.shape[1] * 4).dtype)
        return np.unique(whole, return_inverse=True)[1].reshape(len(self))

    def closest(self) -> Array:
        """(m,) float32 largest similarity to a centre; 0 without centres."""
        best = np.full(len(self), -np.inf, dtype=np.float32)

        def look(rows: slice) -> None:
            made = np.empty(len(best[rows]), dtype=np.float32)
            for centre in self._c:
                _row(self._y[rows], centre, self._distances, made)
                np.maximum(best[rows], made, out=best[rows])

        in_blocks(look, len(self), TILE)
        return np.asarray(np.exp(best) if self._distances else np.maximum(best, 0))

    @property
    def slack(self) -> float:
        """How far a similarity from single-precision products may be off."""
        return 4e-7 * (1 + float(self._norms.max(initial=0)))

    def excess(self, rows: Rows, best: Array, weight: Array) -> Array:
        """(r,) float64 ``sum_n weight_n max(0, s(row, n) - best_n)``, right to single precision."""
        made, every = np.zeros(len(rows)), np.arange(ROWS)
        best, weight = best.astype(np.float32), weight.astype(np.float32)
        if self._kept is None and len(rows) == len(self) and len(self) ** 2 <= KEPT:
            self._keep()

        def look(part: slice) -> None:
            if self._kept is not None:
                _excess(self._kept, rows[part], best, weight, made[part])
                return
            for at in range(0, len(self), TILE):
                block = self._block(rows[part], at)
                _excess(block, every[: len(block)], best[at : at + TILE], weight[at : at + TILE], made[part])

        in_blocks(look, len(rows), ROWS)
        return made

    def _keep(self) -> None:
        self._kept = kept = np.empty((len(self), len(self)), dtype=np.float32)

        def look(rows: slice) -> None:
            for at in range(0, len(self), TILE):
                kept[rows, at : at + TILE] = self._block(rows, at)

        in_blocks(look, len(self), ROWS)

    def sums(self, weight: Array) -> Array:
        """(m,) float64 weighted sum of the similarities to all points."""
        return self.excess(np.arange(len(self)), np.zeros(len(self), dtype=np.float32), weight)

    def to_centres(self) -> Array:
        """(m,) float64 sum of the similarities to the centres."""
        made, norms = np.zeros(len(self)), np.einsum("ij,ij->i", self._c, self._c)

        def look(rows: slice) -> None:
            for start in range(0, len(self._c), TILE):
                part = slice(start, start + TILE)
                block = product(self._y[rows], self._c[part].T)
                made[rows] += self._finished(block, self._norms[rows], norms[part]).sum(1, dtype=np.float64)

        in_blocks(look, len(self), ROWS)
        return made

    def _block(self, rows: Any, at: int) -> Array:
        columns = slice(at, at + TILE)
        return self._finished(
            product(self._y[rows], self._y[columns].T), self._norms[rows], self._norms[columns]
        )

    def _finished(self, products: Array, own: Array, other: Array) -> Array:
        """Similarities out of inner products, in place."""
        if not self._distances:
            return np.asarray(np.maximum(products, 0, out=products))
        _away(products, own, other)
        return np.asarray(np.exp(products, out=products))


def _smallest(centres: Array) -> float:
    """The smallest distance above 0 between two centres; 1 where there is none."""
    least = np.inf
    for i in range(1, len(centres)):
        away = ((centres[:i] - centres[i]) ** 2).sum(axis=1)
        least = min(least, float(away[away > 0].min(initial=np.inf)))
    return float(np.sqrt(least)) if np.isfinite(least) else 1.0


@compiled(fast=True)
def _row(y: Any, one: Any, distances: bool, made: Any) -> None:
    for i in range(len(y)):
        total = np.float32(0)
        if distances:
            for d in range(len(one)):
                total -= (y[i, d] - one[d]) * (y[i, d] - one[d])
        else:
            for d in range(len(one)):
                total += y[i, d] * one[d]
            total = max(total, np.float32(0))
        made[i] = total


@compiled
def _away(products: Any, own: Any, other: Any) -> None:
    """Minus squared distances out of inner products, in place."""
    two, zero = np.float32(2), np.float32(0)
    for i in range(len(own)):
        row, norm = products[i], own[i]
        for j in range(len(other)):
            row[j] = min(two * row[j] - norm - other[j], zero)


@compiled(fast=True)
def _excess(block: Any, rows: Any, best: Any, weight: Any, made: Any) -> None:
    """Sums of 64 in single precision, which are off by less than 4e-6 of them, and their sum in double."""
    for i in range(len(rows)):
        total, row = 0.0, block[rows[i]]
        for start in range(0, len(best), 64):
            part, near = np.float32(0), row[start : start + 64]
            least, some = best[start : start + 64], weight[start : start + 64]
            for j in range(len(near)):
                part += some[j] * max(near[j] - least[j], np.float32(0))
            total += float(part)
        made[i] += total
