"""Test items for a rare class: spread evenly over the logarithm of the rank that the model gives."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwise.errors import BadData, BadParameter

__all__ = ["RankedDraw", "draw_by_rank"]

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class RankedDraw:
    """Items drawn at random within strata of the rank, the strata in turn.

    Parameters
    ----------
    rows : (n,) int64
        In asking order; the first few of them are a draw of the same kind.
    rank : (n,) int64
        Rank of each by the model's score, 0 the highest.
    stratum : (n,) int64
        Stratum of each, 0 the highest ranks.
    bounds : (H + 1,) int64
        Ranks at which the strata begin, and N.
    cut : int
        How many items of the highest ranks the model calls positive; one of ``bounds``.

    Examples
    --------
    >>> made = draw_by_rank(-np.arange(1000.0), 80, np.random.default_rng(0), cut=50)
    >>> made.bounds.tolist(), np.bincount(made.stratum).tolist()
    ([0, 10, 19, 50, 72, 139, 268, 518, 1000], [10, 9, 11, 10, 10, 10, 10, 10])
    """

    rows: Ints
    rank: Ints
    stratum: Ints
    bounds: Ints
    cut: int

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def size(self) -> int:
        """N, items that were ranked."""
        return int(self.bounds[-1])

    @property
    def sizes(self) -> Ints:
        """(H,) items in each stratum."""
        return np.diff(self.bounds)

    @property
    def q(self) -> NDArray[np.float64]:
        """(n,) probability of each draw among the items of its stratum then left."""
        stratum, turn = strata_in_turn(self.bounds, len(self))
        return np.asarray(1 / (self.sizes[stratum] - turn))

    def first(self, count: int) -> RankedDraw:
        """The first ``count`` items."""
        kept = slice(count)
        return RankedDraw(self.rows[kept], self.rank[kept], self.stratum[kept], self.bounds, self.cut)


def draw_by_rank(
    score: ArrayLike,
    n: int,
    rng: np.random.Generator,
    *,
    cut: int,
    strata: int = 8,
    spread: int | None = None,
) -> RankedDraw:
    """Draw ``n`` items, about as many from each of a few strata whose bounds grow geometrically.

    The highest ranks, where positives of a rare class are, are labelled densely or all, and what lies
    far below is sampled thinly, which bounds the positives that the model misses.

    Parameters
    ----------
    score : (N,) float
        The model's score of the class, higher = more likely; ties are broken at random.
    n : int
        Items to draw.
    rng : numpy.random.Generator
        Read the same whatever n is.
    cut : int
        Items that the model calls positive, those of the highest scores; from 1 to N - 1.
    strata : int
        How many, at most.
    spread : int or None
        Items that the bounds of the strata are made for; n by default. With the same ``spread`` a smaller
        draw is the beginning of a larger one.

    Raises
    ------
    BadData
        If a score is no finite number.
    BadParameter
        If n, cut, spread or the number of strata is out of range.

    References
    ----------
    M. Tonneau et al., "Multilingual Detection of Personal Employment Status on Twitter", 2022 (S095),
    whose test items are spread log-uniformly over ranks; the bound at ``cut`` is ours.
    """
    made = np.asarray(score, dtype=np.float64)
    if made.ndim != 1 or not len(made) or not np.isfinite(made).all():
        raise BadData(f"scores of the shape {made.shape} are not all finite", allowed="(N,) finite numbers")
    size = len(made)
    made_for = max(n, 1) if spread is None else spread
    ranges = {"n": (n, 0, size), "cut": (cut, 1, size - 1), "strata": (strata, 2, 64)}
    ranges["spread"] = (made_for, 1, max(size, made_for))
    for name, (value, low, high) in ranges.items():
        if not low <= value <= high:
            raise BadParameter(f"{name} is {value}", allowed=f"{low} to {high}")
    order = np.lexsort((rng.random(size), -made))
    bounds = _bounds(size, made_for, cut, strata)
    turns = _turns(rng.random(size), bounds)
    picked = np.lexsort((_of_ranks(bounds), turns))[:n]
    return RankedDraw(order[picked], picked, _of_ranks(bounds)[picked], bounds, cut)


def strata_in_turn(bounds: ArrayLike, n: int) -> tuple[Ints, Ints]:
    """(n,) stratum and (n,) turn of each item of a draw, which its bounds alone decide.

    Examples
    --------
    >>> [made.tolist() for made in strata_in_turn([0, 1, 5, 9], 6)]
    [[0, 1, 2, 1, 2, 1], [0, 0, 0, 1, 1, 2]]
    """
    stratum = _of_ranks(np.asarray(bounds))
    turn = np.concatenate([np.arange(size) for size in np.diff(bounds)])
    order = np.lexsort((stratum, turn))[:n]
    return stratum[order], turn[order]


def _of_ranks(bounds: Ints) -> Ints:
    """(N,) stratum of each rank."""
    return np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))


def _bounds(size: int, n: int, cut: int, strata: int) -> Ints:
    """Geometric from the first n / strata ranks on; the inner bound next to the cut moves there."""
    first = min(max(1, n // strata), size)
    made = np.unique(np.geomspace(first, size, strata).round().astype(np.int64))
    inner = made[made < size]
    if len(inner):
        inner[np.abs(np.log(inner) - np.log(cut)).argmin()] = cut
    return np.unique(np.concatenate([[0], inner, [cut], [size]]))


def _turns(key: NDArray[Any], bounds: Ints) -> Ints:
    """(N,) by rank: in which turn an item comes up, when every stratum gives one at random a turn."""
    turns = np.empty(len(key), dtype=np.int64)
    for low, high in pairwise(bounds):
        turns[low:high] = key[low:high].argsort().argsort()
    return turns
