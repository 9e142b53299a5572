"""The recipe of CONTRIBUTING, followed step by step on a copy of the repository."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

STEP = re.compile(r"^\*\*\d+\. .*?^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"`((?:src|tests)/[\w/]+\.py)`")
COPIED = ("src", "tests", "docs", "scripts")
COPIED_FILES = ("pyproject.toml", "README.md", "CONTRIBUTING.md")
CACHES = shutil.ignore_patterns("__pycache__", ".*cache", "*.db*")


def steps(text: str) -> list[tuple[str, str]]:
    """(file, code) of every step of the recipe that writes Python."""
    return [(FILE.search(found.group(0)).group(1), found.group(1)) for found in STEP.finditer(text)]


def write(file: Path, code: str) -> None:
    """A new file holds the code; a file of rows gets it at the end of its last tuple."""
    if not file.exists():
        file.write_text(code, encoding="utf-8")
        return
    head, closing = file.read_text(encoding="utf-8").rstrip().removesuffix(")"), ")\n"
    file.write_text(head + code + closing, encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    files = [f for f in folder.rglob("*") if f.is_file() and "__pycache__" not in f.parts]
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in files}


def run(copy: Path, *arguments: str) -> str:
    """Run Python in the copy, on the copy's package; its output, or the failure."""
    env = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=copy, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def copy(repo_root, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for name in COPIED:
        shutil.copytree(repo_root / name, folder / name, ignore=CACHES)
    for name in COPIED_FILES:
        shutil.copy(repo_root / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def changed(repo_root, copy) -> list[str]:
    """Follow the steps; the files under src that changed."""
    before = contents(copy / "src")
    for name, code in steps((repo_root / "CONTRIBUTING.md").read_text(encoding="utf-8")):
        write(copy / name, code)
    after = contents(copy / "src")
    return sorted(name for name in after if before.get(name) != after[name])


def test_at_most_two_files_under_src_change(changed):
    assert changed == ["labelwise/measures/ratio.py", "labelwise/papers/rows/classic.py"]


def test_its_proof_and_the_contract_suite_run_on_it(copy, changed):
    places = ["tests/measures", "src/labelwise/measures"]
    out = run(copy, "-m", "pytest", "-p", "no:cacheprovider", "-v", "-k", "ratio", *places)
    passed = [line.split()[0] for line in out.splitlines() if " PASSED" in line]
    assert "tests/measures/test_ratio.py::test_equals_the_naive_version" in passed
    assert "src/labelwise/measures/ratio.py::labelwise.measures.ratio.ratio" in passed
    assert sum(node.partition("[")[2].startswith("ratio") for node in passed) >= 5, out


def test_command_line_and_pages_know_it(copy, changed):
    listed = run(copy, "-c", "from labelwise.cli import main; main(['methods', '--json'])")
    assert [row["needs"] for row in json.loads(listed) if row["name"] == "ratio"] == [["proba"]]
    run(copy, "scripts/make_docs.py")
    assert "`ratio`" in (copy / "docs" / "methods.md").read_text(encoding="utf-8")


def test_it_keeps_the_house_rules(copy, changed):
    files = [
        "src/labelwise/measures/ratio.py",
        "src/labelwise/papers/rows/classic.py",
        "tests/measures/test_ratio.py",
    ]
    run(copy, "-m", "ruff", "check", "--no-cache", *files)
    run(copy, "-m", "ruff", "format", "--no-cache", "--check", *files)


def test_a_recipe_that_fails_is_noticed(copy, changed):
    with pytest.raises(AssertionError, match="no_such_measure"):
        run(copy, "-c", "from labelwise.measures import no_such_measure")


def test_steps_are_read():
    text = "**1. The row.** At the end of `src/a/b.py`:\n\n```python\nx = 1\n```\n\n"
    text += "**2. Run.**\n```console\n$ ls\n```\n"
    assert steps(text) == [("src/a/b.py", "x = 1\n")]
