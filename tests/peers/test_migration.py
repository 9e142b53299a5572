"""The loops of the migration page end with the same labelled rows.

Nobody disagrees: margin of logistic regression, ten at a time, has no ties on these digits. modAL needs an
environment of its own (scikit-learn 1.5), the other two run in one.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = [pytest.mark.peer, pytest.mark.filterwarnings("ignore")]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "guide" / "migration.md"


def block(language: str, having: str) -> str:
    found = re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return next(code for code in found if having in code)


def labelled(*code: str) -> list[int]:
    names: dict[str, object] = {}
    exec(block("python", "load_digits"), names)
    for part in code:
        exec(part, names)
    return sorted(int(row) for row in names["labelled"])


@pytest.fixture(scope="module")
def ours() -> list[int]:
    return labelled(block("python", "lw.query"))


@pytest.mark.parametrize("module", ["modAL", "skactiveml", "small_text"])
def test_the_same_rows_are_labelled(module, ours):
    pytest.importorskip(module)
    theirs = labelled(block("py", f"from {module}"))
    assert theirs == ours and len(ours) == 90
