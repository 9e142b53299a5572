"""Switch and Schedule: one strategy first, another later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from labelwise.errors import BadParameter
from labelwise.params import Between, Piece
from labelwise.policies.arms import check_arms
from labelwise.policies.delegate import Delegate
from labelwise.strategy import View, needs_all

__all__ = ["Labelled", "LabelsPerDimension", "Schedule", "Started", "Switch"]


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
class LabelsPerDimension(Piece):
    """A condition: there are so many labels for each column of ``embedding``.

    With far fewer labels than dimensions the border of a linear model is mostly noise, and items near to it
    teach no more than random ones, or less.

    Parameters
    ----------
    ratio : float
        Labels per column.

    Notes
    -----
    The default is measured on the model of the paper: two classes apart on one of 100, 300 or 1,000 axes, by
    1 or 2, logistic regression on 20 to 300 of 3,000 items, 12 or 16 seeds. From the start margin lost to
    random up to 1.1 points (standard error 0.5) below 0.1 labels per dimension, and lost nowhere above 0.2;
    where it began at 0.1 it lost at most 0.2 points (0.5), and won as much in the end. A margin to the true
    border, which no model knows, loses up to 16 points with 1 label per dimension, and wins from 3 on.

    References
    ----------
    A. Tifrea, J. Clarysse, F. Yang, "Margin-based sampling in high dimensions: When being active is less
    efficient than staying passive" (S045), 2023. The rule is ours; the paper shows when passive wins.

    Examples
    --------
    >>> view = View.from_arrays(embedding=np.ones((9, 40)), labelled=range(4))
    >>> LabelsPerDimension(0.1)(view), LabelsPerDimension(0.2)(view)
    (True, False)
    """

    ratio: Annotated[float, Between(0)] = 0.1
    needs = ("embedding",)

    def __call__(self, view: View) -> bool:
        """Whether it holds; without labels it never does."""
        known = view.labelled
        return len(known) > 0 and bool(len(known) >= self.ratio * view.get("embedding", known[:1]).shape[1])


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

    Raises
    ------
    BadParameter
        If one of the two is no strategy.

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

    def __post_init__(self) -> None:
        """Refuse what cannot pick."""
        super().__post_init__()
        check_arms("Switch", (self.first, self.then))

    @property
    def needs(self) -> tuple[str, ...]:
        """What the condition and both read."""
        return needs_all((self.until, self.first, self.then))

    @property
    def reads(self) -> tuple[str, ...]:
        """What the condition reads."""
        return needs_all((self.until,))

    @property
    def names(self) -> tuple[str, ...]:
        """What both are called."""
        return "first", "then"

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
        If the steps do not begin at 0 and ascend, or one is no strategy.

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
        check_arms("Schedule", [strategy for _, strategy in self.steps])

    @property
    def needs(self) -> tuple[str, ...]:
        """What all steps read."""
        return needs_all(strategy for _, strategy in self.steps)

    @property
    def names(self) -> tuple[str, ...]:
        """What the steps are called."""
        return tuple(f"from {start} labels" for start, _ in self.steps)

    def arm(self, view: View) -> tuple[str, Any]:
        """Who picks now."""
        reached = [k for k, (start, _) in enumerate(self.steps) if start <= len(view.labelled)][-1]
        return self.names[reached], self.steps[reached][1]
