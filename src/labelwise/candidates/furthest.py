"""Furthest: of many random sets of candidates the one that is spread out most (S019)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

import numpy as np

from labelwise.params import Between, Piece
from labelwise.representations.blocks import summed
from labelwise.representations.embedding import dense_rows
from labelwise.representations.mapping import known_rows
from labelwise.types import Dense, Rows, ViewLike

__all__ = ["Furthest"]


@dataclass(frozen=True, repr=False)
class Furthest(Piece):
    """The random set whose members are furthest from each other and from what has a label.

    ``sets`` random sets are drawn; the one with the largest sum of Euclidean distances goes on, those of all
    pairs of its members and those of its members to the labelled and the pending rows.

    Parameters
    ----------
    count : int
        Members of a set.
    per_pick : int
        At least so many for each pick, so that there is something to choose from.
    sets : int
        How many are drawn.
    name : str
        View name of the vectors.

    Notes
    -----
    The time does not depend on the number of candidates, only on that of labels l:
    O(sets k (k + l) D) for k members.

    References
    ----------
    J. Gonsior, M. Thiele, W. Lehner, "ImitAL: learned active learning strategy on synthetic data" (S019),
    2022: 20 members, of which 5 are picked.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"embedding": np.array([[0.0], [0.1], [0.2], [5.0]])}, labels=[-1] * 4)
    >>> Furthest(2, 1)(view, np.arange(4), 1, np.random.default_rng(0)).tolist()
    [0, 3]
    """

    count: Annotated[int, Between(1)] = 20
    per_pick: Annotated[int, Between(1)] = 4
    sets: Annotated[int, Between(1)] = field(default=100, kw_only=True)
    name: str = field(default="embedding", kw_only=True)
    draws = True

    @property
    def needs(self) -> tuple[str, ...]:
        """The vectors."""
        return (self.name,)

    def __call__(self, view: ViewLike, rows: Rows, n: int, rng: np.random.Generator) -> Rows:
        """The members of the best set, ascending; all ``rows`` where there are no more than a set has."""
        size = max(self.count, self.per_pick * n)
        if len(rows) <= size:
            return rows
        drawn = [np.sort(rng.choice(len(rows), size, replace=False, shuffle=False)) for _ in range(self.sets)]
        used, where = np.unique(np.concatenate(drawn), return_inverse=True)
        points = Dense(dense_rows(view, self.name, rows[used]))
        known = Dense(dense_rows(view, self.name, known_rows(view)))
        apart = summed(points, known)
        sums = [apart[at].sum() + _within(points, at) for at in where.reshape(len(drawn), size)]
        return np.asarray(rows[drawn[int(np.argmax(sums))]])


def _within(points: Dense, at: Rows) -> float:
    """The sum of the distances of all pairs among ``points[at]``."""
    part = points.part(at)
    return float(summed(part, part).sum() / 2)
