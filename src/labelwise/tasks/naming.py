"""Names of classes and tags as people write them: texts, or numbers taken as their text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from labelwise.errors import BadParameter

__all__: list[str] = []


def name_of(value: Any) -> str | None:
    """The text of a class; None where there can be none.

    Examples
    --------
    >>> name_of(3.0), name_of(np.int64(3)), name_of("a"), name_of(None)
    ('3', '3', 'a', None)
    """
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, float):
        value = int(value) if value.is_integer() else value
        return None if value != value else str(value)
    return str(value) if isinstance(value, (str, int)) else None


def names_of(classes: Any, what: str, least: int) -> tuple[str, ...]:
    """The names in a list, array, Series or set (sorted), each once and none of them blank.

    Parameters
    ----------
    classes : iterable
        Texts or numbers.
    what : str
        What they are called in messages: ``class`` or ``tag``.
    least : int
        At least so many.

    Raises
    ------
    BadParameter
        If there are fewer, or one is blank or named twice.

    Examples
    --------
    >>> names_of({2, 1}, "class", 2)
    ('1', '2')
    """
    if isinstance(classes, str) or not isinstance(classes, Iterable):
        plural = "classes" if what == "class" else f"{what}s"
        raise BadParameter(
            f"the {plural} are {classes!r}",
            allowed=f"a list of at least {_count(least)} name" + "s" * (least > 1),
        )
    listed: list[Any] = list(classes.to_pylist() if hasattr(classes, "to_pylist") else classes)
    found = [name_of(c) for c in listed]
    for given, name in zip(listed, found, strict=True):
        if name is None or not name.strip():
            raise BadParameter(f"a {what} is {given!r}", allowed="texts that are not blank, or numbers")
    names = tuple(str(name) for name in found)
    if len(names) < least:
        raise BadParameter(
            f"only {len(names)} {what} is named: {list(names)}",
            allowed=f"{_count(least)} or more",
            fix="name them all",
        )
    twice = [c for c, k in Counter(names).items() if k > 1]
    if twice:
        raise BadParameter(
            f"the {what} {twice[0]!r} is named twice", allowed="different names", fix=f"name each {what} once"
        )
    return tuple(sorted(names)) if isinstance(classes, (set, frozenset)) else names


def _count(least: int) -> str:
    return {1: "one", 2: "two"}.get(least, str(least))
