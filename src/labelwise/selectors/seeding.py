"""Seeding: draws in proportion to the squared distance to the draws before, a block of them at a time.

A block of draws is found from distances that do not know its own draws: they are upper bounds, so a
candidate proposed in proportion to its bound is taken with probability new / bound, which is the law of one
pass a draw (rejection). Then one product of matrices brings all distances up to date and gives the total
mass before each draw of the block, and with it the exact probability.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.parallel import compiled, in_blocks
from labelwise.types import Points, Rows

__all__ = ["Seeding"]

Array = NDArray[Any]

AHEAD, TRIES, STEP = 32, 64, 4096
"""Draws of a block; rejections after which it ends; candidates of one job."""

ROUNDING = 16
"""Squared distances below so many units of rounding of the squared norms are zero."""


class Seeding:
    """Masses ``weight * least^power`` of candidates, and draws by them.

    Parameters
    ----------
    points : Points
        m candidates.
    least : (m,) float or None
        Squared distances to what was picked before; None where nothing was.
    first : (m,) float
        Masses of the first draw, where nothing was picked before.
    weight : (m,) float
        Factors of the masses.
    power : float
        Of the squared distance.
    n : int
        How many draws are wanted.
    """

    def __init__(
        self, points: Points, least: Array | None, first: Array, weight: Array, power: float, n: int
    ) -> None:
        self._points, self._first, self._weight, self._power = points, first, weight, power
        self._norms = points.diag()
        self._least, self._left = least, n
        self._added: list[int] = []  # picks that least does not know
        self._ahead: list[tuple[int, float, float]] = []  # position, probability, mass: drawn, not yet added
        self._after: Array | None = None  # least after all of these
        self._alive: NDArray[np.bool_] | None = None  # who may be picked, if the next of them is taken
        self._offered: tuple[int, float] | None = None

    def scores(self) -> Array:
        """(m,) mass of the next draw."""
        if self._least is None and not self._added:
            return self._first
        self._settle()
        assert self._least is not None
        return np.asarray(self._mass(self._least))

    def score(self, i: int) -> float:
        """The mass of one candidate."""
        if self._offered is not None and self._offered[0] == i:
            return self._offered[1]
        return float(self.scores()[i])

    def add(self, i: int) -> None:
        """Candidate i is picked."""
        self._added.append(i)
        self._left -= 1
        self._offered = None
        if self._ahead and self._ahead[0][0] == i and self._alive is not None:
            self._ahead.pop(0)
            self._alive[i] = False
            if not self._ahead and self._after is not None:
                self._least, self._added = self._after, []
        else:
            self._ahead = []

    def best(self, alive: NDArray[np.bool_], rng: np.random.Generator) -> tuple[int, float]:
        """The next draw and its probability."""
        if not self._ahead or self._alive is None or not np.array_equal(alive, self._alive):
            self._draw(alive, rng)
        i, p, mass = self._ahead[0]
        self._offered = i, mass
        return i, p

    def _mass(self, least: Any, rows: Any = slice(None)) -> Any:
        return self._weight[rows] * (least if self._power == 1 else least**self._power)

    def _settle(self) -> None:
        """Bring distances up to date with what was added; what was drawn beyond is forgotten."""
        if self._added:
            self._least = self._fold(self._added, np.full(len(self._points), len(self._added), np.int32))[0]
            self._added = []
        self._ahead = []

    def _draw(self, alive: NDArray[np.bool_], rng: np.random.Generator) -> None:
        if self._least is None and not self._added:
            mass = np.where(alive, self._first, 0.0)
            i, p = _one(mass if mass.any() else alive.astype(np.float64), rng)
            self._after, self._alive, self._ahead = None, alive.copy(), [(i, p, float(self._first[i]))]
            return
        self._settle()
        assert self._least is not None
        mass = np.where(alive, self._mass(self._least), 0)
        total = np.cumsum(mass, dtype=np.float64)
        self._alive = alive.copy()
        if total[-1] <= 0:
            i, p = _one(alive.astype(np.float64), rng)
            self._ahead, self._after = [(i, p, 0.0)], self._least
            return
        found = self._propose(total, alive, rng)
        until = np.where(alive, len(found), -1).astype(np.int32)
        until[[i for i, _ in found]] = np.arange(len(found))
        self._after, totals = self._fold([i for i, _ in found], until)
        self._ahead = [
            (i, min(1.0, m / t) if t > 0 else 1.0, m) for (i, m), t in zip(found, totals, strict=True)
        ]

    def _propose(self, total: Array, alive: Any, rng: np.random.Generator) -> list[tuple[int, float]]:
        """Draws of a block with their masses: propose by the bound, accept by what is left of it."""
        assert self._least is not None
        found: list[tuple[int, float]] = []
        picks: list[int] = []
        failed = 0
        while len(found) < min(AHEAD, max(self._left, 1), int(alive.sum())) and failed < TRIES:
            i = int(np.searchsorted(total, rng.random() * total[-1], side="right"))
            i, accept = min(i, len(total) - 1), rng.random()
            least = self._least[i]
            if i in picks or not alive[i]:
                failed += 1
                continue
            if picks:
                away = self._points.sq_dists(picks, self._points, i)
                away[away <= self._noise(self._norms[picks] + self._norms[i])] = 0
                least = min(least, away.min())
            new, bound = float(self._mass(least, i)), float(self._mass(self._least[i], i))
            if accept * bound < new:
                found.append((i, new))
                picks.append(i)
                failed = 0
            else:
                failed += 1
        return found

    def _noise(self, norms: Any) -> Any:
        return ROUNDING * np.finfo(self._norms.dtype).eps * norms

    def _fold(self, picks: list[int], until: Any) -> tuple[Array, Array]:
        """Distances that know the picks, and the total mass before each of them."""
        chosen = self._points.part(np.array(picks, dtype=np.int64))
        theirs, size = chosen.diag(), len(self._points)
        least = np.full(size, np.inf, self._norms.dtype) if self._least is None else self._least.copy()
        noise = self._noise(self._norms.dtype.type(1))

        def block(rows: slice) -> Array:
            cross, totals = self._points.part(rows).gram(slice(None), chosen), np.zeros(len(picks))
            _fold_picks(
                cross, (self._norms[rows], theirs), least[rows], until[rows],
                self._weight[rows], self._power, noise, totals,
            )  # fmt: skip
            return totals

        return least, np.sum(in_blocks(block, size, STEP), axis=0)


def _one(mass: Array, rng: np.random.Generator) -> tuple[int, float]:
    """One draw in proportion to masses, and its probability."""
    total = np.cumsum(mass, dtype=np.float64)
    i = int(np.searchsorted(total, rng.random() * total[-1], side="right"))
    i = min(i, int(np.flatnonzero(mass)[-1]))
    return i, float(mass[i] / total[-1])


@compiled(fast=True)
def _fold_picks(
    cross: Array,
    norms: Any,
    least: Array,
    until: Rows,
    weight: Array,
    power: float,
    noise: Any,
    totals: Array,
) -> None:
    """Lower ``least`` by the picks in their order; candidate i counts up to pick ``until[i]``."""
    own, theirs = norms
    picks = cross.shape[1]
    two, plain = cross.dtype.type(2), power == 1.0
    for i in range(len(least)):
        value, limit = least[i], until[i]
        for k in range(picks):
            if k <= limit:
                if plain:
                    totals[k] += weight[i] * value
                else:
                    totals[k] += weight[i] * value**power
            both = own[i] + theirs[k]
            away = both - two * cross[i, k]
            if away <= noise * both:
                away = cross.dtype.type(0)
            value = min(value, away)
        least[i] = value
