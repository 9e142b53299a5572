"""What questions may cost: the budget, what is spent of it and what is out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from labelwise.errors import BadParameter
from labelwise.params import Between
from labelwise.store.fold import Fold
from labelwise.types import Budget


@dataclass(slots=True)
class Room:
    """How many questions fit, and how much they may cost together (None: their number decides)."""

    count: int
    amount: Decimal | None

    def pays(self, cost: float, known: bool) -> bool:
        """Whether a question still fits; then it is paid. One of unknown cost does not where costs add up."""
        if self.amount is None or not known:
            return self.amount is None
        price = Decimal(str(cost))
        if price > self.amount:
            return False
        self.amount -= price
        return True


class Purse:
    """The budget of a campaign.

    Parameters
    ----------
    fold : Fold
        The live state.
    budget : Budget or None
        What may be spent.
    """

    def __init__(self, fold: Fold, budget: Budget | None) -> None:
        self.fold, self.budget = fold, budget

    @property
    def unit(self) -> str:
        """What is counted: answers by default."""
        return "answers" if self.budget is None else self.budget.unit

    def spent(self) -> Any:
        """What the answers cost so far, in the budget's unit: answers by default, skips cost none."""
        kind = {"answers": int, "money": Decimal}.get(self.unit, float)
        return kind(self.fold.spent.get(self.unit, Decimal(0)))

    def room(self, n: int, cost: Any, now: float) -> Room:
        """What of ``n`` questions budget and ``cost`` allow, those that are out included.

        Where the plan says what each question costs in the budget's unit, that is added up. Otherwise one
        counts as much as an answer did so far, and nothing before the first; while anything is left, one
        question may be out.
        """
        limits = [] if cost is None else [_amount(cost)]
        if self.fold.planned.get("unit") == self.unit:
            if self.budget is not None:
                limits.append(Decimal(str(self.budget.left(self.spent()))) - self._outstanding(now))
            return Room(n, max(min(limits), Decimal(0)) if limits else None)
        return Room(self._whole(n, limits, now), None)

    def _outstanding(self, now: float) -> Decimal:
        """What the questions that are out are expected to cost."""
        out = [self.fold.asked[lease.query] for lease in self.fold.held(now).values()]
        return sum((Decimal(str(a.get("cost") or 0)) for a in out), Decimal(0))

    def _whole(self, n: int, limits: list[Decimal], now: float) -> int:
        spent = self.fold.spent
        each = Decimal(1)
        if self.unit != "answers":
            each = spent.get(self.unit, Decimal(0)) / max(spent["answers"], Decimal(1))
        for limit in limits:
            n = min(n, _times(limit, each, n))
        if self.budget is not None:
            left = Decimal(str(self.budget.left(self.spent())))
            out = len(self.fold.held(now))
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
