"""The public list: stub and lazy names agree, and every name shows how it is used."""

from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys
from types import ModuleType

import labelwise


def stubbed(text: str) -> dict[str, str]:
    """Public name -> module it comes from, as the stub says."""
    names: dict[str, str] = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.ImportFrom):
            public = [alias for alias in node.names if alias.asname == alias.name]
            base = "labelwise" if node.level and not node.module else node.module or ""
            origin = f"labelwise.{base}" if node.level and node.module else base
            names |= {alias.name: origin for alias in public}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names[node.target.id] = "labelwise"
    return {name: origin for name, origin in names.items() if name != "__all__"}


def disagreements(stub: dict[str, str], public: list[str]) -> list[str]:
    return sorted(set(stub) ^ set(public))


def elsewhere(stub: dict[str, str], package: ModuleType) -> list[str]:
    """Names that the package resolves to another object than the stub's module holds."""
    found = []
    for name, origin in stub.items():
        if origin != "labelwise" and getattr(importlib.import_module(origin), name) is not getattr(
            package, name
        ):
            found.append(f"{name} is not {origin}.{name}")
    return found


def without_example(name: str, thing: object) -> list[str]:
    """Problems of one public object's docstring; modules and constants have none to check."""
    if not (inspect.isclass(thing) or inspect.isroutine(thing)):
        return []
    own = thing.__dict__.get("__doc__") if inspect.isclass(thing) else thing.__doc__
    if not own:
        return [f"{name} has no docstring of its own"]
    if inspect.isclass(thing) and issubclass(thing, BaseException):
        return []
    return [] if ">>>" in own else [f"{name} has no example in its docstring"]


def test_stub_and_lazy_names_agree(package):
    stub = stubbed((package / "__init__.pyi").read_text(encoding="utf-8"))
    assert disagreements(stub, labelwise.__all__) == []
    assert elsewhere(stub, labelwise) == []


def test_every_public_name_is_listed_and_resolves():
    assert set(labelwise.__all__) <= set(dir(labelwise))
    assert len(set(labelwise.__all__)) == len(labelwise.__all__)
    assert [name for name in labelwise.__all__ if not hasattr(labelwise, name)] == []
    assert not hasattr(labelwise, "no_such_name")


def test_the_binding_surface_is_public():
    binding = "query decide Strategy Campaign simulate Pool Classification Trust LabelwiseError"
    assert [name for name in binding.split() if name not in labelwise.__all__] == []


def test_a_module_never_hides_the_public_name_it_holds():
    """Importing ``labelwise.query`` first must leave ``labelwise.query`` the function."""
    code = (
        "import importlib, types, labelwise\n"
        "for place in labelwise._WHERE.values(): importlib.import_module(place)\n"
        "print([n for n in labelwise.__all__ if isinstance(getattr(labelwise, n), types.ModuleType)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_every_public_name_shows_its_use():
    found = [line for name in labelwise.__all__ for line in without_example(name, getattr(labelwise, name))]
    assert not found, "\n".join(found)


def test_a_wrong_stub_is_caught():
    text = "from labelwise.errors import LabelwiseError as LabelwiseError\nfrom os import path\n"
    text += "__version__: str\n"
    stub = stubbed(text)
    assert stub == {"LabelwiseError": "labelwise.errors", "__version__": "labelwise"}
    assert stubbed("from .errors import A as A\nfrom . import types as types\n")["A"] == "labelwise.errors"
    assert disagreements(stub, ["LabelwiseError", "Pool"]) == ["Pool", "__version__"]
    other = ModuleType("other")
    other.LabelwiseError = ValueError
    assert elsewhere({"LabelwiseError": "labelwise.errors"}, other) != []


def test_a_missing_example_is_caught():
    class Bare:
        pass

    def told() -> None:
        """Say something."""

    def shown() -> None:
        """Say something.

        >>> shown()
        """

    assert without_example("Bare", Bare) and without_example("told", told)
    assert without_example("shown", shown) == without_example("limit", 3) == []
