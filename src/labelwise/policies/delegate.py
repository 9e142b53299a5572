"""Delegate: a policy that hands the whole batch to one strategy, and says which."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any

import numpy as np

from labelwise.params import Piece
from labelwise.strategy import View
from labelwise.types import Budget, Rows, Selection, State

__all__ = ["Delegate"]


class Delegate(Piece, ABC):
    """Base of policies that choose one strategy for a batch; a subclass defines ``arm``."""

    @abstractmethod
    def arm(self, view: View) -> tuple[str, Any]:
        """Name and strategy for this view; the name goes in front of ``Selection.why``."""

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
        extra = {} if budget is None else {"budget": budget}
        made: Selection = strategy.select(view, n, rng, rows, state, **extra)
        return replace(made, why=tuple(f"{name}: {w}" if name else w for w in made.why))

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
        return self.arm(view)[1].picker(view, n, rng, rows, state, budget=budget)
