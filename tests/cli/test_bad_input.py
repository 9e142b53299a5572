"""Every line of bad input that reaches the command line: exit code 2, one clear line, nothing written.

Two lines of the list have no command: NaN features, because an empty cell is a gap that is filled
(``inf`` is refused here), and two answers with one id, which no command can give.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

LABEL = ["label", "bad.csv", "--labels", "pos,neg", "--no-browser"]
ROWS = "\n".join(f"{k},text number {k}" for k in range(5))


@dataclass(frozen=True)
class Case:
    """What lies there, what is typed, and what the message must say: passed, allowed, to do."""

    prepare: Callable[[Path], object]
    args: list[str]
    says: list[str]


def put(text: str | bytes, name: str = "bad.csv") -> Callable[[Path], object]:
    data = text.encode() if isinstance(text, str) else text
    return lambda here: (here / name).write_bytes(data)


def nothing(_: Path) -> None:
    return None


def foreign_database(here: Path) -> None:
    with sqlite3.connect(here / "other.db") as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()


def changed_file(here: Path) -> None:
    text = (here / "reviews.csv").read_text()
    (here / "reviews.csv").write_text(text.replace("film number 3,", "film number three,"))


def shorter_file(here: Path) -> None:
    lines = (here / "reviews.csv").read_text().splitlines()
    (here / "reviews.csv").write_text("\n".join(lines[:-1]) + "\n")


CASES = {
    "missing file": Case(nothing, LABEL, ["no file or folder 'bad.csv'", "check the path"]),
    "empty file": Case(put(""), LABEL, ["bad.csv is empty", "a header line and at least one item"]),
    "header only": Case(put("id,text\n"), LABEL, ["bad.csv has a header line and no rows", "one line per"]),
    "binary file named .csv": Case(put(b"PK\x03\x04" + bytes(50)), LABEL, ["zip or Excel", "save it as CSV"]),
    "NUL bytes": Case(put("text\na\0b\n"), LABEL, ["NUL byte in line 2", "text", "--encoding 'utf-16'"]),
    "wrong encoding": Case(put("text\ncafé\n".encode("latin-1")), LABEL,
                           ["is not utf-8", "0xe9", "line 2", "--encoding 'cp1252'"]),
    "unknown encoding": Case(put("text\na\n"), [*LABEL, "--encoding", "utf8000"], ["'utf8000'", "latin-1"]),
    "ragged rows": Case(put("id,text\n1,a\n2,b,c\n"), LABEL,
                        ["line 3", "3 fields where the header has 2", "as many fields as the header"]),
    "duplicate ids": Case(put("id,text\n7,a b\n7,c d\n"), LABEL,
                          ["'7' in line 2 and line 3", "unique ids", "--id '#'"]),
    "infinite features": Case(put("a,b\n1,2\ninf,3\n"), LABEL, ["inf", "line 3", "finite"]),
    "unknown column": Case(put("id,text\n" + ROWS), [*LABEL, "--text", "txt"], ["'txt'", "id, text"]),
    "unknown class in the labels column": Case(put("text,y\na b,pos\nc d,maybe\n"),
                                               [*LABEL, "--label-column", "y"],
                                               ["item '2'", "'maybe'", "pos, neg", "add it to --labels"]),
    "only one class named": Case(put("text\na b\n"), ["label", "bad.csv", "--labels", "pos"],
                                 ["only 1 class", "two or more"]),
    "one class named twice": Case(put("text\na b\n"), ["label", "bad.csv", "--labels", "pos,pos"],
                                  ["'pos'", "named twice", "different"]),
    "no classes at all": Case(put("text\na b\n"), ["label", "bad.csv"],
                              ["--labels was not given", "two classes or more", "--labels pos,neg"]),
    "one class in the column": Case(put("text,y\na b,pos\nc d,\n"),
                                    ["label", "bad.csv", "--label-column", "y"],
                                    ["'y' holds 1", "two classes or more", "--labels pos,neg"]),
    "budget larger than the pool": Case(put("id,text\n" + ROWS), [*LABEL, "--budget", "6"],
                                        ["budget is 6", "pool of 5 items", "up to 5", "lower the budget"]),
    "budget larger than what has no label": Case(
        put("text,y\na b,pos\nc d,\ne f,neg\n"), [*LABEL, "--label-column", "y", "--budget", "2"],
        ["budget is 2", "pool of 3 items, 2 of them labelled", "up to 1", "lower the budget"]),
    "unknown strategy": Case(put("id,text\n" + ROWS), [*LABEL, "--strategy", "margim"],
                             ["'margim'", "k-center", "did you mean 'margin'"]),
    "missing guidelines": Case(put("id,text\n" + ROWS), [*LABEL, "--guidelines", "none.md"],
                               ["none.md", "cannot be read", "check the path"]),
    "no folder for the project": Case(put("id,text\n" + ROWS), [*LABEL, "--project", "none/p.db"],
                                      ["'none'", "make the folder first"]),
    "a project that is no store": Case(put("id,text\n" + ROWS), [*LABEL, "--project", "bad.csv"],
                                       ["bad.csv"]),
    "another kind of file": Case(put("x", "bad.docx"), ["label", "bad.docx", "--labels", "a,b"],
                                 ["'.docx'", ".csv", ".parquet", "convert"]),
    "an image folder without images": Case(lambda here: (here / "photos").mkdir(),
                                           ["label", "photos", "--labels", "a,b"],
                                           ["photos", "holds no image"]),
}  # fmt: skip


@pytest.fixture
def never_served(monkeypatch):
    def serve(*_, **__):
        raise AssertionError("the server was started")

    monkeypatch.setattr("labelwise.app.serve", serve, raising=False)


@pytest.mark.parametrize("name", CASES)
def test_a_bad_file_or_option_changes_nothing(cli, here, unchanged, never_served, name):
    case = CASES[name]
    case.prepare(here)
    refused(unchanged(lambda: cli(*case.args)), case.says)


def refused(done, says: list[str]) -> None:
    assert done.code == 2 and done.out == "", done
    assert done.err.startswith("Error: ") and done.err.count("\n") == 1, done.err
    for part in says:
        assert part in done.err, done.err


STORES = {
    "no such project": Case(nothing, ["status", "--project", "none.db"], ["'none.db'", "labelwise label"]),
    "a file that is no store": Case(nothing, ["status", "--project", "reviews.csv"], ["reviews.csv"]),
    "a database of something else": Case(foreign_database, ["status", "-p", "other.db"], ["other.db"]),
    "a folder": Case(nothing, ["status", "--project", "."], ["."]),
    "a pool that changed": Case(changed_file, ["export", "-p", "reviews.labelwise.db", "-o", "out.csv"],
                                ["the pool has changed", "'r3'", "number 4", "original data"]),
    "a pool that shrank": Case(shorter_file, ["status", "--project", "reviews.labelwise.db"],
                               ["40 items and now has 39", "start a new project"]),
    "a pool that is gone": Case(lambda here: (here / "reviews.csv").unlink(),
                                ["status", "--project", "reviews.labelwise.db"],
                                ["no file or folder", "reviews.csv"]),
    "another file for the project": Case(put("text\na b\nc d\n"),
                                         ["label", "bad.csv", "--project", "reviews.labelwise.db"],
                                         ["the pool has changed", "start a new project"]),
}  # fmt: skip


@pytest.mark.parametrize("name", STORES)
def test_a_bad_project_changes_nothing(cli, here, project, unchanged, never_served, name):
    case = STORES[name]
    case.prepare(here)
    refused(unchanged(lambda: cli(*case.args)), case.says)


def test_a_locked_store(cli, project, unchanged, never_served):
    holder = sqlite3.connect(project, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        arguments = ["label", "reviews.csv", "--labels", "a,b", "--project", project]
        done = unchanged(lambda: cli(*arguments))
    finally:
        holder.close()
    refused(done, [])


UNPRIVILEGED = """
import contextlib, os, sys
import labelwise.app
from labelwise.cli import main
labelwise.app.serve = lambda *_, **__: None
arguments = ["label", "reviews.csv", "--labels", "neg,pos"]
for _ in range(2):  # makes the project and resumes it, which imports everything while it may
    with contextlib.suppress(SystemExit):
        main(arguments)
print("----", file=sys.stderr)
os.chmod("reviews.labelwise.db", int(sys.argv[1]))
os.chmod(".", int(sys.argv[2]))
if os.geteuid() == 0:
    os.setuid(65534)
main(arguments)
"""


@pytest.mark.skipif(os.name == "nt", reason="permissions of another kind")
@pytest.mark.parametrize(("file", "folder"), [(0o444, 0o777), (0o666, 0o555)])
def test_a_read_only_store(file, folder, reviews):
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to others
        place = Path(name)
        shutil.copy(reviews, place)
        command = [sys.executable, "-c", UNPRIVILEGED, str(file), str(folder)]
        done = subprocess.run(command, cwd=place, capture_output=True, text=True)
        place.chmod(0o777)
        kept = sorted(p.name for p in place.iterdir())
    assert done.returncode == 2, done.stderr
    assert done.stderr.split("----\n")[1] == (
        "Error: the project 'reviews.labelwise.db' is read-only. "
        "To fix: make the file and its folder writable, or copy the project.\n"
    )
    assert kept == ["reviews.csv", "reviews.labelwise.artefacts", "reviews.labelwise.db"]


def test_a_strategy_that_lacks_an_array_names_it(cli, here, unchanged):
    np.save(here / "z.npy", np.eye(3))
    done = unchanged(lambda: cli("query", "--strategy", "margin", "-n", "1", "--embedding", "z.npy"))
    refused(done, ["proba"])
