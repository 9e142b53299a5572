"""Farthest: the candidate with the largest distance to its nearest centre, distances as late as possible.

A new centre can only lower a distance, so an old one is an upper bound. Each candidate remembers how many
centres its distance knows; only those whose bound reaches the largest distance found so far are looked at.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelwise.parallel import compiled, in_blocks
from labelwise.random import tie_break
from labelwise.representations.blocks import nearest, nearest_of
from labelwise.representations.mapping import centred
from labelwise.selectors.falling import Falling
from labelwise.types import Dense, Points, Rows, Slate

__all__ = ["Farthest", "farthest", "least_to"]

SIDE = 128
"""Candidates that share one upper bound."""

STEP, BUSY = 8192, 2**20
"""Candidates a job, and coordinates compared for the last pick from which on there are several jobs."""

TABLE = 4
"""Distances between centres that are kept at most, a candidate: more cost more than they spare."""


class Known(NamedTuple):
    """What is known of the centres that there are before the first pick."""

    centres: Points
    """k centres, in the order in which they came."""

    seen: NDArray[np.int32]
    """(m,) how many of them the distance of each candidate knows."""

    near: NDArray[np.int32]
    """(m,) which of these is the nearest; -1 where nobody knows."""


def farthest(slate: Slate, points: Points, least: NDArray[Any] | None, known: Known | None) -> Farthest:
    """The run that fits the points.

    Parameters
    ----------
    slate : Slate
        The candidates.
    points : Points
        Where they stand.
    least : (m,) float or None
        Squared distances to the nearest centre; None while there is no centre.
    known : Known or None
        The centres; None while there is none.
    """
    plain = isinstance(points, Dense) and isinstance(points.stored, np.ndarray)
    return (Compared if plain else Farthest)(slate, points, least, known)


def least_to(points: Points, centres: Points) -> tuple[NDArray[Any], Rows]:
    """Squared distances to the nearest centre, and which it is.

    Of dense points the distances are free of the rounding of inner products.

    Examples
    --------
    >>> least, at = least_to(Dense(np.array([[1e8], [1e8 + 2]])), Dense(np.array([[1e8], [1e8 + 5]])))
    >>> least.tolist(), at.tolist()
    ([0.0, 4.0], [0, 0])
    """
    at, least = nearest_of(*centred(points, centres))
    if len(centres) and isinstance(points, Dense) and isinstance(points.stored, np.ndarray):
        rows, y = points.where, np.ascontiguousarray(centres.dense(np.arange(len(centres))))
        in_blocks(lambda s: _between(points.stored, rows[s], y, at[s], least[s]), len(points), STEP)
    return least, at


@compiled(fast=True)
def _between(x: Any, rows: Rows, y: Any, at: Rows, least: NDArray[Any]) -> None:
    """Squared distances of pairs, from differences."""
    for i in range(len(rows)):
        total, one, other = x.dtype.type(0), x[rows[i]], y[at[i]]
        for j in range(len(one)):
            total += (one[j] - other[j]) ** 2
        least[i] = total


@compiled(fast=True)
def _all_between(x: Any, y: Any) -> Any:
    """(len(x), len(y)) squared distances, from differences."""
    made = np.zeros((len(x), len(y)), x.dtype)
    for i in range(len(x)):
        for k in range(len(y)):
            total = x.dtype.type(0)
            for j in range(x.shape[1]):
                total += (x[i, j] - y[k, j]) ** 2
            made[i, k] = total
    return made


class Farthest:
    """Squared distance of each candidate to its nearest centre, for points of any kind."""

    def __init__(self, slate: Slate, points: Points, least: NDArray[Any] | None, known: Known | None) -> None:
        self._points, self._slate = points, slate
        self.least = least
        self.picks: list[int] = []
        self._begin(known)

    def _begin(self, known: Known | None) -> None:
        self._queue: Falling | None = None
        self._base = 0 if known is None else len(known.centres)
        self.seen = np.full(len(self._points), self._base, dtype=np.int32)
        self.near = np.full(len(self._points), -1, dtype=np.int32)
        if known is not None and self.least is not None and (first := int(known.seen.min())) < self._base:
            new = nearest(self._points, known.centres.part(np.arange(first, self._base)))
            self.least = np.minimum(self.least, new)

    def scores(self) -> NDArray[Any]:
        """(m,) squared distances; zeros while there is no centre, so that chance decides."""
        if self.least is None:
            return np.zeros(len(self._points))
        self._all(self.least)
        return self.least

    def score(self, i: int) -> float:
        """The squared distance of one candidate."""
        if self.least is None:
            return 0.0
        self._one(self.least, i)
        return float(self.least[i])

    def _all(self, least: NDArray[Any]) -> None:
        for k in range(int(self.seen.min()) - self._base, len(self.picks)):
            late = self.seen == k + self._base
            rows = slice(None) if late.all() else np.flatnonzero(late)
            least[rows] = np.minimum(least[rows], self._points.sq_dists(rows, self._points, self.picks[k]))
            self.seen[rows] = k + 1 + self._base

    def _one(self, least: NDArray[Any], i: int) -> None:
        late = self.picks[self.seen[i] - self._base :]
        if late:
            least[i] = min(least[i], self._points.sq_dists(late, self._points, i).min())
            self.seen[i] = len(self.picks) + self._base

    def best(self, alive: NDArray[np.bool_], rng: np.random.Generator) -> tuple[int, None] | None:
        """The farthest, after a look at those that may be it."""
        if self._queue is None:
            self._queue = Falling(self.scores(), self._slate.rows, self._slate.ties)
        found = self._queue.best(alive, self.score)
        return None if found is None else (found, None)

    def add(self, i: int) -> None:
        """Candidate i is a centre from now on."""
        self.picks.append(i)
        if self.least is None:
            self._first()

    def _first(self) -> None:
        """There is a centre, which nobody knows yet."""
        self.least, self._queue = np.full(len(self._points), np.inf, dtype=self._points.diag().dtype), None

    def why(self, i: int) -> str:
        """How far away it is."""
        return "no centre yet, by chance" if self.least is None else f"distance {self.score(i) ** 0.5:.3g}"


class Compared(Farthest):
    """The same for dense points: a compiled loop that compares coordinates, in threads where it has to.

    Candidates are in groups of 128 with a common bound; a pick reads the bounds, and the groups that reach
    the largest distance found so far. Centres that the triangle inequality rules out are passed over.
    """

    _points: Dense

    def _begin(self, known: Known | None) -> None:
        stored, size = self._points.stored, len(self._points)
        self._rows, self._everyone = self._points.where, np.ones(size, dtype=np.bool_)
        self._looked = 0
        self.seen, self.near = np.zeros(size, dtype=np.int32), np.full(size, -1, dtype=np.int32)
        self._skipped = self._count = 0
        if known is not None:
            self.seen[:], self.near[:] = known.seen, known.near
            self._skipped, self._count = int(self.seen.min(initial=len(known.centres))), len(known.centres)
        self._centres = np.empty((self._count + self._slate.n, stored.shape[1]), stored.dtype)
        if known is not None:
            self._centres[: self._count] = known.centres.dense(np.arange(self._count))
        new = self._count - self._skipped
        kept = self._count - (new if self._count * new <= TABLE * size else 0)
        self._apart = _all_between(self._centres[: self._count], self._centres[kept : self._count])
        starts = np.arange(0, size, SIDE)
        self._top = np.zeros(0) if self.least is None else np.maximum.reduceat(self.least, starts)

    def _first(self) -> None:
        self.least = np.full(len(self._points), np.inf, dtype=self._points.stored.dtype)
        self._top = np.full(-(-len(self._points) // SIDE), np.inf, dtype=self.least.dtype)

    def add(self, i: int) -> None:
        """Candidate i is a centre from now on."""
        super().add(i)
        if self._count == len(self._centres):
            self._centres = np.concatenate([self._centres, np.empty_like(self._centres)])
        self._centres[self._count] = self._points.dense(np.array([i]))[0]
        self._count += 1

    def _look(self, groups: slice, alive: Any, limit: float, full: bool) -> tuple[float, int, int, int]:
        return _search(
            (self._points.stored, self._rows, self._centres[: self._count], self._apart),
            (self.seen, self.least, self.near, alive, self._top),
            (groups.start, groups.stop, self._skipped),
            limit,
            full,
        )

    def _search(self, alive: Any, limit: float, full: bool = False) -> tuple[float, int, int]:
        """The largest distance of at least ``limit``, whose it is, and how many others have it."""
        size = len(self._top)
        many = full or self._looked * self._points.width > BUSY
        if not many:
            value, found, ties, self._looked = self._look(slice(0, size), alive, limit, full)
            return value, found, ties
        step = max(STEP // SIDE, -(-size // 16))
        made = in_blocks(lambda groups: self._look(groups, alive, limit, full), size, step)
        self._looked = sum(looked for *_, looked in made)
        value = max(value for value, *_ in made)
        top = [(i, ties) for v, i, ties, _ in made if v == value and i >= 0]
        return (value, top[0][0], sum(1 + ties for _, ties in top) - 1) if top else (value, -1, 0)

    def best(self, alive: NDArray[np.bool_], rng: np.random.Generator) -> tuple[int, None] | None:
        """The farthest, after a look at those that may be it."""
        if self.least is None:
            return self._of_equals(np.flatnonzero(alive))
        while (group := int(self._top.argmax())) >= 0 and self._top[group] >= 0:
            value, found, *_ = self._look(slice(group, group + 1), alive, -1.0, False)
            if found >= 0:
                value, found, ties = self._search(alive, value)
                if ties:
                    return self._of_equals(np.flatnonzero((self.least == value) & alive))
                return found, None
        return None

    def _of_equals(self, tied: Rows) -> tuple[int, None] | None:
        if not len(tied):
            return None
        return int(tied[tie_break(self._slate.rows[tied], self._slate.ties).argmin()]), None

    def _all(self, least: NDArray[Any]) -> None:
        if self.seen.min() < self._count:
            self._search(self._everyone, -1.0, full=True)

    def _one(self, least: NDArray[Any], i: int) -> None:
        if self.seen[i] < self._count:
            self._look(slice(i // SIDE, i // SIDE + 1), self._everyone, -1.0, full=True)


@compiled(fast=True)
def _search(points: Any, now: Any, where: Any, limit: float, full: bool) -> tuple[float, int, int, int]:
    """The largest distance in some groups if it reaches the limit; what may reach it becomes exact.

    A centre twice as far from the nearest centre of a candidate as this candidate is cannot be nearer.
    """
    x, rows, centres, apart = points
    seen, least, near, alive, top = now
    first, last, skipped = where
    best, found, ties, looked, (known, table) = limit, -1, 0, 0, apart.shape
    for group in range(first, last):
        if top[group] < best and not full:
            continue
        highest = least.dtype.type(-1)
        for i in range(group * 128, min(len(rows), group * 128 + 128)):
            if not alive[i]:
                continue
            value = least[i]
            if full or value >= best:
                k, one = seen[i], x[rows[i]]
                while k < len(centres) and (full or value >= best):
                    own, new = near[i], k - skipped
                    if new >= table or not 0 <= own < known or apart[own, new] <= 4.001 * value:
                        other, total = centres[k], x.dtype.type(0)
                        for j in range(len(one)):
                            total += (one[j] - other[j]) ** 2
                        looked += 1
                        if total < value:
                            value, near[i] = total, k
                    k += 1
                least[i], seen[i] = value, k
                if value > best or (value == best and found < 0):
                    best, found, ties = value, i, 0
                elif value == best:
                    ties += 1
            highest = max(highest, value)
        top[group] = highest
    return best, found, ties, looked
