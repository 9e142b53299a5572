"""Pseudo-labels on which draws of a model agree, class by class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.measures.bald import bald
from labelwise.params import Between, Piece
from labelwise.training.choosing.drawn import Drawn

__all__ = ["ByVariance", "EasyDraws", "by_chance", "levelled"]

Array = NDArray[Any]

FLOOR = 4.0
"""Weights by variance are at least ``alpha`` times this: one over the largest variance that a share has."""


def levelled(have: Array, there: Array, count: int) -> NDArray[np.int64]:
    """(C,) how many to take of each class so that the smallest are raised first.

    Parameters
    ----------
    have : (C,) int
        Labels that each class has.
    there : (C,) int
        How many may be taken of each.
    count : int
        How many in all; all where there are fewer.

    Examples
    --------
    >>> levelled(np.array([5, 1, 0]), np.array([9, 9, 2]), 6).tolist()
    [0, 4, 2]
    """
    steps = [(n + k, c) for c, (n, most) in enumerate(zip(have, there, strict=True)) for k in range(most)]
    return np.bincount([c for _, c in sorted(steps)[:count]], minlength=len(have))


def by_chance(chance: Array, rng: np.random.Generator) -> NDArray[np.int64]:
    """All positions in a random order, each next one drawn with ``chance`` among those left.

    Examples
    --------
    >>> by_chance(np.array([0.0, 1.0, 0.0]), np.random.default_rng(0)).tolist()
    [1, 0, 2]
    """
    with np.errstate(divide="ignore"):
        return np.argsort(rng.exponential(size=len(chance)) / chance, kind="stable").astype(np.int64)


@dataclass(frozen=True, repr=False)
class EasyDraws(Piece):
    """Draws items at random with chances ``1 - I``, I the information in bits that draws of a model share.

    The label is the class that is most probable on average. ``each`` items a class are drawn, those of
    classes with few labels first.

    Parameters
    ----------
    each : int
        Items drawn a class.
    hard : bool
        Chances I instead: items on which draws differ.

    Examples
    --------
    >>> EasyDraws(10)
    EasyDraws(each=10)
    """

    each: Annotated[int, Between(1)] = 30
    hard: bool = False

    needs: ClassVar[tuple[str, ...]] = ("proba", "samples")

    def __call__(self, drawn: Drawn) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Positions and classes."""
        samples = drawn.of("samples")
        labels, many = samples.mean(axis=0).argmax(axis=1), samples.shape[2]
        shared = bald(samples) / np.log(2)
        chance = np.clip(shared if self.hard else 1 - shared, 0, None)
        have, there = np.bincount(drawn.told, minlength=many), np.bincount(labels, minlength=many)
        taken = levelled(have, there, self.each * many)
        order = by_chance(chance, drawn.rng)
        at = np.sort(np.concatenate([order[labels[order] == c][:n] for c, n in enumerate(taken)]))
        return at, labels[at].astype(np.int64)


@dataclass(frozen=True, repr=False)
class ByVariance(Piece):
    """``alpha log(1 / v)``, v the variance over draws of the probability of the label; at least 4 alpha.

    Labels of people are weighed so too, by what the model says of them.

    Examples
    --------
    >>> ByVariance()
    ByVariance()
    """

    alpha: Annotated[float, Between(0, open_low=True)] = 0.1

    needs: ClassVar[tuple[str, ...]] = ("samples",)

    def __call__(self, drawn: Drawn, at: Array, classes: Array) -> tuple[Array, Array]:
        """(m,) and (k,) weights."""
        people = drawn.of("samples", drawn.data.rows)
        return self.weights(people, people.mean(axis=0).argmax(axis=1)), self.weights(
            drawn.of("samples", drawn.rows[at]), classes
        )

    def weights(self, samples: Array, classes: Array) -> NDArray[np.float64]:
        """(k,) weights of draws (K, k, C) for ``classes`` (k,)."""
        variance = samples[:, np.arange(len(classes)), classes].var(axis=0)
        return np.asarray(np.maximum(self.alpha * np.log(1 / (variance + 1e-8)), FLOOR * self.alpha))
