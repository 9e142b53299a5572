"""What bandits over strategies learn from answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.types import Answer, Reply

__all__ = ["Turns", "batches", "gained", "said"]

Turns = Sequence[tuple[int | None, Reply]]
"""Which arm asked (None: none of them), and what was answered."""


def batches(turns: Turns) -> Iterable[list[tuple[int, Reply]]]:
    """The turns of arms by the plan that they came from, the plan that was asked first first.

    Parameters
    ----------
    turns : sequence of (int or None, Reply)
        In any order; ``asked["seed"]`` names the plan, ``asked["seq"]`` is when it was asked.

    Examples
    --------
    >>> from labelwise.types import Answer
    >>> answer = Answer("a", "q", "human:anna", "is", "yes")
    >>> turns = [(k, Reply({"seed": s, "seq": t}, answer)) for k, s, t in [(0, 8, 4), (1, 7, 1), (2, 8, 3)]]
    >>> [[arm for arm, _ in batch] for batch in batches(turns)]
    [[1], [2, 0]]
    """
    found: dict[Any, list[tuple[int, Reply]]] = {}
    for arm, reply in sorted(turns, key=lambda turn: int(turn[1].asked.get("seq", 0))):
        if arm is not None:
            found.setdefault(reply.asked.get("seed"), []).append((arm, reply))
    return found.values()


def said(answer: Answer, place: Mapping[str, int]) -> NDArray[np.float64]:
    """(2, C) 1 where an answer says yes (first row) or no (second) to a class, 0 where it says nothing.

    Parameters
    ----------
    answer : Answer
        ``is`` a class, ``is`` a list of tags (no to all others), or ``is`` a mapping of tags to whether they
        are there (nothing about others). Any other kind says nothing.
    place : mapping
        Class name to position.

    Examples
    --------
    >>> place = {"a": 0, "b": 1, "c": 2}
    >>> said(Answer("1", "q", "human:anna", "is", {"a": 1, "c": 0}), place).tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    found, value = np.zeros((2, len(place))), answer.value
    if answer.kind != "is" or value is None:
        return found
    if isinstance(value, Mapping):
        named = {str(name): bool(there) for name, there in value.items()}
    else:
        there = value if isinstance(value, (list, tuple)) else [value]
        named = {name: name in there for name in place}
    for name, yes in named.items():
        if name in place:
            found[0 if yes else 1, place[name]] = 1
    return found


def gained(before: NDArray[Any], after: NDArray[Any], y: NDArray[np.int64]) -> float:
    """Accuracy that a model has gained on the rows that it learned from, from -1 to 1.

    Parameters
    ----------
    before, after : (m, C) float
        Probabilities by the model that chose the rows and by the one that has learned from their answers.
    y : (m,) int
        Their classes.

    Examples
    --------
    >>> before, after = np.array([[0.9, 0.1], [0.4, 0.6]]), np.array([[0.3, 0.7], [0.2, 0.8]])
    >>> gained(before, after, np.array([1, 1]))
    0.5
    """
    right = [proba.argmax(axis=1) == y for proba in (before, after)]
    return float(right[1].mean() - right[0].mean())
