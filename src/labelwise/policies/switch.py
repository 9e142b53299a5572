"""Switch and Schedule: one strategy first, another later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from labelwise.errors import BadParameter
from labelwise.params import Between, Piece
from labelwise.policies.delegate import Delegate
from labelwise.strategy import View, needs_all

__all__ = ["Labelled", "Schedule", "Started", "Switch"]


@dataclass(frozen=True, repr=False)
class Labelled(Piece):
    """A condition: at least so many rows have a label.

    Parameters
    ----------
    count : int
        How many.

    Examples
    --------
    >>> Labelled(2)(View(labels=[0, -1, 1])), Labelled(3)(View(labels=[0, -1, 1]))
    (True, False)
    """

    count: Annotated[int, Between(0)]

    def __call__(self, view: View) -> bool:
        """Whether it holds."""
        return len(view.labelled) >= self.count


@dataclass(frozen=True, repr=False)
class Started(Piece):
    """A condition: every class has a label, or ``times`` labels per class are spent.

    Where the number of classes is unknown it counts as the number seen, at least two.

    Parameters
    ----------
    times : int
        Labels per class.

    Examples
    --------
    >>> Started()(View(labels=[0, -1, 1], classes=2)), Started()(View(labels=[0, 0, -1], classes=2))
    (True, False)
    """

    times: Annotated[int, Between(1)] = 5

    def __call__(self, view: View) -> bool:
        """Whether it holds."""
        seen = len(np.unique(view.labels[view.labels >= 0]))
        classes = view.classes or max(seen, 2)
        return seen >= classes or len(view.labelled) >= self.times * classes


@dataclass(frozen=True, repr=False)
class Switch(Delegate):
    """``first`` until a condition holds, ``then`` from that moment on.

    Parameters
    ----------
    first, then : Strategy or policy
        Who picks before and after.
    until : callable
        ``until(view) -> bool``, for example ``Started()`` or ``Labelled(100)``; ``needs`` names the arrays it
        reads, if any.

    Examples
    --------
    >>> from labelwise.measures import entropy, margin
    >>> from labelwise.strategy import Strategy
    >>> policy = Switch(Strategy(measure=entropy), Strategy(measure=margin), until=Labelled(1))
    >>> view = View.from_arrays(proba=np.array([[0.5, 0.5], [0.9, 0.1]]))
    >>> policy.select(view, 1, np.random.default_rng(0)).why
    ('first: entropy',)
    """

    first: Any
    then: Any
    until: Any

    @property
    def needs(self) -> tuple[str, ...]:
        """What the condition and both read."""
        return needs_all((self.until, self.first, self.then))

    @property
    def reads(self) -> tuple[str, ...]:
        """What the condition reads."""
        return needs_all((self.until,))

    def arm(self, view: View) -> tuple[str, Any]:
        """Who picks now."""
        return ("then", self.then) if self.until(view) else ("first", self.first)


@dataclass(frozen=True, repr=False)
class Schedule(Delegate):
    """Which strategy picks, by how many rows have a label.

    Parameters
    ----------
    steps : tuple of (int, Strategy)
        From so many labels on, this strategy; ascending, the first from 0.

    Raises
    ------
    BadParameter
        If the steps do not begin at 0 and ascend.

    Examples
    --------
    >>> from labelwise.measures import margin
    >>> from labelwise.selectors import Random
    >>> from labelwise.strategy import Strategy
    >>> policy = Schedule(((0, Strategy(selector=Random())), (50, Strategy(measure=margin))))
    >>> policy.select(View(labels=[-1, -1]), 1, np.random.default_rng(0)).why
    ('from 0 labels: random',)
    """

    steps: tuple[tuple[int, Any], ...]

    def __post_init__(self) -> None:
        """Refuse steps in another order."""
        super().__post_init__()
        starts = [start for start, _ in self.steps]
        if not starts or starts[0] != 0 or sorted(set(starts)) != starts:
            raise BadParameter(f"Schedule: the steps begin at {starts}", allowed="0 first, then ascending")

    @property
    def needs(self) -> tuple[str, ...]:
        """What all steps read."""
        return needs_all(strategy for _, strategy in self.steps)

    def arm(self, view: View) -> tuple[str, Any]:
        """Who picks now."""
        start, strategy = [step for step in self.steps if step[0] <= len(view.labelled)][-1]
        return f"from {start} labels", strategy
