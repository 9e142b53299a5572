"""Answers put together by the unit they are about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelwise.types import Answer, Units

__all__: list[str] = []

TELLING = ("is", "not", "among", "other")
"""Kinds of answers that say something about the label."""


@dataclass(frozen=True, eq=False)
class Groups:
    """The answers about m units, in the order of the pool.

    Parameters
    ----------
    rows : (m,) int64
        Item of each unit, ascending; repeated where several parts of an item are answered.
    part : (m,) int64 or None
        Position among the parts of its item, ascending within an item; None where units are items.
    answers : list of m lists of Answer
        In the order they were given.
    """

    rows: NDArray[np.int64]
    part: NDArray[np.int64] | None
    answers: list[list[Answer]]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, kept: Sequence[int] | NDArray[np.int64]) -> Groups:
        """The groups at these positions."""
        at = np.asarray(kept, dtype=np.int64)
        part = None if self.part is None else self.part[at]
        return Groups(self.rows[at], part, [self.answers[k] for k in at])

    def weights(self) -> NDArray[np.float64]:
        """(m,) how much each unit counts in training: the mean weight of its answers."""
        return np.array([sum(a.weight for a in group) / len(group) for group in self.answers])

    def by(self) -> tuple[str, ...]:
        """Who answered last about each unit."""
        return tuple(group[-1].by for group in self.answers)


def heard(answers: Sequence[Answer]) -> list[Answer]:
    """Those of one unit that count: what says something about the label, of people where people said it.

    An answer that a model gave to itself (``by`` starts with ``model:``) stands only while nobody else
    answered; an answer of weight 0 counts for nothing.

    Examples
    --------
    >>> own = Answer("a1", None, "model:m7", "is", "cat", weight=0.5)
    >>> len(heard([own])), heard([own, Answer("a2", "q1", "human:anna", "is", "dog")])[0].value
    (1, 'dog')
    """
    if len(answers) == 1:  # nearly always
        return [*answers] if answers[0].kind in TELLING and answers[0].weight else []
    telling = [a for a in answers if a.kind in TELLING and a.weight]
    return [a for a in telling if not a.by_machine] or telling


def grouped(answers: Sequence[Answer], row_of: Callable[[str], int], units: Units | None = None) -> Groups:
    """The answers that count (:func:`heard`), a list for each unit that has any.

    Parameters
    ----------
    answers : sequence of Answer
        Present answers of any kind and any number per unit.
    row_of : callable
        Item id to row; each id is looked up once.
    units : Units, optional
        Of the pool, where questions are about parts.

    Raises
    ------
    BadData
        If an item has no such part.

    Examples
    --------
    >>> given = [Answer(f"a{k}", "q1", "human:anna", "is", v, item=i) for k, (i, v) in
    ...          enumerate([("7", "x"), ("2", "y"), ("7", "z")])]
    >>> made = grouped(given, int)
    >>> made.rows.tolist(), [len(g) for g in made.answers]
    ([2, 7], [1, 2])
    """
    of_unit: dict[tuple[str, str], list[Answer]] = {}
    for a in answers:
        if a.kind in TELLING:
            of_unit.setdefault((a.item, a.part), []).append(a)
    counted = [(unit, kept) for unit, group in of_unit.items() if (kept := heard(group))]
    row = {item: row_of(item) for item in dict.fromkeys(item for (item, _), _ in counted)}
    where = [
        (row[item], int(units.inner[units.find(row[item], part)]) if units is not None else 0)
        for (item, part), _ in counted
    ]
    order = sorted(range(len(where)), key=where.__getitem__)
    at = np.array([where[k] for k in order], dtype=np.int64).reshape(-1, 2)
    return Groups(at[:, 0], None if units is None else at[:, 1], [counted[k][1] for k in order])
