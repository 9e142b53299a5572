"""State and folds of a policy's arms: each arm's part carries the arm's number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from labelwise.selectors.base import part, under
from labelwise.types import Reply, State

__all__ = ["arm_of", "arms_of", "folded", "inner", "kept_by", "state_of"]


def arms_of(policy: Any) -> tuple[Any, ...]:
    """The strategies and policies that a policy holds directly, in the order of its parameters.

    Examples
    --------
    >>> from labelwise.measures import margin
    >>> from labelwise.policies import Labelled, Switch
    >>> from labelwise.selectors import Random
    >>> from labelwise.strategy import Strategy
    >>> policy = Switch(Strategy(selector=Random()), Strategy(measure=margin), Labelled(9))
    >>> [arm.title for arm in arms_of(policy)]
    ['random', 'margin']
    """
    return tuple(_held([getattr(policy, f.name) for f in fields(policy)] if is_dataclass(policy) else []))


def _held(values: Sequence[Any]) -> list[Any]:
    nested = [_held(v) if isinstance(v, tuple) else [v] * hasattr(v, "select") for v in values]
    return [arm for group in nested for arm in group]


def state_of(state: State | None, arm: int) -> dict[str, Any]:
    """The state of one arm, as it knows it.

    Examples
    --------
    >>> state_of({"arm0.selector.k": 1, "arm1.selector.k": 2, "fold.arm1.alpha": 3}, 1)
    {'selector.k': 2, 'fold.alpha': 3}
    """
    return part(state, f"arm{arm}") | under("fold", part(state, f"fold.arm{arm}"))


def kept_by(arm: int, state: State) -> dict[str, Any]:
    """What an arm keeps, under its number; folds are made anew each time.

    Examples
    --------
    >>> kept_by(1, {"selector.k": 2, "fold.alpha": 3})
    {'arm1.selector.k': 2}
    """
    return under(f"arm{arm}", {k: v for k, v in state.items() if not k.startswith("fold.")})


def folded(
    arms: Sequence[Any], replies: Sequence[Sequence[Reply]], classes: tuple[str, ...]
) -> dict[str, Any]:
    """What the arms make of the answers, ``replies[k]`` for arm k, under their numbers.

    Examples
    --------
    >>> class Counting:
    ...     def fold(self, replies, classes):
    ...         return {"fold.seen": len(replies)}
    >>> folded((Counting(), None), ((), ()), ("a", "b"))
    {'fold.arm0.seen': 0}
    """
    made: dict[str, Any] = {}
    for k, (arm, mine) in enumerate(zip(arms, replies, strict=True)):
        if hasattr(arm, "fold"):
            made |= under(f"fold.arm{k}", part(arm.fold(mine, classes), "fold"))
    return made


def arm_of(reply: Reply, title: str) -> int | None:
    """Which arm a question came from, by the reason that was recorded; None where it does not say.

    Examples
    --------
    >>> from labelwise.types import Answer
    >>> reply = Reply({"why": "then: tailor arm 2: margin"}, Answer("a1", "q1", "human:anna", "is", "yes"))
    >>> arm_of(reply, "tailor"), inner(reply, "tailor").asked
    (1, {'why': 'margin'})
    """
    found = re.search(rf"(?:^|: ){re.escape(title)} arm (\d+): ", str(reply.asked.get("why", "")))
    return int(found[1]) - 1 if title and found else None


def inner(reply: Reply, title: str) -> Reply:
    """The reply as the arm knows it, without what stands before the arm's own reason."""
    if not title:
        return reply
    own = re.sub(rf"^(?:.*?: )??{re.escape(title)} arm \d+: ", "", str(reply.asked.get("why", "")), count=1)
    return replace(reply, asked={**reply.asked, "why": own})
