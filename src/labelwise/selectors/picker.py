"""The one loop that picks: masking, ties, costs, budget, probabilities and shortage live here."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.parallel import single_thread
from labelwise.random import tie_break
from labelwise.selectors.base import begin, part, positions, under
from labelwise.selectors.order import Order
from labelwise.types import Rows, Selection, Slate, State

__all__ = ["Picker"]


class Picker:
    """One selection in progress; several can be interleaved, each told what the others took.

    Parameters
    ----------
    slate : Slate
        The candidates, their scores, points and costs.
    selector : selector
        Offers scores; ``pick`` says whether the highest is taken or one is drawn.
    title : str
        Stands first in ``Selection.why``.
    note : str
        Stands in ``Selection.short`` when fewer come than asked, for example how many rows were open.
    state : mapping, optional
        What the strategy's pieces keep; the selector's own part carries ``selector.`` before its names.
    known : bool
        Whether the probability of a pick among the candidates is that among all rows. It is not where the
        candidates were drawn; then none is recorded.

    Examples
    --------
    >>> from labelwise.selectors.top_k import TopK
    >>> slate = Slate(np.array([4, 7, 9]), 2, np.random.default_rng(0), labels=np.full(10, -1),
    ...               cost=np.ones(3), score=np.array([0.2, 0.9, 0.4]))
    >>> picker = Picker(slate, TopK())
    >>> picker.best(), picker.best()
    (7, 7)
    >>> picker.take(7)
    >>> picker.fill().selection().indices.tolist()
    [7, 9]
    """

    def __init__(
        self,
        slate: Slate,
        selector: Any,
        *,
        title: str = "",
        note: str = "",
        state: State | None = None,
        known: bool = True,
    ) -> None:
        self._seed = int(slate.rng.integers(2**63))
        slate = replace(slate, ties=self._seed)
        self._slate, self._selector = slate, selector
        self._title, self._note, self._known = title, note, known
        self._kept = {k: v for k, v in (state or {}).items() if not k.startswith("selector.")}
        with single_thread():
            self._run, self._state = begin(selector, slate, part(state, "selector"))
        self._draws = getattr(selector, "pick", "max") == "sample"
        self._static = bool(getattr(self._run, "static", False))
        self._order: Order | None = None
        self.alive: NDArray[np.bool_] = np.ones(len(slate.rows), dtype=bool)
        self._barred = self._dear = 0
        self._spent = Decimal(0)
        self._next: tuple[int, float] | None = None
        self._taken: set[int] = set()
        self._picks: list[tuple[int, float, float, float, str]] = []
        self._count = 0
        self._bar(getattr(self._run, "barred", None))
        self._afford()

    def __len__(self) -> int:
        return self._count

    def best(self) -> int | None:
        """The row that would be picked next, None when nothing is left; the same until something is taken."""
        if self._next is None:
            with single_thread():
                self._next = self._find()
        return None if self._next is None else int(self._slate.rows[self._next[0]])

    def take(self, row: int, why: str = "", p: float | None = None, cost: float | None = None) -> None:
        """Take a row, whoever chose it.

        Parameters
        ----------
        row : int
            Row of the pool; one that is not among the candidates is recorded and paid for all the same.
        why : str
            Who chose it; this Picker's own reason by default.
        p : float, optional
            Its probability, when others had a say.
        cost : float, optional
            What it costs, for a row that is not among the candidates; 1 by default.

        Raises
        ------
        BadParameter
            If the row was taken before.
        """
        if row in self._taken:
            raise BadParameter(f"row {row} was taken before", allowed="rows that best() offers")
        drawn = self._next
        i = drawn[0] if drawn is not None and self._slate.rows[drawn[0]] == row else self._position(row)
        self._next = None
        self._taken.add(row)
        self._count += 1
        if i is None:
            price = 1.0 if cost is None else float(cost)
            self._picks.append((row, np.nan, np.nan if p is None else p, price, why))
            self._pay(price)
            return
        chance = drawn[1] if self._known and drawn is not None and drawn[0] == i else np.nan
        chance, reason = chance if p is None else p, why or self._reason(i)
        self._picks.append((row, self._score(i), chance, float(self._slate.cost[i]), reason))
        self.alive[i] = False
        with single_thread():
            self._bar(self._run.add(i))
        self._pay(self._slate.cost[i])

    def fill(self) -> Picker:
        """Pick until there are ``n``, or nothing is left."""
        with single_thread():
            while (row := self.best()) is not None:
                self.take(row)
        return self

    def chance(self, row: int) -> float:
        """The probability that ``row`` is this Picker's next pick, before it is taken; NaN if unknown."""
        i = self._position(row)
        if self.best() is None:
            return 0.0
        if not self._known:
            return float("nan")
        if i is None or not self.alive[i]:
            return 0.0
        if not self._draws:
            return float(self.best() == row)
        own = getattr(self._run, "chance", None)
        if own is not None:
            return float(own(i, self.alive))
        mass = self._mass()
        return float(mass[i] / mass.sum())

    def cost(self, row: int) -> float | None:
        """What ``row`` costs; None where it is not among the candidates."""
        i = self._position(row)
        return None if i is None else float(self._slate.cost[i])

    def reason(self, row: int) -> str:
        """Why this Picker would pick ``row`` now."""
        return self._reason(self._position(row))

    def _reason(self, i: int | None) -> str:
        own = getattr(self._run, "why", None)
        why = own(i) if own is not None and i is not None else ""
        return f"{self._title}: {why}" if self._title and why else self._title or why

    def selection(self) -> Selection:
        """What was picked so far."""
        rows, scores, p, cost, why = zip(*self._picks, strict=True) if self._picks else ((), (), (), (), ())
        chances = np.array(p, dtype=np.float64)
        known = bool(len(chances)) and not np.isnan(chances).any()
        return Selection(
            np.array(rows, dtype=np.int64),
            np.array(scores, dtype=np.float64),
            tuple(why),
            p=chances if known else None,
            design="sequence" if known else None,
            cost=np.array(cost, dtype=np.float64),
            short=self._short(),
            state={**self._kept, **under("selector", self._state)},
        )

    def _position(self, row: int) -> int | None:
        i = int(np.searchsorted(self._slate.rows, row))
        return i if i < len(self._slate.rows) and self._slate.rows[i] == row else None

    def _find(self) -> tuple[int, float] | None:
        """Position and probability of the next pick; NaN where it is no draw."""
        if self._count >= self._slate.n or not self.alive.any():
            return None
        lazy = getattr(self._run, "best", None)
        if lazy is not None:
            return self._checked(lazy(self.alive, self._slate.rng))
        if self._draws:
            return self._draw()
        return self._sorted() if self._static else self._highest()

    def _checked(self, found: tuple[int, float | None] | None) -> tuple[int, float] | None:
        """What a lazy form found; refused unless it may be picked."""
        if found is None:
            return None
        if not isinstance(found, tuple) or len(found) != 2:
            raise BadParameter(f"{self._selector!r} offered {found!r}", allowed="(position, p) or None")
        i, p = found
        if type(i) is not int or not 0 <= i < len(self.alive):
            i = int(positions(self._selector, "offered", [i], len(self.alive))[0])
        if not self.alive[i]:
            raise BadParameter(
                f"{self._selector!r} offered row {self._slate.rows[i]} again or although it is barred",
                allowed="positions at which alive is true",
                fix="look at alive in best(alive, rng)",
            )
        if p is not None and not 0 < p <= 1 + 1e-9:
            raise BadParameter(
                f"{self._selector!r} offered a row with probability {p!r}", allowed="above 0, at most 1"
            )
        return i, np.nan if p is None else float(p)

    def _score(self, i: int) -> float:
        own = getattr(self._run, "score", None)
        return float(self._run.scores()[i] if own is None else own(i))

    def _scores(self) -> NDArray[Any]:
        given = np.asarray(self._run.scores())
        scores = np.asarray(given, np.float64) if given.dtype.kind in "fiub" else np.zeros(0)
        if scores.shape != self.alive.shape or (
            np.isnan(scores.max(initial=0)) and np.isnan(scores[self.alive]).any()
        ):
            raise BadParameter(
                f"{self._selector!r} gave NaN or scores of shape {given.shape} and type {given.dtype}",
                allowed=f"{len(self.alive)} numbers, one a candidate",
            )
        return scores

    def _highest(self) -> tuple[int, float] | None:
        scores = np.where(self.alive, self._scores(), -np.inf)
        top = scores.max()
        if top == -np.inf:
            return None
        tied = np.flatnonzero(scores == top)
        i = tied[0] if len(tied) == 1 else tied[tie_break(self._slate.rows[tied], self._seed).argmin()]
        return int(i), np.nan

    def _sorted(self) -> tuple[int, float] | None:
        if self._order is None:
            self._order = Order(self._scores(), self._slate.rows, self._seed, 2 * self._slate.n + 64)
        i = self._order.best(self.alive)
        return None if i is None else (i, np.nan)

    def _mass(self) -> NDArray[Any]:
        """(m,) what each candidate is drawn in proportion to; equal where all mass is zero."""
        scores = np.where(self.alive, self._scores(), 0.0)
        scores[scores == -np.inf] = 0.0
        bad = (scores < 0) | np.isinf(scores)
        if bad.any():
            raise BadParameter(
                f"{self._selector!r} draws by a score of {scores[bad][0]}",
                allowed="finite scores of 0 or more",
            )
        return scores if scores.any() else self.alive.astype(np.float64)

    def _draw(self) -> tuple[int, float]:
        mass = self._mass()
        total = np.cumsum(mass)
        i = int(np.searchsorted(total, self._slate.rng.random() * total[-1], side="right"))
        i = min(i, int(np.flatnonzero(mass)[-1]))
        return i, float(mass[i] / total[-1])

    def _bar(self, barred: Rows | None) -> None:
        if barred is not None:
            barred = np.unique(positions(self._selector, "barred", barred, len(self.alive)))
            self._barred += int(self.alive[barred].sum())
            self.alive[barred] = False

    def _pay(self, cost: Any) -> None:
        self._spent += Decimal(str(cost))
        self._afford()

    def _afford(self) -> None:
        """Pass over what costs more than is left; what is left only shrinks, so it never comes back."""
        if self._slate.budget is not None:
            dear = self.alive & (self._slate.cost > float(self._slate.budget.left(self._spent)))
            self._dear += int(dear.sum())
            self.alive[dear] = False

    def _short(self) -> str:
        """Why fewer came than asked."""
        if self._count >= self._slate.n:
            return ""
        reasons = [
            self._note or f"there are {len(self._slate.rows)} candidates",
            f"{self._dear} cost more than the budget has left" if self._dear else "",
            f"{self._barred} are barred by {self._selector!r}" if self._barred else "",
            f"{self._selector!r} offers no more" if self.alive.any() else "",
        ]
        return f"{self._count} of {self._slate.n}: " + ", ".join(r for r in reasons if r)
