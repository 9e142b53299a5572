"""Draw test items one after another without replacement, each with a probability that is kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwise.errors import BadParameter
from labelwise.unequal import checked_weights, drawn_in_turn

__all__ = ["Drawn", "draw_items", "draw_next"]


@dataclass(frozen=True, eq=False)
class Drawn:
    """Items in drawing order; a shorter draw by the same generator is the beginning of a longer one.

    Parameters
    ----------
    rows : (M,) int64
        Row of each item.
    q : (M,) float64
        Probability of each draw among the items then left.
    size : int
        N, items they were drawn from.

    Examples
    --------
    >>> made = draw_items(np.ones(1000), np.random.default_rng(0), n=3)
    >>> len(made), made.size, made.q.round(6).tolist()
    (3, 1000, [0.001, 0.001001, 0.001002])
    """

    rows: NDArray[np.int64]
    q: NDArray[np.float64]
    size: int

    def __len__(self) -> int:
        return len(self.rows)

    def first(self, count: int) -> Drawn:
        """The first ``count`` draws."""
        return Drawn(self.rows[:count], self.q[:count], self.size)


def draw_items(weights: ArrayLike, rng: np.random.Generator, *, n: int | None = None) -> Drawn:
    """Draw ``n`` items; each draw takes an item with probability its weight over the weights left.

    See :func:`labelwise.unequal.drawn_in_turn`.

    Parameters
    ----------
    weights : (N,) float
        Above 0; need not sum to 1.
    rng : numpy.random.Generator
        Read N times whatever n is.
    n : int or None
        None for all.

    Raises
    ------
    BadData
        If a weight is 0, negative or no finite number.
    BadParameter
        If n is not between 0 and N.

    Examples
    --------
    >>> both = [draw_items([1.0, 2.0, 3.0, 4.0], np.random.default_rng(5), n=n).rows for n in (2, 4)]
    >>> both[0].tolist() == both[1][:2].tolist()
    True
    """
    rows, q = drawn_in_turn(weights, rng, n)
    return Drawn(rows, q, len(np.asarray(weights)))


def draw_next(weights: ArrayLike, drawn: ArrayLike, rng: np.random.Generator) -> tuple[int, float]:
    """One more item, for weights that change with what was learned; its row and its probability.

    Parameters
    ----------
    weights : (N,) float
        Above 0 for every item that is left.
    drawn : (m,) int
        Rows drawn before.
    rng : numpy.random.Generator
        One number is read.

    Raises
    ------
    BadData
        If a weight of an item that is left is 0, negative or no finite number.
    BadParameter
        If none is left, or a row was drawn twice.

    Examples
    --------
    >>> draw_next([1.0, 1.0, 2.0], [0, 1], np.random.default_rng(0))
    (2, 1.0)
    """
    made = np.array(weights, dtype=np.float64)
    before = np.asarray(drawn, dtype=np.int64)
    if len(set(before.tolist())) < len(before):
        raise BadParameter("an item was drawn twice", allowed="every item once")
    left = np.setdiff1d(np.arange(len(made)), before)
    if not len(left):
        raise BadParameter(f"all {len(made)} items were drawn before", fix="stop: the truth is known")
    rates = checked_weights(made[left], left)
    place = min(int(np.searchsorted(rates.cumsum(), rng.random() * rates.sum(), "right")), len(left) - 1)
    return int(left[place]), float(rates[place] / rates.sum())
