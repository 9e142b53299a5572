"""The Python examples of the README run as they stand, its links lead somewhere, its commands exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from sklearn.linear_model import LogisticRegression

from labelwise.cli import app

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs/architecture.md")
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(text: str) -> list[tuple[int, str]]:
    """(line of the page, code) of every Python block."""
    return [(text.count("\n", 0, found.start(1)), found.group(1)) for found in BLOCK.finditer(text)]


def run(page: Path, names: dict[str, Any]) -> int:
    """Run the blocks of a page in one namespace; an error shows the line of the page."""
    found = blocks(page.read_text(encoding="utf-8"))
    for line, code in found:
        exec(compile("\n" * line + code, str(page), "exec"), names)
    return len(found)


def commands_of(application: typer.Typer) -> list[tuple[str, Any]]:
    return list(typer.main.get_command(application).commands.items())


def readers_own() -> dict[str, Any]:
    """What the README takes for granted: data, a model, someone who answers."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 5))
    y = np.where(X[:, 0] > 0, "dog", "cat")
    model = LogisticRegression().fit(X[:50], y[:50])
    return {
        "X": X,
        "model": model,
        "already": np.arange(50),
        "my_answer": lambda row: "dog" if row[0] > 0 else "cat",
    }


def test_examples_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(ROOT / "README.md", {"__name__": "example", **readers_own()}) >= 2


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name):
    page = ROOT / name
    targets = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_make_targets_and_commands_exist(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    commands = [name for name, _ in commands_of(app)]
    assert set(re.findall(r"make ([a-z]+)\b", text)) - {"the"} <= set(targets)
    assert set(re.findall(r"\$ labelwise ([a-z-]+)", text)) <= set(commands)


def test_an_example_that_fails_is_noticed_at_its_line(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# Title\n```python\nx = 1\n```\ntext\n```console\n$ no\n```\n```python\nassert x == 2\n```\n"
    )
    with pytest.raises(AssertionError) as caught:
        run(page, {})
    assert caught.traceback[-1].lineno + 1 == 10
