"""Every member of every family goes through the whole contract suite of its family."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import pkgutil
import re
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from labelwise.measures import margin
from labelwise.testing import (
    candidates_suite,
    chooser_suite,
    form_suite,
    gate_suite,
    measure_suite,
    representation_suite,
    router_suite,
    selector_suite,
    stopping_suite,
    strategy_suite,
    task_suite,
)
from labelwise.testing.learner_suite import Contract

# Folder -> what its classes have that are members of the family, and the checks that all of them pass.
FAMILIES: dict[str, dict[str, Any]] = {
    "measures": {"__call__": measure_suite},
    "representations": {"fit": representation_suite},
    "candidates": {"__call__": candidates_suite},
    "selectors": {"start": selector_suite, "choose": selector_suite},
    "streams": {"decide": gate_suite},
    "policies": {"select": strategy_suite, "start": chooser_suite},
    "tasks": {"consensus": task_suite},
    "tasks.forms": {"read": form_suite},
    "annotators": {"rule": router_suite},
    "evaluation.stopping": {"judge": stopping_suite},
}
FUNCTIONS = ("measures", "candidates", "annotators")
"""Families whose members may be functions."""
SHAPES = {"candidates": ["view", "rows", "n", "rng"], "annotators": ["view", "rows", "annotators", "rng"]}

# What looks like a member and is none, each with the reason.
HELPERS = {
    "measures.on": "makes an On",
    "measures.title": "names a measure",
    "measures.pooled": "marks a measure",
    "measures.whole": "marks a measure",
    "selectors.Decay": "a curve of errors",
    "selectors.Gamma": "turns scores into shares",
}
WITHIN = {"measures.LogRight": "by itself it prefers certain items; it runs as a part of Per"}
"""Members that are tried as a part of another piece, each with the reason."""


def is_member(thing: Any, folder: str, listed: bool) -> str:
    """The mark of the family that ``thing`` has, else an empty text."""
    if inspect.isclass(thing):
        own = "" if inspect.isabstract(thing) else thing
        return next((mark for mark in FAMILIES[folder] if own and callable(getattr(own, mark, None))), "")
    if not (inspect.isfunction(thing) and folder in FUNCTIONS and listed):
        return ""
    shape = SHAPES.get(folder)
    return (
        "__call__" if shape is None or [*inspect.signature(thing).parameters][: len(shape)] == shape else ""
    )


def members(module: ModuleType, folder: str) -> dict[str, tuple[Any, str]]:
    """Members that one file of a family defines, listed in its ``__all__`` or not, and their marks."""
    found = {}
    for name, thing in vars(module).items():
        here = getattr(thing, "__module__", None) == module.__name__ and not name.startswith("_")
        mark = is_member(thing, folder, name in getattr(module, "__all__", ())) if here else ""
        if mark and f"{folder}.{name}" not in HELPERS:
            found[f"{folder}.{name}"] = thing, mark
    return found


def family(folder: str) -> dict[str, tuple[Any, str]]:
    package = importlib.import_module(f"labelwise.{folder}")
    files = [info.name for info in pkgutil.iter_modules(package.__path__) if not info.ispkg]
    modules = [package, *(importlib.import_module(f"{package.__name__}.{name}") for name in files)]
    return {name: entry for module in modules for name, entry in members(module, folder).items()}


def tried(module: ModuleType, suite: Any) -> list[Any]:
    """The pieces over which the tests of a module run every check of a suite."""
    seen: list[Any] = []
    for test in [thing for name, thing in vars(module).items() if name.startswith("test_")]:
        marks = {
            m.args[0]: list(m.args[1]) for m in getattr(test, "pytestmark", ()) if m.name == "parametrize"
        }
        if set(marks.get("check", ())) == set(suite.CHECKS):
            for name in marks["name"]:
                test(name, seen.append)
    return [getattr(piece, "task", None) or getattr(piece, "form", None) or piece for piece in seen]


def untried(found: dict[str, tuple[Any, str]], pieces: dict[str, list[Any]]) -> list[str]:
    """Members of which no example is among the pieces that their suite runs over."""
    return [
        name
        for name, (thing, mark) in found.items()
        if not any(piece is thing or type(piece) is thing for piece in pieces[mark])
    ]


def parts(piece: Any) -> list[Any]:
    """A piece and all that it is made of."""
    inner = vars(piece).values() if hasattr(piece, "__dict__") and not inspect.isfunction(piece) else ()
    inner = piece if isinstance(piece, tuple) else inner
    return [piece, *(deep for thing in inner for deep in parts(thing))]


def contract_of(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("contract_" + "_".join(file.parts[-3:-1]), file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("folder", FAMILIES)
def test_every_member_goes_through_its_contract(folder, repo_root):
    module = contract_of(repo_root / "tests" / Path(*folder.split(".")) / "test_contract.py")
    pieces = {mark: tried(module, suite) for mark, suite in FAMILIES[folder].items()}
    found = family(folder)
    assert found
    within = {name: found.pop(name) for name in WITHIN if name in found}
    assert (
        untried(within, {mark: [q for p in given for q in parts(p)] for mark, given in pieces.items()}) == []
    )
    fix = "; list it in __all__, and say in labelwise.testing how it is made (MADE, CASES)"
    assert untried(found, pieces) == [], f"members of {folder} outside of its contract suite{fix}"


def test_every_family_folder_is_here(package):
    """A family is a folder that finds its own files."""
    finding = [
        f for f in package.rglob("__init__.py") if re.search(r"^_found = members", f.read_text("utf-8"), re.M)
    ]
    folders = {".".join(f.parent.relative_to(package).parts) for f in finding}
    assert folders and folders <= set(FAMILIES)


def test_helpers_are_few_and_needed():
    assert len(HELPERS) <= 10 and len(WITHIN) <= 5
    for name in (*HELPERS, *WITHIN):
        folder, _, thing = name.rpartition(".")
        assert hasattr(importlib.import_module(f"labelwise.{folder}"), thing), name


def learners_tried(folder: Path) -> set[type]:
    """Classes of the learners that the suites in a folder of tests are run on."""
    files = [file for file in sorted(folder.glob("test_*.py")) if "Suite" in file.read_text("utf-8")]
    modules = [contract_of(file) for file in files]
    suites = [s for m in modules for s in vars(m).values() if inspect.isclass(s) and issubclass(s, Contract)]
    return {type(suite().make()) for suite in suites if suite.__name__.startswith("Test")}


def test_every_learner_goes_through_its_contract(repo_root):
    package = importlib.import_module("labelwise.learners")
    listed = [getattr(package, name) for name in package.__all__]
    found = {made for made in listed if inspect.isclass(made) and hasattr(made, "fit")}
    left = {made.__name__ for made in found - learners_tried(repo_root / "tests" / "learners")}
    assert found and left == set()


NEW = """
from labelwise.selectors import TopK
from labelwise.measures import margin

__all__ = ["Listed", "gini"]

class Listed(TopK): ...
class Forgotten(TopK): ...
class _Inner(TopK): ...
class Plain: ...
def gini(proba): ...
def helper(proba): ...
"""


def test_a_new_member_cannot_escape(tmp_path):
    file = tmp_path / "selectors" / "new.py"
    file.parent.mkdir()
    file.write_text(NEW)
    new = contract_of(file)
    found = members(new, "selectors")
    assert set(found) == {"selectors.Listed", "selectors.Forgotten"}
    assert untried(found, {"start": [new.Listed()], "choose": []}) == ["selectors.Forgotten"]
    measures = members(new, "measures")
    assert "measures.gini" in measures and "measures.helper" not in measures
    assert untried({"measures.gini": measures["measures.gini"]}, {"__call__": [margin]}) == ["measures.gini"]


def test_a_contract_that_leaves_out_a_check_or_a_piece_does_not_count():
    suite = SimpleNamespace(CHECKS=(len, sum))
    pieces = {"a": [1], "b": [2]}

    def module(checks, names, over):
        @pytest.mark.parametrize("check", checks)
        @pytest.mark.parametrize("name", names)
        def test_piece(name, check):
            check(over[name])

        return SimpleNamespace(test_piece=test_piece, other=3)

    assert tried(module((len, sum), pieces, pieces), suite) == [[1], [2]]
    assert tried(module((len, sum), ["a"], pieces), suite) == [[1]]
    assert tried(module((len,), pieces, pieces), suite) == []
