"""Which questions come next: pops the newest plan, in milliseconds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.campaign.purse import Purse
from labelwise.campaign.subject import Subject
from labelwise.random import generator
from labelwise.store.current import ANYBODY
from labelwise.store.fold import Fold
from labelwise.types import FIRST_FIGURE, Rows, Trust, Unit

Mask = NDArray[np.bool_]
Body = dict[str, Any]
PLANNED = ("score", "p", "predicted", "proposal", "confidence", "options", "form", "cost", "purpose")
"""What a plan may say of each of its items, and the question records."""


COPY = "a copy of an item of the sealed random reserve: these come last, and no model that asks sees them"


@dataclass(frozen=True, slots=True)
class Pick:
    """One unit to ask about, and the body of its ``asked`` event."""

    unit: Unit
    body: Body


@dataclass(slots=True)
class Line:
    """Rows in asking order, and what is recorded with the k-th of them."""

    rows: Rows
    body: Callable[[int], Body]
    cost: list[float] | None = None
    to: list[str | None] | None = None


class Popper:
    """Chooses from plan, reserve and chance, with what the fold and the budget allow.

    It follows the fold's list of changes, so that no call looks at all answers again.

    Parameters
    ----------
    subject : Subject
        What is asked about.
    fold : Fold
        The live state.
    purse : Purse
        What may be spent.
    seed : int
        The campaign's seed, for the order without a plan.
    overlap : int
        How many annotators may answer one unit.
    trust : Trust or None
        How many questions come from the sealed reserve, beside those of the strategy.
    """

    def __init__(
        self,
        subject: Subject,
        fold: Fold,
        purse: Purse,
        seed: int,
        overlap: int = 1,
        trust: Trust | None = None,
    ) -> None:
        self.subject, self.fold, self.purse, self.seed, self.overlap = subject, fold, purse, seed, overlap
        self._share, self._early = (0.0, 0.0) if trust is None else (trust.reserve, _early(trust, purse))
        self.reserve = subject.parsed(fold.config.get("reserve", ()))
        self._copies = subject.parsed(fold.config.get("copies", ()))
        self._reserved = np.zeros(len(subject), dtype=bool)
        self._reserved[self.reserve] = True
        self.aside = self._reserved.copy()
        self.aside[self._copies] = True
        self._votes, self._followed = np.zeros(len(subject), dtype=np.int32), 0
        self._told = np.zeros(len(subject), dtype=bool)
        self._who: dict[int, set[str]] = {}
        self._answered: defaultdict[str, set[int]] = defaultdict(set)
        self._plan: tuple[Body, Rows] = ({}, self.reserve[:0])

    @cached_property
    def _sealed(self) -> Rows:
        """The reserve in asking order: where items joined, each draw has its share of those asked so far."""
        drawn = self.fold.config.get("drawn", [len(self.reserve)])
        passed = [(np.arange(size) + 0.5) / max(size, 1) for size in drawn]
        return self.reserve[np.argsort(np.concatenate(passed), kind="stable")]

    @cached_property
    def _chance(self) -> Rows:
        """All rows that a strategy may ask, in a random order, for when no plan is there yet."""
        order = generator(self.seed, "order").permutation(len(self.subject))
        return order[~self.aside[order]]

    @property
    def planned(self) -> Rows:
        """The rows of the newest plan, in asking order."""
        plan = self.fold.planned
        if self._plan[0] is not plan:
            self._plan = plan, self.subject.read(plan.get("items", ()), plan.get("parts"))
        return self._plan[1]

    def _closed(self, now: float) -> tuple[Mask, Rows]:
        """(M,) whether a row has all its answers, given or out, and the rows that are out."""
        self._follow()
        out = self.subject.rows(Unit(*key[:2]) for key, v in self.fold.leases.items() if v.until > now)
        if self.overlap == 1:
            closed = self._votes > 0
            closed[out] = True
        else:
            closed = self._votes + np.bincount(out, minlength=len(self._votes)) >= self.overlap
        return closed, np.unique(out)

    def _follow(self) -> None:
        """Count the answers that were given or taken back since the last time."""
        fresh = list({unit for _, unit in self.fold.changes[self._followed :]})
        self._followed = len(self.fold.changes)
        rows = self.subject.rows(fresh)
        people = [self.fold.people(unit) for unit in fresh]
        self._votes[rows] = [len(answers) for answers in people]
        self._told[rows] = [any(a.query is not None for a in answers) for answers in people]
        if self.overlap == 1:
            return
        for row, unit in zip(rows.tolist(), fresh, strict=True):
            for name in self._who.get(row, ()):
                self._answered[name].discard(row)
            self._who[row] = {a.by for a in self.fold.told_of(unit)}
            for name in self._who[row]:
                self._answered[name].add(row)

    def _own(self, who: str, now: float) -> set[int]:
        """Rows that ``who`` has answered, corrected since or not, or holds: nobody is asked twice."""
        units = {Unit(*key[:2]) for key, v in self.fold.leases.items() if v.until > now and v.who == who}
        return self._answered[who].union(self.subject.rows(units).tolist())

    def open_rows(self, now: float) -> tuple[Rows, Rows]:
        """Rows that may be asked by the strategy, and rows that are handed out at present."""
        closed, out = self._closed(now)
        return np.flatnonzero(~(closed | self.aside)).astype(np.int64), out

    def left(self, now: float) -> int:
        """How many planned units are still free."""
        return int((~self._closed(now)[0][self.planned]).sum())

    def sealed_left(self) -> int:
        """How many of the reserve nobody has answered."""
        self._follow()
        return int((self._votes[self.reserve] == 0).sum())

    def serves(self, n: int, now: float) -> bool:
        """Whether the plan alone can give ``n`` questions, or as many as there are for a strategy."""
        left, plan = self.left(now), self.fold.planned
        return left >= n or bool(plan.get("short") or plan.get("hold")) or left == len(self.open_rows(now)[0])

    def pop(
        self, n: int | None, purpose: str, now: float, *, cost: Any = None, to: str | None = None
    ) -> list[Pick]:
        """Up to ``n`` picks: from the plan, else by chance; among them the share of the reserve.

        None is all that the plan holds, and the share of the reserve besides.
        """
        closed, out = self._closed(now)
        room = self.purse.room(len(self.subject) if n is None else n, cost, now)
        picks, own, left = list[Pick](), dict[str, set[int]](), self.left(now) if n is None else -1
        asked = self._told.copy()
        asked[out] = True
        for line, k in self._turns(purpose, closed, asked):
            if len(picks) == room.count or left == 0:
                break
            row, wanted = int(line.rows[k]), None if line.to is None else line.to[k]
            who = to or wanted or ANYBODY
            mine = self.overlap > 1 and not closed[row] and row in self._mine(own, who, now)
            if closed[row] or mine or wanted not in (None, who):
                continue
            if room.pays(None if line.cost is None else line.cost[k]):
                picks.append(Pick(self.subject.unit(row), {**line.body(k), "holder": to or wanted}))
                left -= line.rows is self.planned
                closed[row] = asked[row] = True
        return picks

    def _turns(self, purpose: str, closed: Mask, asked: Mask) -> Iterator[tuple[Line, int]]:
        """What there is to ask, the first first; ``asked`` are the rows that somebody was asked about."""
        p = len(self.reserve) / len(self.subject)
        sealed = Line(self._sealed, lambda _: {"purpose": "test", "p": p, "why": "the sealed random reserve"})
        copies = Line(self._copies, lambda _: {"purpose": "audit", "p": 1.0, "why": COPY})
        reserve, chosen = _walk(iter([sealed]), closed), _walk(self._lines(), closed)
        last = _walk(iter([copies]), closed)
        tests, total = int(asked[self.reserve].sum()), int(asked.sum())
        while True:
            due = purpose == "test" or self._due(tests, total + 1)
            found = next(reserve if due else chosen, None)
            if found is None and (due or self._fills) and purpose != "test":
                found = next(chosen if due else reserve, None) or next(last, None)
            if found is None:
                return
            row = found[0].rows[found[1]]
            before = bool(asked[row])
            yield found
            if asked[row] and not before:
                tests, total = tests + bool(self._reserved[row]), total + 1

    def _due(self, tests: int, total: int) -> bool:
        """Whether question number ``total`` is of the reserve: it has its share, and a few at the start."""
        return tests < int(max(self._share * total, min(self._early, total / 2)) + 1e-9)

    def _mine(self, known: dict[str, set[int]], who: str, now: float) -> set[int]:
        if who not in known:
            known[who] = self._own(who, now)
        return known[who]

    def _lines(self) -> Iterator[Line]:
        """What the strategy has to ask, the first first."""
        plan = self.fold.planned
        yield Line(self.planned, self._from_plan, self.purse.costs(), plan.get("to"))
        if self._fills:
            yield Line(self._unanswered(), lambda _: {"why": "chance: no plan holds a free item"})

    @property
    def _fills(self) -> bool:
        """Whether other questions may stand in for what the plan lacks; of some nobody knows the cost."""
        plan = self.fold.planned
        return not (plan.get("hold") or plan.get("to") or self.purse.costs() is not None)

    def _unanswered(self) -> Rows:
        return self._chance if self.overlap == 1 else self._chance[self._votes[self._chance] == 0]

    def _from_plan(self, k: int) -> Body:
        plan = self.fold.planned
        named = {name: plan[name][k] for name in PLANNED if plan.get(name)}
        paid = plan.get("unit")
        unit = {} if paid is None else {"unit": paid if isinstance(paid, str) else paid[k]}
        why = plan["whys"][plan["why"][k]]
        return {"model": plan["model"], "why": why, "seed": plan["key"], "rank": k, **unit, **named}


def _walk(lines: Iterator[Line], closed: Mask) -> Iterator[tuple[Line, int]]:
    """The open rows of lines, in their order."""
    return ((line, k) for line in lines for k in np.flatnonzero(~closed[line.rows]).tolist())


def _early(trust: Trust, purse: Purse) -> float:
    """How many questions of the reserve come as soon as they may: enough for a first figure, if ever."""
    budget = purse.budget
    planned = float(budget.limit) if budget is not None and budget.unit == "answers" else np.inf
    return min(FIRST_FIGURE, trust.reserve * planned) if trust.reserve else 0.0
