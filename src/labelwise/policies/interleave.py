"""Interleave: each slot of the batch goes to one of several strategies, as a chooser says."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from labelwise.params import Piece
from labelwise.policies.arms import arm_of, check_arms, folded, state_of, told
from labelwise.policies.slots import Slots
from labelwise.strategy import View, needs_all
from labelwise.types import Budget, Reply, Rows, Selection, State

__all__ = ["Interleave"]


class PerSlot(Piece, ABC):
    """Base of policies that decide slot by slot; a subclass has ``arms`` and says who chooses."""

    arms: tuple[Any, ...]

    def __post_init__(self) -> None:
        """Refuse arms that cannot share slots."""
        super().__post_init__()
        check_arms(type(self).__name__, self.arms, slots=True)

    @abstractmethod
    def who(self) -> Any:
        """The chooser: ``start(view, arms, state, rng) -> Turn``, perhaps ``fold(turns, classes, arms)``."""

    @property
    def needs(self) -> tuple[str, ...]:
        """What all arms and the chooser read."""
        return needs_all((*self.arms, self.who()))

    @property
    def reads_predicted(self) -> bool:
        """Whether chooser or arm learn from what the asking model had predicted, so that plans record it."""
        return any(getattr(piece, "reads_predicted", False) for piece in (*self.arms, self.who()))

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
        """Pick ``n`` rows; see :meth:`labelwise.strategy.Strategy.select`."""
        loop = self.picker(view, n, rng, rows, state, budget=budget).fill()
        return loop.posed(view, loop.selection(), rng)

    def picker(
        self,
        view: View,
        n: int,
        rng: np.random.Generator,
        rows: Rows | None = None,
        state: State | None = None,
        *,
        budget: Budget | None = None,
    ) -> Slots:
        """The same, opened and not yet filled."""
        states = [state_of(state, k) for k in range(len(self.arms))]
        pickers = [
            arm.picker(view, n, rng, rows, own, budget=budget)
            for arm, own in zip(self.arms, states, strict=True)
        ]
        chooser = self.who()
        turn = chooser.start(view, len(self.arms), state or {}, rng)
        return Slots(self.arms, pickers, turn, self._title)

    @property
    def _title(self) -> str:
        """What names the arms in reasons: the chooser's title, else the policy where an arm learns by it."""
        own = str(getattr(self.who(), "title", ""))
        learns = any(hasattr(arm, "fold") for arm in self.arms)
        return own or (type(self).__name__.lower() if learns else "")

    def fold(self, replies: Sequence[Reply], classes: tuple[str, ...]) -> State:
        """What chooser and arms make of the answers; an arm is told of those to its own questions."""
        chooser, title, count = self.who(), self._title, len(self.arms)
        mine = [
            told(replies, f"{title} arm {k}") if hasattr(arm, "fold") else []
            for k, arm in enumerate(self.arms, 1)
        ]
        own = {}
        if hasattr(chooser, "fold"):
            turns = [(arm_of(reply, title), reply) for reply in replies]
            own = chooser.fold([(k if k in range(count) else None, r) for k, r in turns], classes, count)
        return {**own, **folded(self.arms, mine, classes)}


@dataclass(frozen=True, repr=False)
class Interleave(PerSlot):
    """Several strategies fill one batch, slot by slot; no two ever take the same row.

    Parameters
    ----------
    arms : tuple of Strategy or policy
        Who may pick.
    chooser : chooser
        Gives each slot to an arm, for example ``Tailor()``. What it learns from answers is a fold, so that
        undo and replay cost nothing.

    Raises
    ------
    BadParameter
        If there is no arm, or one is no strategy or chooses a whole batch at once.

    Examples
    --------
    >>> from labelwise.measures import margin
    >>> from labelwise.policies import Tailor
    >>> from labelwise.selectors import Random
    >>> from labelwise.strategy import Strategy
    >>> policy = Interleave((Strategy(measure=margin), Strategy(selector=Random())), Tailor())
    >>> view = View.from_arrays(proba=np.array([[0.5, 0.5], [0.9, 0.1], [0.7, 0.3]]))
    >>> made = policy.select(view, 2, np.random.default_rng(1))
    >>> len(set(made.indices.tolist())), made.why[0]
    (2, 'tailor arm 1: margin')
    """

    arms: tuple[Any, ...]
    chooser: Any

    def who(self) -> Any:
        """The chooser."""
        return self.chooser
