"""Checks of what a protocol says, all of them before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from labelwise.bench.protocols.answers import check_cost
from labelwise.bench.protocols.cell import FULL, SETTINGS, budget_of
from labelwise.bench.protocols.rows import check_split
from labelwise.bench.protocols.scores import METRICS
from labelwise.bench.simulate import seeds_of
from labelwise.errors import BadParameter, did_you_mean
from labelwise.params import Between, Whole

__all__ = ["RETRAINS", "check_metric", "checked"]

RETRAINS = ("", "cold", "warm", "last-layer", "replay")


def checked(said: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a protocol in the form in which they are kept: axes as tuples, rules as dicts of lists.

    Raises
    ------
    BadParameter
        Names every field that cannot be used, and why, at once.
    """
    made, wrong = dict(said), list[str]()
    for name, check in CHECKS.items():
        try:
            made[name] = check(said[name])
        except (BadParameter, TypeError, ValueError) as error:
            wrong.append(f"{name}: {_reason(error)}")
    if wrong:
        raise BadParameter(f"the protocol {said['name']!r} cannot be used; " + "; ".join(wrong))
    return made


def _reason(error: Exception) -> str:
    """What is wrong with a field, what is allowed and what to do, as a part of a sentence.

    Examples
    --------
    >>> _reason(BadParameter("n is -1", allowed="0 or more", fix="did you mean 1?"))
    'n is -1 (allowed: 0 or more; did you mean 1?)'
    """
    if not isinstance(error, BadParameter):
        return str(error)
    allowed = f"allowed: {error.allowed}" if error.allowed else ""
    more = "; ".join(part for part in (allowed, error.fix) if part)
    return error.problem + (f" ({more})" if more else "")


def _texts(values: Any) -> tuple[str, ...]:
    """Different texts, at least one."""
    listed = _listed(values)
    if not all(isinstance(value, str) for value in listed):
        raise BadParameter(f"{list(listed)} are not all texts")
    return listed


def _names(values: Any) -> tuple[str, ...]:
    listed = _texts(values)
    if FULL in listed or "" in listed:
        raise BadParameter(f"{FULL!r} and the empty name are taken")
    return listed


def _listed(values: Any) -> tuple[Any, ...]:
    if isinstance(values, (str, bytes)) or not isinstance(values, Sequence) or not values:
        raise BadParameter(f"{values!r} is no list of one value or more")
    if any(isinstance(value, (list, Mapping)) for value in values):
        raise BadParameter(f"{list(values)} holds a list or a table", allowed="single values")
    if len(set(values)) < len(values):
        raise BadParameter(f"{list(values)} holds a value twice")
    return tuple(values)


def _among(*known: str) -> Callable[[Any], tuple[str, ...]]:
    def check(values: Any) -> tuple[str, ...]:
        others = [value for value in _texts(values) if value not in known]
        if others:
            near = did_you_mean(others[0], known)
            raise BadParameter(f"{others[0]!r} is none of {', '.join(map(repr, known))}", fix=near)
        return _texts(values)

    return check


def _each(test: Callable[[str], object]) -> Callable[[Any], tuple[str, ...]]:
    def check(values: Any) -> tuple[str, ...]:
        listed = _texts(values)
        for value in listed:
            test(value)
        return listed

    return check


def _numbers(least: float, most: float = float("inf")) -> Callable[[Any], tuple[float, ...]]:
    def check(values: Any) -> tuple[float, ...]:
        return tuple(_number(value, least, most) for value in _listed(values))

    return check


def _wholes(least: int) -> Callable[[Any], tuple[int, ...]]:
    def check(values: Any) -> tuple[int, ...]:
        return tuple(_whole(value, least) for value in _listed(values))

    return check


def _number(value: Any, least: float, most: float) -> float:
    if not Between(least, most)(value):
        raise BadParameter(f"{value!r} is not {Between(least, most)}")
    return float(value)


def _whole(value: Any, least: int) -> int:
    if not Whole(least)(value):
        raise BadParameter(f"{value!r} is not {Whole(least)}")
    return int(value)


def _budgets(values: Any) -> tuple[str, ...]:
    listed = tuple(str(value) for value in _listed(values))
    for value in listed:
        budget_of(value, 1)
    return listed


def _imbalances(values: Any) -> tuple[float, ...]:
    found = _numbers(0)(values)
    if any(0 < value < 1 for value in found):
        raise BadParameter("a ratio below 1; 1 is balance, 0 leaves the classes alone")
    return found


def _rules(values: Any) -> tuple[dict[str, list[Any]], ...]:
    """Excluded combinations: setting to the values that are excluded together."""
    if isinstance(values, Mapping):
        raise BadParameter(
            "it is one table", allowed="a list of them", fix="write [[exclude]] over each rule"
        )
    if isinstance(values, str) or not isinstance(values, Sequence):
        raise BadParameter(f"{values!r} is no list of rules", fix="write [[exclude]] over each rule")
    return tuple(map(_rule, values))


def _rule(rule: Any) -> dict[str, list[Any]]:
    if not isinstance(rule, Mapping) or not rule:
        raise BadParameter(f"{rule!r} is no rule", allowed="settings with the values that are left out")
    if unknown := [str(name) for name in rule if name not in SETTINGS]:
        raise BadParameter(
            f"a rule names {', '.join(unknown)}",
            allowed=", ".join(SETTINGS),
            fix=did_you_mean(unknown[0], SETTINGS),
        )
    lists = {name: list(v) if isinstance(v, (list, tuple)) else [v] for name, v in rule.items()}
    return {name: list(map(str, v)) if name == "budget" else v for name, v in lists.items()}


def check_metric(name: Any) -> str:
    """The name of a metric, or ``auto``.

    Raises
    ------
    BadParameter
        If there is none of that name.

    Examples
    --------
    >>> check_metric("accuracy")
    'accuracy'
    """
    return _among("auto", *METRICS)([name])[0]


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadParameter(f"{value!r} is neither true nor false")
    return value


CHECKS: dict[str, Callable[[Any], Any]] = {
    "name": lambda value: _texts([value])[0],
    "about": lambda value: _texts([value])[0],
    "baseline": lambda value: _texts([value])[0],
    "datasets": _names,
    "strategies": _names,
    "seeds": lambda value: tuple(seeds_of(value)),
    "splits": _each(check_split),
    "imbalances": _imbalances,
    "starts": _wholes(0),
    "batches": _wholes(1),
    "budgets": _budgets,
    "learners": _texts,
    "finals": _texts,
    "retrains": _among(*RETRAINS),
    "noises": _numbers(0, 1),
    "costs": _each(check_cost),
    "pool_rows": lambda value: _whole(value, 0),
    "test_rows": lambda value: _whole(value, 0),
    "metric": check_metric,
    "target": lambda value: _number(value, 0, 1),
    "full": _yes_or_no,
    "exclude": _rules,
}
