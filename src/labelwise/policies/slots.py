"""Slots: several Pickers as one; each slot of the batch goes to one of them, and all are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from labelwise.policies.arms import kept_by
from labelwise.policies.posing import posed_by
from labelwise.strategy import View
from labelwise.types import Selection

__all__ = ["Slots"]


class Turn(Protocol):
    """Who fills the next slot.

    An optional ``note(live, chances) -> str`` stands in brackets behind the arm's number: what a fold will
    need of this pick, of which arm k has the chance ``chances[k]``. It holds no closing bracket.
    """

    def shares(self, live: NDArray[np.bool_]) -> NDArray[Any] | None:
        """(M,) probability of each arm, together 1 over the live ones; None where nobody knows."""
        ...

    def draw(self, live: NDArray[np.bool_]) -> int | None:
        """One of the live arms, None where none may pick."""
        ...


class Slots:
    """One loop over the Pickers of several arms.

    A pick's probability is exact given the earlier ones: the sum over the arms of their share times their
    probability of picking that row. Where nobody knows the shares, or the probability of an arm because
    its candidates were drawn, it is not recorded.

    Parameters
    ----------
    arms : sequence of Strategy or policy
        Who may pick.
    pickers : sequence of Picker
        Their loops, in the same order.
    turn : Turn
        Gives each slot to an arm.
    title : str
        With ``"tailor"`` the reason of a pick begins ``"tailor arm 2: "``; empty is the arm's reason alone.
    """

    def __init__(self, arms: Sequence[Any], pickers: Sequence[Any], turn: Turn, title: str = "") -> None:
        self._arms, self._pickers, self._turn, self._title = arms, pickers, turn, title
        self._next: tuple[int, int] | None = None
        self._owner: dict[int, int] = {}

    def best(self) -> int | None:
        """The row that would be picked next, None when no arm has any left."""
        if self._next is None:
            live = self._live()
            k = self._turn.draw(live) if live.any() else None
            if k is None:
                return None
            self._next = (self._pickers[k].best(), k)
        return self._next[0]

    def take(self, row: int, why: str = "", p: float | None = None, cost: float | None = None) -> None:
        """Take a row in all arms."""
        chance = self.chance(row) if p is None else p
        reason, price = why or self.reason(row), self.cost(row) if cost is None else cost
        if self._next is not None and self._next[0] == row:
            self._owner[row] = self._next[1]
        for picker in self._pickers:
            picker.take(row, why=reason, p=chance, cost=price)
        self._next = None

    def fill(self) -> Slots:
        """Pick until there are ``n``, or nothing is left."""
        while (row := self.best()) is not None:
            self.take(row)
        return self

    def chance(self, row: int) -> float:
        """The probability that ``row`` is the next pick, NaN where nobody knows."""
        live = self._live()
        share = self._turn.shares(live) if live.any() else np.zeros(len(live))
        if share is None:
            return float("nan")
        return float(sum(s * p.chance(row) for s, p in zip(share, self._pickers, strict=True) if s))

    def cost(self, row: int) -> float | None:
        """What ``row`` costs; None where no arm has it among its candidates."""
        return next((c for p in self._pickers if (c := p.cost(row)) is not None), None)

    def reason(self, row: int) -> str:
        """Why ``row`` would be picked now."""
        k = self._next[1] if self._next is not None and self._next[0] == row else 0
        own = str(self._pickers[k].reason(row))
        if not self._title:
            return own
        note = getattr(self._turn, "note", None)
        chances = [] if note is None else [picker.chance(row) for picker in self._pickers]
        noted = "" if note is None else f" ({note(self._live(), chances)})"
        return f"{self._title} arm {k + 1}{noted}: {own}"

    def selection(self) -> Selection:
        """What was picked so far."""
        made: list[Selection] = [picker.selection() for picker in self._pickers]
        state = {name: v for k, one in enumerate(made) for name, v in kept_by(k, one.state).items()}
        return replace(made[0], state=state)

    def posed(self, view: View, made: Selection, rng: np.random.Generator) -> Selection:
        """The selection with each question put as the arm does that picked it."""
        owner = np.array([self._owner.get(row, 0) for row in made.indices.tolist()], dtype=np.int64)
        askers = [(np.flatnonzero(owner == k), self._asker(k, view)) for k in np.unique(owner)]
        return posed_by(askers, view, made, rng)

    def _asker(self, k: int, view: View) -> Any:
        """Who puts arm k's questions: the arm, or for a policy what knows which of its strategies picked."""
        asker = self._pickers[k] if hasattr(self._pickers[k], "posed") else self._arms[k]
        while hasattr(asker, "arm"):
            asker = asker.arm(view)[1]
        return asker

    def _live(self) -> NDArray[np.bool_]:
        return np.array([p.best() is not None for p in self._pickers], dtype=bool)
