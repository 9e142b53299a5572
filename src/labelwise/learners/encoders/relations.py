"""What a step of a solution shares with its question and with the steps before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

RELATIONS = 11
"""Features of a step beside its text."""

WORD = re.compile(r"\w+")


def relations(question: str, steps: Sequence[str]) -> Iterator[list[float]]:
    """Place, length and overlaps of each step: :data:`RELATIONS` numbers.

    Examples
    --------
    >>> first, _ = relations("What is 12 plus 30?", ["12 plus 30", "that is 43"])
    >>> first[0], first[4]  # half of the way; all its words are in the question
    (0.5, 1.0)
    """
    asked, before, last = _words(question), set[str](), set[str]()
    for k, step in enumerate(steps):
        words = _words(step)
        numbers = {w for w in words if w.isdigit()}
        yield [
            (k + 1) / len(steps),
            np.log1p(k),
            float(k + 1 == len(steps)),
            np.log1p(len(step)) / 5,
            _share(words, asked),
            _share(words, before),
            _share(words, last),
            len(numbers) / max(len(words), 1),
            _share(numbers, asked),
            _share(numbers, before),
            _share(numbers, numbers - asked - before),
        ]
        before |= words
        last = words


def _words(text: str) -> set[str]:
    return set(WORD.findall(text.lower()))


def _share(of: set[str], among: set[str]) -> float:
    """Which share of a set is among another; 0 of nothing."""
    return len(of & among) / len(of) if of else 0.0
