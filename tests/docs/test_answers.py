"""The table of what each answer teaches says what the task does."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from labelwise.tasks import Classification
from labelwise.types import Answer

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "guide" / "answers.md"
CLASSES = ("cat", "dog", "cow")
LINES = [line.strip("| \n").split(" | ") for line in PAGE.read_text("utf-8").splitlines() if line[:2] == "| "]
HEAD, *ROWS = LINES


def told(cell: str) -> list[Answer]:
    """``is cat; not dog`` as answers."""
    found = []
    for k, part in enumerate(cell.split("; ")):
        kind, _, rest = part.partition(" ")
        value = rest.split(", ") if kind in ("not", "among") else rest or None
        if kind == "votes":
            kind, value = "is", {c: int(n) for c, n in (v.split() for v in rest.split(", "))}
        found.append(Answer(f"a{k}", "q1", f"human:{k}", kind, value, item="0"))
    return found


def wanted(cell: str, kind: str) -> list:
    """The target that a cell describes; none where it teaches nothing."""
    if cell == "nothing":
        return []
    if kind == "hard":
        return [CLASSES.index(cell)]
    if kind == "partial":
        return [[float(c in cell.split(" or ")) for c in CLASSES]]
    shares = dict(part.split() for part in cell.split(", "))
    return [[float(Fraction(shares.get(c, "0"))) for c in CLASSES]]


def test_the_table_is_there():
    assert HEAD == ["answers", "hard", "soft", "partial"] and len(ROWS) == 12


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
@pytest.mark.parametrize("kind", ["hard", "soft", "partial"])
def test_every_cell_is_what_the_task_does(row, kind):
    task = Classification(CLASSES)
    answers = told(row[0])
    assert [task.check(a) for a in answers] == answers
    made = task.targets(answers, int, (kind,)).value
    expected = wanted(row[HEAD.index(kind)], kind)
    assert len(made) == len(expected)
    np.testing.assert_allclose(made, np.reshape(expected, made.shape))
