"""Sizes that keep every file readable in one sitting."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

FILE_LINES, ENGINE_LINES, FUNCTION_LINES, PARAMETERS, CONSTRUCTOR = 300, 400, 40, 6, 8
ENGINES = ["campaign/engine.py", "selectors/picker.py"]  # never more than two

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.AST) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def body_lines(function: Function) -> int:
    """Lines of the body, docstring not counted."""
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1


def is_command(function: Function) -> bool:
    """Whether its parameters are options of the command line."""
    return any("command" in ast.unparse(d) or "callback" in ast.unparse(d) for d in function.decorator_list)


def positional(function: Function) -> list[str]:
    names = [a.arg for a in function.args.posonlyargs + function.args.args]
    return [name for name in names if name not in ("self", "cls")]


def counted(function: Function) -> int:
    """Parameters a reader has to know: all but keyword-only ones with a default."""
    required = [
        a
        for a, default in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
        if not default
    ]
    return len(positional(function)) + len(required)


def violations(path: Path, text: str) -> list[str]:
    found = []
    lines, allowed = text.count("\n"), ENGINE_LINES if path.as_posix() in ENGINES else FILE_LINES
    if lines > allowed:
        found.append(f"{path}: {lines} lines, allowed {allowed}")
    for function in functions(ast.parse(text)):
        where = f"{path}:{function.lineno} {function.name}"
        if body_lines(function) > FUNCTION_LINES:
            found.append(f"{where}: {body_lines(function)} lines, allowed {FUNCTION_LINES}")
        if function.name == "__init__":
            total = len(positional(function)) + len(function.args.kwonlyargs)
            if total > CONSTRUCTOR:
                found.append(f"{where}: {total} constructor parameters, allowed {CONSTRUCTOR}")
        elif (
            not function.name.startswith("_") and not is_command(function) and counted(function) > PARAMETERS
        ):
            found.append(f"{where}: {counted(function)} parameters, allowed {PARAMETERS}")
    return found


def test_every_file_keeps_the_limits(sources):
    found = [line for source in sources for line in violations(source.path, source.text)]
    assert not found, "\n".join(["beyond the house limits; split rather than raise a limit:", *found])


def test_at_most_two_engines_and_they_exist(package):
    assert len(ENGINES) <= 2
    assert [name for name in ENGINES if not (package / name).exists()] == []


def test_too_long_files_and_functions_are_caught():
    body = "\n".join(["    x = 1"] * 41)
    assert len(violations(Path("a.py"), f"def f():\n{body}\n")) == 1
    assert violations(Path("a.py"), f'def f():\n    """Doc."""\n{body[:-10]}\n') == []
    assert len(violations(Path("a.py"), "x = 1\n" * 301)) == 1
    assert violations(Path(ENGINES[0]), "x = 1\n" * 400) == []
    assert len(violations(Path(ENGINES[0]), "x = 1\n" * 401)) == 1


def test_too_many_parameters_are_caught():
    assert len(violations(Path("a.py"), "def f(a, b, c, d, e, *, g, h): ...\n")) == 1
    assert violations(Path("a.py"), "def f(a, b, c, d, e, *, g, h=1): ...\n") == []
    assert violations(Path("a.py"), "def _f(a, b, c, d, e, f, g): ...\n") == []
    assert violations(Path("a.py"), "@app.command()\ndef f(a, b, c, d, e, f, g): ...\n") == []
    constructor = "class A:\n    def __init__(self, a, b, c, d, e, *, f=1, g=2, h=3{}): ...\n"
    assert violations(Path("a.py"), constructor.format("")) == []
    assert len(violations(Path("a.py"), constructor.format(", i=4"))) == 1
