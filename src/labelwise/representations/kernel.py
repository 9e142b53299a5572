"""Kernel and Fourier: coordinates whose inner products are those of a kernel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.parallel import single_thread
from labelwise.params import Between, OneOf
from labelwise.representations.base import Transform
from labelwise.representations.mapping import ALL, mapped, sampled, written
from labelwise.types import Dense, Points, Space, ViewLike

__all__ = ["Fourier", "Kernel"]

Array = NDArray[Any]

TINY = 1e-12
"""Directions whose share of the largest eigenvalue is less are left out."""


@dataclass(frozen=True, repr=False)
class Kernel(Transform):
    """A kernel on the points, as coordinates from landmarks: exact between landmarks, and near them.

    ``x -> k(x, R) V L^(-1/2)`` with ``k(R, R) = V L V'``. Where the pool has no more rows than landmarks all
    of them are landmarks, and the inner products are the kernel's own.

    Parameters
    ----------
    kind : {"laplace", "rbf", "nngp", "ntk"}
        ``exp(-scale |x - z|)``; ``exp(-scale |x - z|^2)``; the Gaussian process, and the tangent kernel, of
        an infinitely wide ReLU network.
    scale : float
        Of laplace and rbf.
    layers : int
        Of the network, 2 or more.
    gains : (float, float)
        Variances of the network's weights and biases.
    landmarks : int
        At most so many, drawn at random.

    References
    ----------
    D. Holzmüller et al., "A framework and benchmark for deep batch active learning for regression" (S059),
    2023; C. Williams, M. Seeger, "Using the Nyström method to speed up kernel machines", 2001; J. Lee et al.,
    "Wide neural networks of any depth evolve as linear models under gradient descent", 2019.

    Examples
    --------
    >>> from labelwise.representations import Embedding
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"embedding": np.array([[0.0], [1.0], [3.0]])})
    >>> points = (Embedding() >> Kernel("laplace")).fit(view, np.random.default_rng(0))(np.arange(3))
    >>> points.dot(points, 0).round(3).tolist()
    [1.0, 0.368, 0.05]
    """

    kind: Annotated[str, OneOf(("laplace", "rbf", "nngp", "ntk"))] = "laplace"
    scale: Annotated[float, Between(0, open_low=True)] = 1.0
    layers: Annotated[int, Between(2)] = 3
    gains: tuple[float, float] = (2.0, 0.0)
    landmarks: Annotated[int, Between(1)] = 512

    def fit(self, view: ViewLike, rng: np.random.Generator, space: Space) -> Callable[[Points], Points]:
        """Draw the landmarks."""
        marks = written(space(sampled(view, rng, self.landmarks)), self).dense(ALL)
        marks = marks.astype(np.float64)
        with single_thread():
            values, vectors = np.linalg.eigh(self._between(marks, marks))
        kept = values > TINY * max(values.max(initial=0.0), np.finfo(float).tiny)
        factor = vectors[:, kept] / np.sqrt(values[kept])

        def change(points: Points) -> Points:
            dense = written(points, self)

            def features(rows: Any) -> Array:
                x = dense.dense(rows)
                return np.asarray(self._between(x.astype(np.float64), marks) @ factor, dtype=x.dtype)

            return mapped(dense, features, factor.shape[1])

        return change

    def _between(self, x: Array, z: Array) -> Array:
        """(r, s) float64 kernel values; z are the landmarks."""
        if self.kind in ("nngp", "ntk"):
            return _network(x, z, self.layers, self.gains, self.kind == "ntk")
        if len(z):  # far from 0 distances would be lost in rounding
            x, z = x - z.mean(axis=0), z - z.mean(axis=0)
        squared = np.square(x).sum(axis=1)[:, None] + np.square(z).sum(axis=1) - 2 * x @ z.T
        squared = np.maximum(squared, 0)
        squared[squared < 1e-12 * np.square(x).sum(axis=1)[:, None]] = 0  # equal points, up to rounding
        return np.asarray(np.exp(-self.scale * (squared if self.kind == "rbf" else np.sqrt(squared))))


def _network(x: Array, z: Array, layers: int, gains: tuple[float, float], tangent: bool) -> Array:
    """Kernel of an infinitely wide ReLU network, layer by layer (Lee et al. 2019, sections 3 and 5)."""
    weight, bias = gains
    d = max(x.shape[1], 1)
    left, right = (weight / d * np.square(p).sum(axis=1) + bias for p in (x, z))
    process = weight / d * (x @ z.T) + bias
    slope = process
    for _ in range(layers - 1):
        lengths = np.sqrt(left)[:, None] * np.sqrt(right)
        cosine = np.clip(process / np.where(lengths > 0, lengths, 1), -1, 1)
        angle = np.pi - np.arccos(cosine)
        process = weight * lengths * (np.sqrt(1 - cosine**2) + angle * cosine) / (2 * np.pi) + bias
        slope = process + weight * slope * angle / (2 * np.pi)
        left, right = weight * left / 2 + bias, weight * right / 2 + bias
    return np.asarray(slope if tangent else process)


@dataclass(frozen=True, repr=False)
class Fourier(Transform):
    """Random Fourier features: inner products are, on average, those of a kernel of the distance.

    Parameters
    ----------
    size : int
        Number of frequencies; each gives a cosine and a sine.
    kind : {"rbf", "laplace"}
        ``exp(-scale |x - z|^2)`` or ``exp(-scale |x - z|)``.
    scale : float
        Of the kernel.

    References
    ----------
    A. Rahimi, B. Recht, "Random features for large-scale kernel machines", 2007.

    Examples
    --------
    >>> from labelwise.representations import Embedding
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"embedding": np.array([[0.0], [1.0]])})
    >>> points = (Embedding() >> Fourier(2000)).fit(view, np.random.default_rng(0))(np.arange(2))
    >>> points.diag().round(6).tolist(), bool(abs(points.dot(points, 0)[1] - np.exp(-1)) < 0.05)
    ([1.0, 1.0], True)
    """

    size: Annotated[int, Between(1)] = 256
    kind: Annotated[str, OneOf(("rbf", "laplace"))] = "rbf"
    scale: Annotated[float, Between(0, open_low=True)] = 1.0

    def fit(self, view: ViewLike, rng: np.random.Generator, space: Space) -> Callable[[Points], Points]:
        """Draw the frequencies."""
        like: Dense = written(space(np.zeros(0, dtype=np.int64)), self)
        waves = rng.normal(size=(like.dense(ALL).shape[1], self.size))
        # the spectrum of exp(-s|x|) is a Cauchy law: a normal one over an independent normal number
        waves *= (
            np.sqrt(2 * self.scale) if self.kind == "rbf" else self.scale / np.abs(rng.normal(size=self.size))
        )

        def change(points: Points) -> Points:
            dense = written(points, self)

            def features(rows: Any) -> Array:
                x = dense.dense(rows)
                angle = x.astype(np.float64) @ waves
                made = np.concatenate([np.cos(angle), np.sin(angle)], axis=1) / np.sqrt(self.size)
                return np.asarray(made, dtype=x.dtype)

            return mapped(dense, features, 2 * self.size)

        return change
