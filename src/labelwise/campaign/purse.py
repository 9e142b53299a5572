"""What questions may cost: the budget, what is spent of it and what is out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from labelwise.errors import BadParameter
from labelwise.params import Between
from labelwise.store.fold import Fold
from labelwise.types import Budget


@dataclass(slots=True)
class Room:
    """How many questions fit, and how much they may cost together (None: their number decides).

    ``each`` is what one of unknown cost counts; None where nobody can say, and then it never fits.
    """

    count: int
    amount: Decimal | None
    each: Decimal | None = None

    def pays(self, cost: float | None) -> bool:
        """Whether a question of this cost, None where it is unknown, still fits; then it is paid."""
        if self.amount is None:
            return True
        price = self.each if cost is None else Decimal(str(cost))
        if price is None or price > self.amount:
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

        Where the plan says what each question costs in the budget's unit, that is added up, and one that it
        does not hold counts as much as an answer did so far. Otherwise every question does, which is nothing
        before the first; while anything is left, one may be out.
        """
        limits = [] if cost is None else [_amount(cost)]
        if self.unit in _listed(self.fold.planned.get("unit")):
            each = self._mean()
            if self.budget is not None:
                left = Decimal(str(self.budget.left(self.spent())))
                limits.append(left - self._outstanding(now, each))
            return Room(n, max(min(limits), Decimal(0)) if limits else None, each or None)
        return Room(self._whole(n, limits, now), None)

    def remaining(self, units: Iterable[str], now: float) -> Budget | None:
        """What a ranking may cost together, where its forms are priced in the budget's unit; else None."""
        if self.budget is None or self.unit not in units:
            return None
        left = Decimal(str(self.budget.left(self.spent()))) - self._outstanding(now, self._mean())
        return replace(self.budget, limit=max(left, Decimal(0)))

    def costs(self) -> list[float] | None:
        """What each question of the plan costs in the budget's unit; None where it does not say."""
        units, costs = _listed(self.fold.planned.get("unit")), list(self.fold.planned.get("cost", ()))
        if self.unit not in units:
            return None
        if len(units) == 1:
            return costs
        return [c if unit == self.unit else 0.0 for c, unit in zip(costs, units, strict=False)]

    def _mean(self) -> Decimal:
        """What an answer cost so far."""
        spent = self.fold.spent
        return spent.get(self.unit, Decimal(0)) / max(spent["answers"], Decimal(1))

    def _outstanding(self, now: float, each: Decimal) -> Decimal:
        """What the questions that are out are expected to cost; ``each`` where they do not say."""
        out = [self.fold.asked[lease.query] for lease in self.fold.held(now).values()]
        mine = [a.get("cost") for a in out if a.get("unit", self.unit) == self.unit]
        return sum((each if cost is None else Decimal(str(cost)) for cost in mine), Decimal(0))

    def _whole(self, n: int, limits: list[Decimal], now: float) -> int:
        each = Decimal(1) if self.unit == "answers" else self._mean()
        for limit in limits:
            n = min(n, _times(limit, each, n))
        if self.budget is not None:
            left = Decimal(str(self.budget.left(self.spent())))
            out = len(self.fold.held(now))
            fit = _times(left, each, n + out)
            n = min(n, (fit if left == 0 else max(1, fit)) - out)
        return max(0, n)


def _listed(unit: Any) -> list[str]:
    """The units of a plan: none, one of all its questions, or one of each."""
    return [unit] if isinstance(unit, str) else list(unit or ())


def _amount(cost: Any) -> Decimal:
    if not Between(0)(cost):
        raise BadParameter(f"the cost is {cost!r}", allowed=str(Between(0)))
    return Decimal(str(cost))


def _times(amount: Decimal, each: Decimal, most: int) -> int:
    """How often ``each`` fits into ``amount``, at most ``most``."""
    return most if amount >= most * each else int(amount // each)
