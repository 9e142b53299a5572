"""Which questions come next: pops the newest plan, in milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Between
from labelwise.pool import Pool
from labelwise.random import generator
from labelwise.store.fold import Fold
from labelwise.types import Budget, Rows

Mask = NDArray[np.bool_]
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pick:
    """One item to ask about, and the body of its ``asked`` event."""

    item: str
    body: Body


class Popper:
    """Chooses from plan, reserve and chance, with what the fold and the budget allow.

    It follows the fold's list of changes, so that no call looks at all answers again.

    Parameters
    ----------
    pool : Pool
        The items.
    fold : Fold
        The live state.
    budget : Budget or None
        What may be spent.
    seed : int
        The campaign's seed, for the order without a plan.
    """

    def __init__(self, pool: Pool, fold: Fold, budget: Budget | None, seed: int) -> None:
        self.pool, self.fold, self.budget, self.seed = pool, fold, budget, seed
        self.reserve: Rows = pool.rows(fold.config.get("reserve", ()))
        self._reserved = np.zeros(len(pool), dtype=bool)
        self._reserved[self.reserve] = True
        self._answered, self._followed = np.zeros(len(pool), dtype=bool), 0
        self._plan: tuple[Body, Rows] = ({}, pool.rows(()))

    @cached_property
    def _chance(self) -> Rows:
        """All rows outside the reserve in a random order, for when no plan is there yet."""
        order = generator(self.seed, "order").permutation(len(self.pool))
        return order[~self._reserved[order]]

    @property
    def _planned(self) -> Rows:
        """The rows of the newest plan, in asking order."""
        if self._plan[0] is not self.fold.planned:
            self._plan = self.fold.planned, self.pool.rows(self.fold.planned.get("items", ()))
        return self._plan[1]

    def _closed(self, now: float) -> tuple[Mask, Rows]:
        """(N,) whether a row is answered or handed out, and the rows that are handed out."""
        fresh = list({unit for _, unit in self.fold.changes[self._followed :]})
        self._followed = len(self.fold.changes)
        self._answered[self.pool.rows([u.item for u in fresh])] = [u in self.fold.by_unit for u in fresh]
        out = self.pool.rows([item for (item, _, _), v in self.fold.leases.items() if v.until > now])
        closed = self._answered.copy()
        closed[out] = True
        return closed, out

    def open_rows(self, now: float) -> tuple[Rows, Rows]:
        """Rows that may be asked by the strategy, and rows that are handed out at present."""
        closed, out = self._closed(now)
        return np.flatnonzero(~(closed | self._reserved)).astype(np.int64), out

    def left(self, now: float) -> int:
        """How many planned items are still free."""
        return int((~self._closed(now)[0][self._planned]).sum())

    def serves(self, n: int, now: float) -> bool:
        """Whether the plan alone can give ``n`` questions, or as many as there are for a strategy."""
        left = self.left(now)
        return left >= n or bool(self.fold.planned.get("short")) or left == len(self.open_rows(now)[0])

    def pop(self, n: int, purpose: str, now: float) -> list[Pick]:
        """Up to ``n`` picks: from the plan, else by chance, from the reserve when nothing else is left."""
        closed, _ = self._closed(now)
        picks: list[Pick] = []
        for rows, body in self._lines(purpose):
            free = np.flatnonzero(~closed[rows])[: n - len(picks)]
            picks += [Pick(self.pool.id(rows[k]), body(int(k))) for k in free]
            closed[rows[free]] = True
            if len(picks) == n:
                break
        return picks

    def _lines(self, purpose: str) -> Iterator[tuple[Rows, Callable[[int], Body]]]:
        """Rows in asking order, and what is recorded with the k-th of them."""
        if purpose != "test":
            yield self._planned, self._from_plan
            yield self._chance, lambda _: {"why": "chance: no plan holds a free item"}
        p = len(self.reserve) / len(self.pool)
        yield self.reserve, lambda _: {"purpose": "test", "p": p, "why": "the sealed random reserve"}

    def _from_plan(self, k: int) -> Body:
        plan = self.fold.planned
        named = {name: plan[name][k] for name in ("score", "p", "proposal", "confidence") if plan.get(name)}
        why = plan["whys"][plan["why"][k]]
        return {"model": plan["model"], "why": why, "seed": plan["key"], "rank": k, **named}

    def spent(self) -> Any:
        """What the answers cost so far, in the budget's unit: answers by default, skips cost none."""
        unit = self.budget.unit if self.budget is not None else "answers"
        kind = {"money": Decimal, "seconds": float}.get(unit, int)
        return kind(self.fold.spent[unit])

    def affordable(self, n: int, cost: Any, now: float) -> int:
        """How many of ``n`` questions budget and ``cost`` allow, those that are out included.

        In money and seconds a question counts as much as an answer did so far, and nothing before the
        first; while anything is left, one question may be out.
        """
        unit = self.budget.unit if self.budget is not None else "answers"
        spent = self.fold.spent
        each = spent[unit] / max(spent["answers"], Decimal(1)) if unit != "answers" else Decimal(1)
        if cost is not None:
            n = min(n, _times(_amount(cost), each, n))
        if self.budget is not None:
            left = Decimal(str(self.budget.left(self.spent())))
            out = len(self._closed(now)[1])
            fit = _times(left, each, n + out)
            n = min(n, (fit if left == 0 else max(1, fit)) - out)
        return max(0, n)


def _amount(cost: Any) -> Decimal:
    if not Between(0)(cost):
        raise BadParameter(f"the cost is {cost!r}", allowed=str(Between(0)))
    return Decimal(str(cost))


def _times(amount: Decimal, each: Decimal, most: int) -> int:
    """How often ``each`` fits into ``amount``, at most ``most``."""
    return most if amount >= most * each else int(amount // each)
