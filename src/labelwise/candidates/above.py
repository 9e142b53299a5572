"""Above: the candidates that score above a level, which falls while they are too few."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from labelwise.candidates.top import best_of
from labelwise.params import Between, Piece, needs_of
from labelwise.types import Rows, ViewLike

__all__ = ["Above"]


@dataclass(frozen=True, repr=False)
class Above(Piece):
    """Rows with a score above ``level``; the level falls, at most to ``floor``, until there are enough.

    It falls from score to score, so that rows of one score go on together or not at all. Where fewer than
    will be picked are above the floor, all of them go on, and others by chance.

    Parameters
    ----------
    measure : callable
        A measure over View arrays, best one with few different scores.
    level : float
        Where it begins.
    floor : float
        Rows at this score or below do not count.
    per_pick : int
        Enough is so many for each unit that will be picked.

    References
    ----------
    S. R. Gupte et al., "Revisiting Active Learning in the Era of Vision Foundation Models" (S049), 2024: the
    share of dropout passes with another prediction, from one half down to 0, until there are 25 a pick.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"flips": np.array([3, 0, 1, 2, 1, 0])})
    >>> stage, rng = Above(lambda flips: flips, level=1.5, per_pick=3), np.random.default_rng(0)
    >>> stage(view, np.arange(6), 1, rng).tolist(), len(stage(view, np.arange(6), 5, rng))
    ([0, 2, 3, 4], 5)
    """

    measure: Any
    level: float = 0.5
    floor: float = 0.0
    per_pick: Annotated[int, Between(1)] = 25

    @property
    def needs(self) -> tuple[str, ...]:
        """What the measure reads."""
        return needs_of(self.measure)

    def __call__(self, view: ViewLike, rows: Rows, n: int, rng: np.random.Generator) -> Rows:
        """The ones among ``rows`` that are above, in their order."""
        seed = int(rng.integers(2**63))
        score = view.score(self.measure, rows, rng)
        above, enough = np.flatnonzero(score > self.floor), self.per_pick * n
        if len(above) > enough > 0:
            lowest = np.partition(score[above], len(above) - enough)[len(above) - enough]
            above = above[(score[above] > self.level) | (score[above] >= lowest)]
        if len(above) >= n:
            return np.asarray(rows[above])
        chance = np.zeros(len(rows))
        chance[above] = 1
        return np.asarray(rows[best_of(chance, rows, min(len(rows), n), seed)])
