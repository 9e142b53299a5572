"""Delegate: a policy that hands the whole batch to one strategy, and says which."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from labelwise.params import Piece
from labelwise.policies.arms import arms_of, folded, kept_by, state_of, told
from labelwise.strategy import View
from labelwise.types import Budget, Reply, Rows, Selection, State

__all__ = ["Delegate"]


class Delegate(Piece, ABC):
    """Base of policies that choose one strategy for a batch; a subclass defines ``arm``."""

    @abstractmethod
    def arm(self, view: View) -> tuple[str, Any]:
        """Name and strategy for this view; the name goes in front of ``Selection.why``."""

    @property
    def names(self) -> tuple[str, ...]:
        """What ``arm`` calls each arm, in the order of the parameters.

        By these an arm that learns is told of the answers to its own questions; one without a name learns
        nothing.
        """
        return ()

    @property
    def reads_predicted(self) -> bool:
        """Whether an arm learns from what the asking model had predicted, so that plans record it."""
        return any(getattr(arm, "reads_predicted", False) for arm in arms_of(self))

    def select(
        self,
        view: View,
        n: int,
        rng: np.random.Generator,
        rows: Rows | None = None,
        state: State | None = None,
        *,
        budget: Budget | None = None,
    ) -> Selection:
        """Pick ``n`` rows by the arm of the moment; see :meth:`labelwise.strategy.Strategy.select`."""
        name, strategy = self.arm(view)
        keeper = _Keeper(self, strategy, state)
        extra = {} if budget is None else {"budget": budget}
        made: Selection = strategy.select(view, n, rng, rows, keeper.own, **extra)
        return keeper.kept(replace(made, why=tuple(_named(name, why) for why in made.why)))

    def picker(
        self,
        view: View,
        n: int,
        rng: np.random.Generator,
        rows: Rows | None = None,
        state: State | None = None,
        *,
        budget: Budget | None = None,
    ) -> Any:
        """The arm's loop, opened and not yet filled."""
        name, strategy = self.arm(view)
        keeper = _Keeper(self, strategy, state)
        return _Loop(strategy.picker(view, n, rng, rows, keeper.own, budget=budget), name, keeper)

    def fold(self, replies: Sequence[Reply], classes: tuple[str, ...]) -> State:
        """What the arms make of the answers, each of those to its own questions."""
        arms = arms_of(self)
        mine: list[list[Reply]] = [[] for _ in arms]
        for name, arm in zip(self.names, arms, strict=False):
            if hasattr(arm, "fold"):
                mine[_place(arms, arm)] += told(replies, name)
        return folded(arms, mine, classes)


def _place(arms: Sequence[Any], strategy: Any) -> int:
    """Which of the arms a strategy is, the first where it stands twice."""
    return next((k for k, arm in enumerate(arms) if arm is strategy), len(arms))


def _named(name: str, why: str) -> str:
    return f"{name}: {why}" if name else why


class _Keeper:
    """State of the arm of the moment, and what the other arms keep meanwhile."""

    def __init__(self, policy: Delegate, strategy: Any, state: State | None) -> None:
        self._arm = _place(arms_of(policy), strategy)
        mine = ("fold.", f"arm{self._arm}.")
        self.own = state_of(state, self._arm)
        self._others = {name: v for name, v in (state or {}).items() if not name.startswith(mine)}

    def kept(self, made: Selection) -> Selection:
        """The selection with what all arms keep."""
        return replace(made, state=self._others | kept_by(self._arm, made.state))


class _Loop:
    """The arm's loop; its reasons and what it keeps are marked as the arm's."""

    def __init__(self, loop: Any, name: str, keeper: _Keeper) -> None:
        self._loop, self._name, self._keeper = loop, name, keeper

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loop, name)

    def take(self, row: int, why: str = "", p: float | None = None, cost: float | None = None) -> None:
        self._loop.take(row, why or self.reason(row), p, cost)

    def fill(self) -> _Loop:
        while (row := self._loop.best()) is not None:
            self.take(row)
        return self

    def reason(self, row: int) -> str:
        return _named(self._name, self._loop.reason(row))

    def selection(self) -> Selection:
        return self._keeper.kept(self._loop.selection())
