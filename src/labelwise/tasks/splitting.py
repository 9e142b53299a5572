"""Answers about a whole item, split into what they say about each of its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from labelwise.errors import BadData
from labelwise.tasks.base import Payload
from labelwise.tasks.grouping import heard
from labelwise.types import Answer

__all__: list[str] = []

Split = Callable[[Answer], Mapping[int, str]]
"""What an answer says of each part that it names: position to class."""


def parts_in(payload: Payload | None, column: str) -> int | None:
    """How many parts an item has: the length of its list in ``column``, or of its features; None without it.

    Examples
    --------
    >>> parts_in(lambda: {"steps": ["a", "b"]}, "steps"), parts_in(lambda: np.zeros((3, 5)), "steps")
    (2, 3)
    """
    if payload is None:
        return None
    item = payload()
    if isinstance(item, np.ndarray):
        return len(item)
    if not isinstance(item, Mapping) or not hasattr(item.get(column), "__len__"):
        raise BadData(
            f"an item is {item!r:.60}",
            allowed=f"a row of a table with a list in the column {column!r}, or an array of features",
        )
    return len(item[column])


def by_part(answers: Sequence[Answer], split: Split) -> dict[int, list[Answer]]:
    """The answers about one item as answers about its parts, by position; only those that count.

    Examples
    --------
    >>> told = [Answer("a", "q", "human", "is", {"s1": "1"}), Answer("b", "q", "human", "unsure")]
    >>> made = by_part(told, lambda a: {0: a.value["s1"]})
    >>> made[0][0].value, list(made)
    ('1', [0])
    """
    found: dict[int, list[Answer]] = {}
    for answer in answers:
        if answer.kind == "is":
            for position, value in split(answer).items():
                found.setdefault(position, []).append(replace(answer, value=value))
    return {k: kept for k in sorted(found) if (kept := heard(found[k]))}
