"""Which questions come next: pops the newest plan, in milliseconds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np

from labelwise.pool import Pool
from labelwise.random import generator
from labelwise.store.fold import Fold
from labelwise.types import Budget, Rows, Unit


@dataclass(frozen=True, slots=True)
class Pick:
    """One item to ask about, and the body of its ``asked`` event."""

    item: str
    body: dict[str, Any]


class Popper:
    """Chooses from plan, reserve and chance, with what the fold and the budget allow.

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
        self.reserve: list[str] = list(fold.config.get("reserve", ()))

    @cached_property
    def _reserved(self) -> frozenset[str]:
        return frozenset(self.reserve)

    @cached_property
    def _chance(self) -> list[str]:
        """All items outside the reserve in a random order, for when no plan is there yet."""
        order = generator(self.seed, "order").permutation(len(self.pool))
        ids = self.pool.ids.to_pylist()
        return [ids[r] for r in order if ids[r] not in self._reserved]

    def open_rows(self, now: float) -> tuple[Rows, Rows]:
        """Rows that may be asked by the strategy, and rows that are handed out at present."""
        held = [u.item for u in self.fold.held(now)]
        closed = {u.item for u in self.fold.by_unit} | set(held) | self._reserved
        mask = np.ones(len(self.pool), dtype=bool)
        mask[self.pool.rows(sorted(closed))] = False
        return np.flatnonzero(mask).astype(np.int64), self.pool.rows(held)

    def _free(self, item: str, out: frozenset[Unit]) -> bool:
        unit = Unit(item)
        return unit not in self.fold.by_unit and unit not in out

    def left(self, now: float) -> int:
        """How many planned items are still free."""
        out = frozenset(self.fold.held(now))
        return sum(self._free(i, out) for i in self.fold.planned.get("items", ()))

    def pop(self, n: int, cost: Any, purpose: str, now: float) -> list[Pick]:
        """Up to ``n`` picks that fit the budget and ``cost``."""
        out = frozenset(self.fold.held(now))
        n = min(n, self._affordable(len(out), cost))
        picks: list[Pick] = []
        for pick in self._stream(purpose):
            if len(picks) >= n:
                break
            if self._free(pick.item, out):
                out |= {Unit(pick.item)}
                picks.append(pick)
        return picks

    def _stream(self, purpose: str) -> Iterator[Pick]:
        if purpose != "test":
            yield from self._planned()
            yield from self._by_chance()
        p = len(self.reserve) / len(self.pool)
        for item in self.reserve:
            yield Pick(item, {"purpose": "test", "p": p, "why": "the sealed random reserve"})

    def _planned(self) -> Iterator[Pick]:
        plan = self.fold.planned
        for k, item in enumerate(plan.get("items", ())):
            body = {
                "model": plan["model"],
                "why": plan["whys"][plan["why"][k]],
                "seed": plan["key"],
                "rank": k,
            }
            for name in ("score", "p", "proposal", "confidence"):
                if plan.get(name) is not None:
                    body[name] = plan[name][k]
            yield Pick(item, body)

    def _by_chance(self) -> Iterator[Pick]:
        for item in self._chance:
            yield Pick(item, {"why": "chance: no plan holds a free item"})

    def spent(self) -> Any:
        """What the answers cost so far, in the budget's unit: answers by default, skips included."""
        asked = [a for a in self.fold.answers.values() if a.query is not None]
        unit = self.budget.unit if self.budget is not None else "answers"
        if unit == "money":
            return sum((a.price for a in asked), Decimal(0))
        if unit == "seconds":
            return sum(a.seconds or 0.0 for a in asked)
        return sum(a.kind != "skip" for a in asked)

    def _affordable(self, out: int, cost: Any) -> int:
        limits = [len(self.pool)]
        if self.budget is not None and self.budget.unit == "answers":
            limits.append(int(self.budget.left(self.spent() + out)))
        elif self.budget is not None and self.budget.left(self.spent()) <= 0:
            limits.append(0)
        if cost is not None:
            limits.append(int(cost))
        return max(0, min(limits))
