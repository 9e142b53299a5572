"""Every example of the guide, Python and shell, runs in the order of its page, as a reader would run it."""

from __future__ import annotations

import io
import queue
import re
import shlex
import subprocess
import sys
import threading
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from labelwise.cli import main
from labelwise.papers.elsewhere import here

GUIDE = Path(__file__).resolve().parent.parent.parent / "docs" / "guide"
PAGES = [
    "first-steps.md",
    "own-model-own-loop.md",
    "own-data-in-the-browser.md",
    "answers.md",
    "plug-ins.md",
    "streams.md",
    "tags-and-numbers.md",
    "parts.md",
    "which-strategy.md",
    "trust.md",
    "when-to-stop.md",
    "how-good-is-a-model.md",
    "which-model.md",
    "learners.md",
    "benchmark.md",
    "migration.md",
    "warnings.md",
]
LONG = ("learners.md", "tags-and-numbers.md")
"""Pages whose examples train for long."""

TEAM, DATABASE = "team-on-postgresql.md", "postgresql://labels@db.lab/labels"
BLOCK = re.compile(r"^```(python|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^Write `([\w.]+)`:\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
START = 60.0
"""Seconds within which the server has to print its address."""


@dataclass(frozen=True)
class Example:
    """One fenced block."""

    line: int
    language: str
    code: str


def examples(page: Path) -> list[Example]:
    text = page.read_text(encoding="utf-8")
    return [Example(text.count("\n", 0, m.start(2)), m.group(1), m.group(2)) for m in BLOCK.finditer(text)]


def commands(block: str) -> list[tuple[list[str], str]]:
    """(words after ``labelwise``, what the page shows below) of every ``$`` line."""
    found = []
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        line, _, shown = part.partition("\n")
        words = shlex.split(line, comments=True)
        assert words[0] == "labelwise", f"only labelwise is run: {line}"
        found.append((words[1:], shown.strip()))
    return found


def run(words: list[str], shown: str) -> None:
    """Run one command; output that the page shows must come, ``...`` standing for anything."""
    if words[0] == "label" and not shown:
        address(words)
        return
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed), pytest.raises(SystemExit) as ended:
        main(words)
    text, wanted = printed.getvalue(), 2 if shown.startswith("Error") else 0
    assert ended.value.code == wanted, text
    pattern = ".*".join(re.escape(piece) for piece in shown.split("..."))
    assert re.search(pattern, text, re.DOTALL), f"{shown!r} is not in\n{text}"


def address(words: list[str]) -> None:
    """Start the server, wait for the address it prints, and stop it as Ctrl-C would."""
    code = "from labelwise.cli import main; main()"
    command = [sys.executable, "-c", code, *words, "--no-browser"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines: queue.Queue[str] = queue.Queue()
    reader = threading.Thread(target=lambda: [lines.put(line) for line in process.stdout], daemon=True)
    reader.start()
    seen: list[str] = []
    try:
        while not any("http://127.0.0.1:" in line for line in seen):
            seen.append(lines.get(timeout=START))
    except queue.Empty:
        pytest.fail(f"no address within {START:.0f} s: {seen}")
    finally:
        process.send_signal(2)
        process.wait(timeout=30)
        reader.join(timeout=10)
        process.stdout.close()


def play(page: Path) -> int:
    names: dict[str, Any] = {"__name__": "example"}
    found = examples(page)
    for file in FILE.finditer(page.read_text(encoding="utf-8")):
        Path(file.group(1)).write_text(file.group(2), encoding="utf-8")
    for example in found:
        if example.language == "python":
            exec(compile("\n" * example.line + example.code, str(page), "exec"), names)
        else:
            for words, shown in commands(example.code):
                run(words, shown)
    return len(found)


@pytest.mark.parametrize("page", [pytest.param(p, marks=pytest.mark.slow) if p in LONG else p for p in PAGES])
def test_every_example_runs(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOKY_MAX_CPU_COUNT", "1")  # starting processes takes longer than these examples
    monkeypatch.setenv("COLUMNS", "200")
    assert play(GUIDE / page) >= 4


def test_every_example_about_postgresql_runs(postgres, tmp_path):
    text = (GUIDE / TEAM).read_text("utf-8")
    page = tmp_path / TEAM
    page.write_text(text.replace(DATABASE, postgres.url), "utf-8")
    assert text.count(DATABASE) == 3
    assert play(page) >= 4


def test_the_guide_holds_these_pages_and_links_lead_somewhere():
    assert sorted(p.name for p in GUIDE.glob("*.md")) == sorted([*PAGES, TEAM])
    for page in [*PAGES, TEAM]:
        for target in re.findall(r"\]\(([^)#:]+)\)", (GUIDE / page).read_text("utf-8")):
            assert (GUIDE / target).exists(), f"{page} links to {target}"


def test_every_strategy_that_the_guide_advises_exists():
    text = (
        (GUIDE / "which-strategy.md").read_text("utf-8").partition("## By situation")[2].partition("\n## ")[0]
    )
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| ")]
    advised = {
        name for row in rows for name in re.findall(r"`([\w-]+)`", row[1]) if not name.startswith("--")
    }
    assert len(advised) > 15
    assert [name for name in sorted(advised) if not here((name,))] == []


def test_wrong_examples_are_noticed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "page.md"
    for wrong in (
        "```python\nassert False\n```\n",
        "```console\n$ labelwise status --project none.db\n```\n",
        "```console\n$ labelwise --version\nlabelwise 99\n```\n",
        "```console\n$ rm -rf x\n```\n",
    ):
        page.write_text(wrong)
        with pytest.raises(AssertionError):
            play(page)
    page.write_text("```console\n$ labelwise --version\nlabelwise ...\n```\n")
    assert play(page) == 1
