"""What is said by all strategies inside a policy together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from labelwise.errors import BadParameter
from labelwise.strategy.compose import Strategy
from labelwise.strategy.labels import check_count
from labelwise.strategy.view import View
from labelwise.tasks.forms import Form, Full

UNLIMITED = 2**31
"""Answers a unit may have where nobody says how many."""


def strategies_in(piece: Any) -> Iterator[Strategy]:
    """Every Strategy that a policy holds, itself included; ``holds`` names arms that are no parameters.

    Examples
    --------
    >>> from labelwise.measures import margin
    >>> [s.title for s in strategies_in((Strategy(measure=margin), 3))]
    ['margin']
    """
    if isinstance(piece, Strategy):
        yield piece
    own = [getattr(piece, f.name) for f in _fields(piece)]
    for part in piece if isinstance(piece, tuple) else (*own, *getattr(piece, "holds", ())):
        yield from strategies_in(part)


def _fields(piece: Any) -> tuple[Any, ...]:
    return fields(piece) if is_dataclass(piece) and not isinstance(piece, type) else ()


def exactly(piece: Any) -> Any:
    """The same, with every Strategy in it choosing among all candidates; what holds none as it is.

    Examples
    --------
    >>> from labelwise.measures import margin
    >>> exactly((Strategy(measure=margin), 3))
    (Strategy(measure=margin, exact=True), 3)
    """
    if isinstance(piece, tuple):
        return tuple(map(exactly, piece))
    parts = {f.name: getattr(piece, f.name) for f in _fields(piece) if f.init}
    made = {name: exactly(part) for name, part in parts.items() if next(strategies_in(part), None)}
    if isinstance(piece, Strategy):
        made["exact"] = True
    return replace(piece, **made) if made else piece


def overlap_of(strategy: Any) -> int:
    """How many annotators may answer one unit: the most ``max_votes`` of the stages that reopen, else 1.

    Examples
    --------
    >>> from labelwise.candidates import All
    >>> from labelwise.selectors import Random
    >>> again = Strategy(candidates=All(max_votes=3), selector=Random())
    >>> overlap_of(again), overlap_of(Strategy(selector=Random()))
    (3, 1)
    """
    stages = [stage for part in strategies_in(strategy) for stage in part.stages]
    votes = [getattr(s, "max_votes", None) or UNLIMITED for s in stages if getattr(s, "reopens", False)]
    return max(votes, default=1)


def forms_of(strategy: Any) -> dict[str, Form]:
    """Every form that questions of a strategy may have, by name; answers are read and priced by it.

    Raises
    ------
    BadParameter
        If two forms of one name differ.

    Examples
    --------
    >>> from labelwise.selectors import Random
    >>> forms_of(Strategy(selector=Random()))
    {'full': Full()}
    """
    found: dict[str, Form] = {}
    for form in (s.form for s in strategies_in(strategy)):
        if found.setdefault(form.name, form) != form:
            raise BadParameter(
                f"the strategy asks questions of the form {form.name!r} in two ways: "
                f"{found[form.name]!r} and {form!r}",
                allowed="one way for each form",
                fix="give both strategies the same form",
            )
    return {Full.name: Full(), **found}


def count_for(strategy: Any, n: Any) -> int | None:
    """How many a strategy is to pick: ``n`` as an int, or None where it chooses the size (``sizes``).

    Raises
    ------
    BadParameter
        Unless it is a whole number of 0 or more, or None and the strategy chooses the size itself.

    Examples
    --------
    >>> from labelwise.measures import margin
    >>> count_for(Strategy(measure=margin), 5)
    5
    """
    own: tuple[int, ...] = getattr(strategy, "sizes", ())
    if n is None and own:
        return None
    if n is None:
        raise BadParameter(
            f"n is None for {strategy!r}",
            allowed="a whole number of 0 or more questions",
            fix="pass n; only strategies that choose the size themselves, such as 'display-size', take None",
        )
    check_count(n)
    return int(n)


def needs_all(pieces: Iterable[Any]) -> tuple[str, ...]:
    """View names of several strategies."""
    return tuple(dict.fromkeys(n for piece in pieces for n in getattr(piece, "needs", ())))


def needs_now(strategy: Any, view: View) -> tuple[str, ...]:
    """View names that a strategy reads for this view: of a policy with one arm at a time those of that arm.

    Where the view lacks what the arm is chosen by (``reads``), these names.

    Examples
    --------
    >>> from labelwise.measures import margin
    >>> from labelwise.policies import Labelled, Switch
    >>> from labelwise.selectors import Random
    >>> policy = Switch(Strategy(selector=Random()), Strategy(measure=margin), Labelled(1))
    >>> needs_now(policy, View(labels=[-1, -1])), needs_now(policy, View(labels=[0, -1]))
    ((), ('proba',))
    """
    while hasattr(strategy, "arm"):
        lacking = tuple(name for name in getattr(strategy, "reads", ()) if not view.has(name))
        if lacking:
            return lacking
        strategy = strategy.arm(view)[1]
    return tuple(getattr(strategy, "needs", ()))
