"""Help, version, and the one line on stderr that every error becomes."""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys

import pytest
import typer
from rich.console import Console

from labelwise.cli import app, common
from labelwise.cli.common import plain, print_json, print_table

COMMANDS = ["demo", "label", "predict", "simulate", "evaluate", "query", "select-model", "export", "methods"]
COMMANDS += ["learners", "papers", "status", "report", "bench", "compare"]


def shell(*args: str, **more) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from labelwise.cli import main; main()", *args]
    return subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "COLUMNS": "100"}, **more
    )


def test_the_commands_are_these():
    assert set(typer.main.get_command(app).commands) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(cli, name):
    done = cli(name, "--help")
    assert done.code == 0 and done.err == ""
    assert f"$ labelwise {name}" in done.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained(name):
    command = typer.main.get_command(app).commands[name]
    for parameter in command.params:
        assert getattr(parameter, "help", None), f"{name}: {parameter.name} has no help"


def test_version_and_help_without_a_command(cli):
    from importlib.metadata import version

    assert cli("--version").out == f"labelwise {version('labelwise')}\n"
    done = cli()
    assert done.code == 0 and "labelwise demo" in done.out and all(name in done.out for name in COMMANDS)


def test_it_runs_as_a_module():
    done = subprocess.run([sys.executable, "-m", "labelwise", "export"], capture_output=True, text=True)
    assert done.returncode == 2 and "See: labelwise export --help" in done.stderr


def seconds(command: list[str]) -> float:
    """Processor time of the quickest of three."""
    took = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(took)


def test_help_is_quick():
    """Beside what the machine takes in the same seconds to read the packages that draw the help."""
    floor = seconds([sys.executable, "-c", "import typer.main, rich.console, rich.table, rich.text"])
    own = seconds([sys.executable, "-c", "from labelwise.cli import main; main()", "--help"])
    assert own < 3.5 * floor, f"{own:.2f} s of CPU, {floor:.2f} s to read typer and rich"


def test_help_imports_nothing_heavy():
    heavy = ["numpy", "scipy", "sklearn", "pyarrow", "pandas", "fastapi", "sqlalchemy"]
    code = f"import sys\nfrom labelwise.cli import app\nprint([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("args", "parts"),
    [
        (["labl"], ["No such command 'labl'", "'label'", "labelwise --help"]),
        (["status"], ["Missing option '--project'", "labelwise status --help"]),
        (["status", "--nope"], ["No such option", "--nope", "labelwise status --help"]),
        (["simulate", "x.csv", "--label-column", "y", "--batch", "0"], ["--batch", "0"]),
        (["simulate", "x.csv", "--label-column", "y", "--seeds", "many"], ["--seeds", "many"]),
        (["papers", "--state", "done"], ["--state", "done", "works"]),
        (["--nope"], ["No such option", "--nope"]),
    ],
)
def test_bad_usage_is_one_line_and_code_2(cli, unchanged, args, parts):
    done = unchanged(lambda: cli(*args))
    assert done.code == 2 and done.out == ""
    assert done.err.startswith("Error: ") and done.err.count("\n") == 1
    for part in parts:
        assert part in done.err


def test_an_error_of_ours_in_a_real_process(tmp_path):
    done = shell("status", "--project", "missing.db", cwd=tmp_path)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.splitlines() == [
        "Error: there is no project 'missing.db'. "
        "To fix: name the file that `labelwise label` made, with --project."
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_closed_pipe_is_no_traceback():
    command = f"{sys.executable} -c 'from labelwise.cli import main; main()' papers --json | head -c 10"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert "Traceback" not in done.stderr


def test_a_bug_is_not_dressed_up_as_bad_usage(monkeypatch, cli):
    import labelwise.papers

    def broken():
        raise ZeroDivisionError

    monkeypatch.setattr(labelwise.papers, "method_rows", broken)
    from labelwise.cli import main

    with pytest.raises(ZeroDivisionError):
        main(["methods"])


def test_hostile_text_cannot_steer_the_terminal(cli):
    done = cli("status", "--project", "a\x1b[2Jb\nc[bold]d[/].db")
    assert "\x1b" not in done.err and done.err.count("\n") == 1
    assert "[bold]d[/]" in done.err
    assert plain("a\tb\x07\u202e") == "a b��"


def test_numpy_numbers_become_json(capsys):
    import numpy as np

    print_json({"a": np.float64(0.5), "b": np.arange(2), "ü": None})
    assert capsys.readouterr().out == '{\n  "a": 0.5,\n  "b": [\n    0,\n    1\n  ],\n  "ü": null\n}\n'


HEADER = ["strategy", "learner", "area ± sd", "accuracy at 20", "accuracy at 40", "area over random (95%)"]
ROWS = [
    ["uncertainty-herding", "logistic + balanced-sampling", "71.2% ± 3.8%", "66.4%", "72.2%", "–"],
    ["random", "svm", "71.2% ± 5.1%", "66.4%", "73.1%", "-0.6 (-6.4 to +5.2)"],
]


def test_names_and_numbers_stay_whole_where_no_terminal_reads_them(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    print_table(HEADER, ROWS, left=2, names=2)
    *heads, first, second = capsys.readouterr().out.splitlines()
    assert all(cell in first for cell in ROWS[0]) and all(cell in second for cell in ROWS[1])
    assert len(heads) == 2 and all(word in " ".join(heads) for name in HEADER for word in name.split())


def test_sentences_in_a_table_are_wrapped(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    print_table(["name", "what it is"], [["usual", "a sentence " * 20]], left=2)
    print_table(["", ""], [["stop", "a sentence " * 20]])
    assert all(len(line) <= 80 for line in capsys.readouterr().out.splitlines())


@pytest.mark.parametrize(("width", "lines"), [(60, None), (80, 4), (140, 3)])
def test_a_terminal_gets_no_more_than_it_has_room_for(monkeypatch, width, lines):
    """Where it is too narrow cells are folded and none is cut; heads of two lines come before that."""
    console = Console(width=width, force_terminal=True, color_system=None, record=True, file=io.StringIO())
    monkeypatch.setattr(common, "out", lambda: console)
    print_table(HEADER, [ROWS[1], ROWS[1]], left=2, names=2)
    shown = console.export_text()
    assert max(map(len, shown.splitlines())) <= width
    assert lines is None or len(shown.splitlines()) == lines
    assert sorted("".join(shown.split())) == sorted("".join("".join([*HEADER, *ROWS[1], *ROWS[1]]).split()))
