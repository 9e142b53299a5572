"""Draws: how a unit's label varies over posterior draws, as a point; inner products are dependences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.params import Between
from labelwise.random import tie_break
from labelwise.representations.base import Representation
from labelwise.types import Dense, Rows, Space, ViewLike

__all__ = ["Draws"]

LARGE = 2**28
"""Bytes up to which points are kept; more are made again, a block at a time, whenever they are read."""


@dataclass(frozen=True, repr=False)
class Draws(Representation):
    """Points whose inner product is the HSIC between the labels of two units over the K draws.

    For draw k of the model one class is drawn from ``samples[k, i]``, as a one-hot vector ``s_ik``; a
    rational quadratic kernel of the squared distances gives a K x K matrix,
    ``(1 + |s_ik - s_il|^2 / (2 a))^-a``.
    Its centred form ``H K_i H / K`` is the point: ``HSIC(i, j) = trace(K_i H K_j H) / K^2``.

    Parameters
    ----------
    alpha : float
        Shape ``a`` of the kernel; between one-hot vectors it only changes the scale.

    Notes
    -----
    K^2 coordinates a unit; beyond 256 MiB they are made anew whenever they are read. The class of a unit in
    a draw depends on seed and row, not on the other rows.

    References
    ----------
    S. Jain, G. Liu, D. Gifford, "Information condensing active learning" (S025, ICAL), 2020; A. Gretton,
    O. Bousquet, A. Smola, B. Schölkopf, "Measuring statistical dependence with Hilbert-Schmidt norms", 2005.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> sure = np.array([[[1.0, 0.0]] * 2, [[0.0, 1.0]] * 2])
    >>> points = Draws().fit(View(arrays={"samples": sure}), np.random.default_rng(0))(np.array([0, 1]))
    >>> points.dot(points, 0).round(4).tolist()
    [0.0625, 0.0625]
    """

    alpha: Annotated[float, Between(0, open_low=True)] = 1.0
    needs = ("samples",)

    def fit(self, view: ViewLike, rng: np.random.Generator) -> Space:
        """Points of any rows."""
        seed = int(rng.integers(2**63))
        far = (1 + 1 / self.alpha) ** -self.alpha  # two one-hot vectors differ by 2, squared

        def space(rows: Rows) -> Dense:
            draws = len(view.get("samples", rows[:1]))
            points = Dense(_Kernels(view, seed, 1 - far, (view.size, draws**2)), rows)
            return Dense(points.x) if len(rows) * draws**2 * 8 <= LARGE else points

        return space


@dataclass(frozen=True)
class _Kernels:
    """Centred kernels of any rows of the pool, made when they are asked for."""

    view: ViewLike
    seed: int
    near: float
    shape: tuple[int, int]

    @property
    def dtype(self) -> Any:
        """Of the points."""
        return np.dtype(np.float64)

    def __getitem__(self, rows: Any) -> NDArray[np.float64]:
        at = np.arange(self.shape[0])[rows] if isinstance(rows, slice) else np.asarray(rows)
        classes = _classes(np.asarray(self.view.get("samples", at)), at, self.seed)
        return _centred(self.near * _equal(classes))


def _classes(samples: NDArray[Any], rows: Rows, seed: int) -> NDArray[np.int64]:
    """(r, K) one class for each unit and draw."""
    draws = len(samples)
    keys = tie_break(rows[:, None] * np.int64(draws) + np.arange(draws), seed)
    uniform = (keys >> np.uint64(11)).astype(np.float64) * 2.0**-53
    total = np.cumsum(samples, axis=2).transpose(1, 0, 2)  # (r, K, C)
    found = (uniform[:, :, None] * total[:, :, -1:] >= total).sum(axis=2)
    return np.asarray(np.minimum(found, samples.shape[2] - 1), dtype=np.int64)


def _equal(classes: NDArray[np.int64]) -> NDArray[np.float64]:
    """(r, K, K) one where two draws have the same class."""
    return np.asarray(classes[:, :, None] == classes[:, None, :], dtype=np.float64)


def _centred(kernel: NDArray[Any]) -> NDArray[np.float64]:
    """(r, K^2) rows and columns centred, over K; a constant kernel has no part in it."""
    made = kernel - kernel.mean(axis=1, keepdims=True)
    made -= made.mean(axis=2, keepdims=True)
    return np.asarray(made.reshape(len(made), kernel.shape[1] ** 2) / kernel.shape[1])
