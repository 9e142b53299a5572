"""State and folds of a policy's arms: each arm's part carries the arm's number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from labelwise.errors import BadParameter
from labelwise.selectors.base import part, under
from labelwise.types import Reply, State

__all__ = ["arm_of", "arms_of", "check_arms", "folded", "kept_by", "state_of", "told"]

NOTE = r"(?: \([^)]*\))?"
"""What a chooser may have noted behind the number of an arm."""


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


def check_arms(policy: str, arms: Sequence[Any], *, slots: bool = False) -> None:
    """Refuse arms that are no strategies, and where slots are shared (``slots``) those that pick in one go.

    Raises
    ------
    BadParameter
        Names the arm and what to pass.

    Examples
    --------
    >>> check_arms("Switch", ("random", "margin"))
    Traceback (most recent call last):
    labelwise.errors.BadParameter: Switch: arm 1 is 'random'. Allowed: strategies and policies. To fix: ...
    """
    if not isinstance(arms, (tuple, list)) or not arms:
        raise BadParameter(f"{policy}: the arms are {arms!r}", allowed="a tuple of one strategy or more")
    for k, arm in enumerate(arms, 1):
        if isinstance(arm, type) or not hasattr(arm, "select"):
            raise BadParameter(
                f"{policy}: arm {k} is {arm!r}",
                allowed="strategies and policies",
                fix="pass an object such as labelwise.strategy.Strategy(measure=margin), not a name",
            )
        if slots and not _shares(arm):
            raise BadParameter(
                f"{policy}: arm {k} is {arm!r}, which chooses a whole batch at once",
                allowed="arms with picker(), which choose row by row",
                fix="use it on its own, or in a Switch or Schedule that is no arm of another policy",
            )


def _shares(arm: Any) -> bool:
    """Whether an arm can choose row by row; a policy that hands on needs arms that can."""
    return hasattr(arm, "picker") and (not hasattr(arm, "arm") or all(map(_shares, arms_of(arm))))


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
    >>> answer = Answer("a1", "q1", "human:anna", "is", "yes")
    >>> arm_of(Reply({"why": "tailor arm 2: margin"}, answer), "tailor")
    1
    """
    found = re.match(rf"{re.escape(title)} arm (\d+){NOTE}: ", _why(reply))
    return int(found[1]) - 1 if title and found else None


def told(replies: Sequence[Reply], name: str) -> list[Reply]:
    """The replies to questions of one arm as it knows them: without its ``name`` before its own reason.

    Examples
    --------
    >>> from labelwise.types import Answer
    >>> answer = Answer("a1", "q1", "human:anna", "is", "yes")
    >>> replies = [Reply({"why": why}, answer) for why in ("first: random", "then: tailor arm 2: margin")]
    >>> told(replies, "then")[0].asked, told(told(replies, "then"), "tailor arm 2")[0].asked
    ({'why': 'tailor arm 2: margin'}, {'why': 'margin'})
    """
    before = re.compile(rf"{re.escape(name)}{NOTE}: " if name else "")
    found = [(reply, before.match(_why(reply))) for reply in replies]
    return [replace(r, asked={**r.asked, "why": _why(r)[at.end() :]}) for r, at in found if at is not None]


def _why(reply: Reply) -> str:
    return str(reply.asked.get("why", ""))
