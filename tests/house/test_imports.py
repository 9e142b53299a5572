"""Imports run one way, and nothing heavy is imported before it is needed."""

from __future__ import annotations

import ast
import functools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

LAYERS = [
    "types errors params random families locking parallel engines probabilities unequal last_layer listwise",
    "pool tasks",
    "measures representations candidates",
    "selectors",
    "strategy",
    "streams learners training annotators quality",
    "policies evaluation",
    "papers",
    "query scoring",
    "store",
    "campaign",
    "report",
    "bench io",
    "app cli testing __main__",
]
LEVEL = {family: level for level, line in enumerate(LAYERS) for family in line.split()}

# Imported at module level only in the places named; everywhere else inside the function that needs it.
HEAVY = {
    "fastapi": ("app/",),
    "starlette": ("app/",),
    "uvicorn": ("app/",),
    "jinja2": ("app/",),
    "pyarrow": ("io/",),
    "numba": (),
    "pandas": (),
    "matplotlib": (),
    "torch": ("learners/deep/", "training/deep/"),
    "transformers": (),
    "safetensors": (),
    "skops": (),
    "sentence_transformers": (),
    "lightgbm": (),
    "xgboost": (),
    "faiss": (),
    "ray": (),
    "openai": (),
    "psycopg": ("store/postgres.py", "testing/"),
}
AT_IMPORT_NEVER = ["torch", "pandas", "matplotlib", "fastapi", "pyarrow", "numba", "psycopg"]


def imported(node: ast.AST, module: str, is_package: bool) -> list[str]:
    """Absolute names that one import statement may bind, relative ones resolved."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    base = node.module or ""
    if node.level:
        parents = ["labelwise", *module.split(".")] if module else ["labelwise"]
        anchor = parents if is_package else parents[:-1]
        anchor = anchor[: len(anchor) - (node.level - 1)]
        base = ".".join([*anchor, *([base] if base else [])])
    if base == "labelwise":
        return [f"labelwise.{alias.name}" for alias in node.names]
    return [base]


@functools.cache
def families(source) -> list[tuple[int, str]]:
    """(line, family) of every import of our own, wherever in the file it stands."""
    is_package = source.path.name == "__init__.py"
    return [
        (node.lineno, (name.split(".")[1:] or [""])[0])
        for node in ast.walk(source.tree)
        for name in imported(node, source.module, is_package)
        if name.split(".")[0] == "labelwise"
    ]


def family_of(source) -> str:
    return source.module.split(".")[0]


def upward(source) -> list[str]:
    """Imports of a higher layer, or of the package's public list, which stands above all layers."""
    own = family_of(source)
    if not own:
        return []  # the public list itself
    if own not in LEVEL:
        return [f"{source.path}: '{own}' is in no layer; give it a place in LAYERS"]
    found = []
    for line, family in families(source):
        if LEVEL.get(family, len(LAYERS) - 1) > LEVEL[own]:
            found.append(f"{source.path}:{line}: {own} (layer {LEVEL[own]}) imports {family or 'labelwise'}")
    return found


def cycles(sources) -> list[str]:
    """Pairs of families in one layer that import each other."""
    edges = {(family_of(s), f) for s in sources for _, f in families(s) if f and f != family_of(s)}
    return sorted(f"{a} and {b} import each other" for a, b in edges if a < b and (b, a) in edges)


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def module_level(node: ast.AST) -> Iterator[ast.AST]:
    """Statements run at import: not in functions, not under TYPE_CHECKING."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or is_type_checking(child):
            continue
        yield child
        yield from module_level(child)


def heavy(source) -> list[str]:
    found = []
    for node in module_level(source.tree):
        for name in imported(node, source.module, source.path.name == "__init__.py"):
            top = name.split(".")[0]
            if top in HEAVY and not source.path.as_posix().startswith(HEAVY[top] or ("\0",)):
                found.append(f"{source.path}:{node.lineno}: imports {top} at module level")
    return found


def test_imports_run_one_way(sources):
    found = [line for source in sources for line in upward(source)] + cycles(sources)
    assert not found, "\n".join(found)


def test_heavy_packages_are_imported_where_they_are_needed(sources):
    found = [line for source in sources for line in heavy(source)]
    assert not found, "\n".join(found)


def test_import_labelwise_is_light():
    code = f"import sys, labelwise; print([m for m in {AT_IMPORT_NEVER} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_upward_import_is_caught(source_of):
    inside = "def f():\n    from labelwise.campaign import Campaign\n"
    assert len(upward(source_of(Path("measures/margin.py"), inside))) == 1
    assert len(upward(source_of(Path("measures/margin.py"), "from ..store import sql\n"))) == 1
    assert len(upward(source_of(Path("measures/__init__.py"), "from labelwise import query\n"))) == 1
    assert len(upward(source_of(Path("measures/margin.py"), "import labelwise as lw\n"))) == 1
    assert len(upward(source_of(Path("gadgets.py"), ""))) == 1
    assert upward(source_of(Path("measures/margin.py"), "from ..types import View\nimport numpy\n")) == []
    assert upward(source_of(Path("cli/label.py"), "import labelwise\n")) == []


def test_a_cycle_in_one_layer_is_caught(source_of):
    app = source_of(Path("app/server.py"), "from labelwise.cli import main\n")
    cli = source_of(Path("cli/label.py"), "from labelwise.app import serve\n")
    assert cycles([app]) == cycles([cli]) == []
    assert cycles([app, cli]) == ["app and cli import each other"]


def test_a_heavy_import_is_caught(source_of):
    assert len(heavy(source_of(Path("pool.py"), "import pyarrow as pa\n"))) == 1
    assert (
        len(heavy(source_of(Path("pool.py"), "try:\n    import torch.nn\nexcept ImportError:\n    x = 1\n")))
        == 1
    )
    assert len(heavy(source_of(Path("pool.py"), "class A:\n    import pandas\n"))) == 1
    assert heavy(source_of(Path("io/parquet.py"), "import pyarrow\n")) == []
    assert heavy(source_of(Path("pool.py"), "def f():\n    import pyarrow\n")) == []
    typed = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pyarrow\n"
    assert heavy(source_of(Path("pool.py"), typed)) == []
