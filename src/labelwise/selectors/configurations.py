"""Configurations: what the picks may be answered, how probable that is, and which draws it speaks for."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Configurations"]

Array = NDArray[Any]

SMALLEST = 1e-300
"""Logarithms are taken of at least this."""

BLOCK = 2048
"""Configurations of one block, so that their entropies stay in the cache."""

STEPS = np.array([0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 0.99, 0.999])
"""Where the largest weight of a configuration is told from a smaller one."""

LEVELS = 3
"""Bounds there are, each closer and dearer than the one before it."""


class Configurations:
    """Answers to all picks together, all of them as long as they are few, then a sample.

    Parameters
    ----------
    draws : int
        Number of posterior draws K.
    limit : int
        So many configurations at most. When one more pick would make more, they are drawn instead: each from
        one of the draws, all draws in turn, and later picks are drawn on from the same draw.
    rng : numpy.random.Generator
        For drawing them.

    Attributes
    ----------
    weight : (M, K) float64
        Probability of each draw, given the configuration.
    share : (M,) float64
        Probability of each configuration; equal ones once they are drawn.
    exact : bool
        Whether these are all.

    Examples
    --------
    >>> known = Configurations(2, 100, np.random.default_rng(0))
    >>> known.add(np.array([[1.0, 0.0], [0.5, 0.5]]))
    >>> known.share.tolist(), known.weight.round(2).tolist()
    ([0.75, 0.25], [[0.67, 0.33], [0.0, 1.0]])
    >>> round(known.entropy(np.array([[1.0, 0.0], [0.5, 0.5]])), 3)
    0.511
    """

    def __init__(self, draws: int, limit: int, rng: np.random.Generator) -> None:
        self.weight, self.share = np.full((1, draws), 1 / draws), np.ones(1)
        self.exact = True
        self._limit, self._rng = max(limit, draws), rng
        self._picks: list[Array] = []
        self._joined: dict[int, tuple[Array, Array]] = {}

    def add(self, proba: Array) -> None:
        """One more pick, of class probabilities (K, C) under the draws."""
        proba = np.asarray(proba, dtype=np.float64)
        self._picks.append(proba)
        self._joined.clear()
        if self.exact and len(self.share) * proba.shape[1] <= self._limit:
            self._multiply(proba)
        elif self.exact:
            self._draw()
        else:
            self._narrow(proba)

    def entropy(self, proba: Array) -> float:
        """Expected entropy, in nats, of the answer (K, C) of one more candidate, given those of the picks.

        The number depends on nothing else, to the last bit.
        """
        total = 0.0
        for start in range(0, len(self.share), BLOCK):
            rows = slice(start, start + BLOCK)
            given = self.weight[rows] @ proba  # (M, C)
            logs = np.maximum(given, SMALLEST)
            np.log(logs, out=logs)
            logs *= given
            total -= float((self.share[rows] @ logs).sum())
        return total

    def bounds(self, proba: Array, level: int = 0) -> Array:
        """(n,) at least :meth:`entropy` of each of n candidates (K, n, C), by Jensen's inequality.

        Configurations that speak alike are taken together: at level 0 those that speak most for the same
        draw, at level 1 those that do so about as clearly, at level 2 those whose second draw is the same
        too. Once there are many picks most speak for one draw alone, so that little is lost at any level.
        """
        draws, size, classes = proba.shape
        mass, weight = self.joined(level)
        given = weight @ proba.reshape(draws, size * classes)
        logs = np.maximum(given, SMALLEST)
        np.log(logs, out=logs)
        logs *= given
        return np.asarray(-(mass @ logs).reshape(size, classes).sum(axis=1))

    def joined(self, level: int) -> tuple[Array, Array]:
        """(G,) shares and (G, K) mean weights of the configurations that a level takes together."""
        if level not in self._joined:
            alike = np.unique(self._alike(level), return_inverse=True)[1]
            mass = np.bincount(alike, self.share)
            weight = np.stack([np.bincount(alike, self.share * w) for w in self.weight.T], axis=1)
            self._joined[level] = mass[mass > 0], weight[mass > 0] / mass[mass > 0, None]
        return self._joined[level]

    def _alike(self, level: int) -> Array:
        """(M,) numbers, the same for configurations that are taken together."""
        draws = self.weight.shape[1]
        if len(self.share) <= draws:
            return np.arange(len(self.share))
        first = self.weight.argmax(axis=1)
        if level == 0:
            return np.asarray(first)
        key = first * (len(STEPS) + 1) + np.searchsorted(STEPS, self.weight.max(axis=1))
        if level == 1 or draws < 3:
            return np.asarray(key)
        rest = self.weight.copy()
        np.put_along_axis(rest, first[:, None], -1, axis=1)
        return np.asarray(key * draws + rest.argmax(axis=1))

    def _multiply(self, proba: Array) -> None:
        joint = self.share[:, None, None] * self.weight[:, None, :] * proba.T  # (M, C, K)
        joint = joint.reshape(-1, joint.shape[2])
        mass = joint.sum(axis=1)
        possible = mass > 0
        self.share = mass[possible] / mass.sum()
        self.weight = joint[possible] / mass[possible, None]

    def _draw(self) -> None:
        draws = self.weight.shape[1]
        self.exact = False
        self.weight = np.full((self._limit, draws), 1 / draws)
        self.share = np.full(self._limit, 1 / self._limit)
        for proba in self._picks:
            self._narrow(proba)

    def _narrow(self, proba: Array) -> None:
        """Draw the answer of one more pick for each configuration, and weigh the draws by it."""
        draws, classes = proba.shape
        of = np.arange(self._limit) % draws
        total = np.cumsum(proba, axis=1)[of]
        answer = (total <= self._rng.random((self._limit, 1)) * total[:, -1:]).sum(axis=1)
        self.weight *= proba.T[np.minimum(answer, classes - 1)]
        self.weight /= self.weight.sum(axis=1, keepdims=True)
