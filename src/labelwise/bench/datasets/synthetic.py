"""Random tables of classes, as many as one likes: what ImitAL learns from (S019)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter

__all__ = ["synthetic_table"]

LIMITS = {"items": 10, "features": 2, "classes": 2}
"""The least of each."""

CLUSTERS = 10
"""Clusters of a class at most."""

SEPARATION = 10.0
"""The largest distance between corners that clusters are put at, in standard deviations of a cluster."""


def synthetic_table(
    rng: np.random.Generator,
    *,
    items: tuple[int, int] = (100, 5000),
    features: tuple[int, int] = (2, 100),
    classes: tuple[int, int] = (2, 10),
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """A table drawn at random, easy or hard, with its true classes.

    The numbers of items, features and classes are uniform within their limits. Features are split into
    informative ones, linear combinations of them and copies by a uniform Dirichlet draw; a class has 1 to 10
    clusters at corners of a random polytope, 0 to 10 standard deviations apart; the sizes of the classes are
    a Dirichlet draw, and a share of ``0.01 (1 + Pareto(2))`` of the labels is random. Every feature is scaled
    to [-1, 1].

    Parameters
    ----------
    rng : numpy.random.Generator
        Draws everything.
    items, features, classes : (int, int)
        The least and the most of each.

    Returns
    -------
    x : (N, D) float64
        From -1 to 1.
    y : (N,) int64
        0 to C - 1, each of which occurs; classes that the draw left empty are not counted.

    Raises
    ------
    BadParameter
        If a limit is too low or above the one after it.

    References
    ----------
    J. Gonsior, M. Thiele, W. Lehner, "ImitAL: learned active learning strategy on synthetic data" (S019),
    2022, with ``sklearn.datasets.make_classification``.

    Examples
    --------
    >>> x, y = synthetic_table(np.random.default_rng(0), items=(100, 200))
    >>> 100 <= len(x) == len(y) <= 200, float(x.min()), float(x.max())
    (True, -1.0, 1.0)
    """
    for name, (low, high) in {"items": items, "features": features, "classes": classes}.items():
        if not LIMITS[name] <= low <= high:
            raise BadParameter(
                f"{name} is {(low, high)}", allowed=f"two ascending numbers from {LIMITS[name]}"
            )
    while True:
        x, y = _drawn(rng, items, features, classes)
        seen, y = np.unique(y, return_inverse=True)
        if len(seen) > 1:
            return _scaled(x), y.astype(np.int64)


def _drawn(rng: np.random.Generator, items: Any, features: Any, classes: Any) -> tuple[Any, Any]:
    from sklearn.datasets import make_classification

    n, d, c = (int(rng.integers(low, high + 1)) for low, high in (items, features, classes))
    c = min(c, 2**d)
    informative, redundant = _split(rng, d, c)
    corners = 2 ** min(informative, 20) // c
    x, y = make_classification(
        n,
        d,
        n_informative=informative,
        n_redundant=redundant,
        n_repeated=d - informative - redundant,
        n_classes=c,
        n_clusters_per_class=min(int(rng.integers(1, CLUSTERS + 1)), corners),
        weights=rng.dirichlet(np.ones(c)),
        flip_y=min(1.0, 0.01 * (1 + rng.pareto(2))),
        class_sep=rng.uniform(0, SEPARATION),
        hypercube=False,
        random_state=int(rng.integers(2**31)),
    )
    return x, y


def _split(rng: np.random.Generator, d: int, c: int) -> tuple[int, int]:
    """How many features are informative, enough for ``c`` corners, and how many are combinations of them."""
    share = rng.dirichlet(np.ones(3))
    informative = min(d, max(math.ceil(math.log2(c)), round(d * share[0])))
    return informative, min(d - informative, round(d * share[1]))


def _scaled(x: NDArray[Any]) -> NDArray[np.float64]:
    """Every column to [-1, 1]; a constant one to 0."""
    low, high = x.min(axis=0), x.max(axis=0)
    width = np.where(high > low, high - low, 1)
    return np.where(high > low, np.clip(2 * (x - low) / width - 1, -1, 1), 0.0)
