"""Answers about a whole item, split into what they say about each of its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from labelwise.errors import BadData
from labelwise.tasks.base import Payload
from labelwise.tasks.classification import Classification
from labelwise.tasks.grouping import Groups, heard
from labelwise.tasks.teaching import class_targets
from labelwise.types import Answer, TargetKind, Targets

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


def part_labels(answers: Sequence[Answer], split: Split, single: Classification) -> dict[int, str]:
    """The label of each part of one item that has one, by position."""
    labels = {k: single.consensus(given) for k, given in by_part(answers, split).items()}
    return {k: label for k, label in labels.items() if label is not None}


def part_targets(
    answers: Sequence[Answer],
    row_of: Callable[[str], int],
    split: Split,
    single: Classification,
    kind: TargetKind,
) -> Targets:
    """Targets of every part that an answer names; parts that none names are not there.

    Parameters
    ----------
    answers : sequence of Answer
        Present answers about items.
    row_of : callable
        Item id to row.
    split : callable
        What an answer says of each part.
    single : Classification
        The task of one part.
    kind : str
        One of its kinds.
    """
    of_item: dict[str, list[Answer]] = {}
    for answer in answers:
        of_item.setdefault(answer.item, []).append(answer)
    rows = {row_of(item): item for item in of_item}
    found = [
        (row, position, given)
        for row in sorted(rows)
        for position, given in by_part(of_item[rows[row]], split).items()
    ]
    at = np.array([(row, position) for row, position, _ in found], dtype=np.int64).reshape(-1, 2)
    groups = Groups(at[:, 0], at[:, 1], [given for *_, given in found])
    return class_targets(groups, single.evidence, kind, len(single.classes))
