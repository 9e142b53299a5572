"""Families of learning curves, and fitting all of them to many paths of error at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["FAMILIES", "Fits", "fit_families"]

Array = NDArray[Any]

FAMILIES = ("power", "exponential", "mmf", "logarithm")
"""Power law with offset, exponential, Morgan-Mercer-Flodin (a Hill curve), logarithm."""

POWERS = np.array([0.15, 0.25, 0.35, 0.5, 0.7, 1.0, 1.4, 2.0])
RATES = np.array([0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0])
HALVES = np.array([0.1, 0.25, 0.5, 1.0, 2.0])
STEEPS = np.array([0.5, 1.0, 2.0, 3.0])


@dataclass(frozen=True, eq=False)
class Fits:
    """Curves of one family, the nearest to each path.

    Parameters
    ----------
    now, then : (B,) float
        Error at the newest and at the asked number of labels, 0 or more.
    left : (B,) float
        Mean squared residual.
    """

    now: Array
    then: Array
    left: Array


def shapes(family: str, n: Array, last: float) -> Array:
    """(K, len(n)) falling curves of a family, of all its shapes, over ``n`` labels; ``last`` sets the scale.

    Examples
    --------
    >>> shapes("logarithm", np.array([1.0, np.e]), np.e).tolist()
    [[1.0, 0.0]]
    """
    u = n / last
    if family == "power":
        return np.asarray(u ** -POWERS[:, None])
    if family == "exponential":
        return np.asarray(np.exp(-RATES[:, None] * u))
    if family == "mmf":
        half, steep = (a.reshape(-1, 1) for a in np.meshgrid(HALVES, STEEPS))
        return np.asarray(1 / (1 + (u / half) ** steep))
    return -np.log(u)[None]


def fit_families(n: Array, paths: Array, then: float) -> dict[str, Fits]:
    """The nearest curve ``floor + size * shape(n)`` of every family: least squares, floor and size 0 or more.

    The shape is searched on a grid, floor and size are solved for; the logarithm has no floor, and is cut at
    an error of 0.

    Parameters
    ----------
    n : (T,) float
        Labels, above 0 and not all the same.
    paths : (B, T) float
        Errors, 0 or more.
    then : float
        Labels to look at.

    References
    ----------
    T. Viering, M. Loog, "The shape of learning curves: a review", 2022, for the families.

    Examples
    --------
    >>> n = np.arange(20.0, 420.0, 20.0)
    >>> made = fit_families(n, 0.1 + 2 * n[None] ** -0.5, 800.0)
    >>> made["power"].then.round(4).tolist(), round(0.1 + 2 * 800**-0.5, 4)
    ([0.1707], 0.1707)
    """
    last, found = float(n.max()), {}
    for family in FAMILIES:
        x = shapes(family, np.append(n, then), last)
        found[family] = _fitted(x[:, :-1], x[:, -1], paths, family != "logarithm")
    return found


def _fitted(x: Array, ahead: Array, paths: Array, floored: bool) -> Fits:
    """The best of K shapes for each of B paths."""
    mid, level = x.mean(axis=1, keepdims=True), paths.mean(axis=1, keepdims=True)
    flat, moved = x - mid, paths - level
    square = (flat**2).sum(axis=1)
    size = np.maximum(moved @ flat.T / square, 0)  # (B, K)
    floor = level - size * mid.T
    left = (moved**2).sum(axis=1, keepdims=True) - size**2 * square
    if floored:
        below, square = floor < 0, (x**2).sum(axis=1)
        through = paths @ x.T / square
        size, floor = np.where(below, through, size), np.where(below, 0, floor)
        left = np.where(below, (paths**2).sum(axis=1, keepdims=True) - through**2 * square, left)
    left = np.maximum(left, 0) / x.shape[1]
    best, rows = left.argmin(axis=1), np.arange(len(paths))
    floor, size = floor[rows, best], size[rows, best]
    now, then = (np.maximum(floor + size * at[best], 0) for at in (x[:, -1], ahead))
    return Fits(now, then, left[rows, best])
