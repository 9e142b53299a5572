"""Roles of docstrings become code on the site."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType, SimpleNamespace

import pytest


@pytest.fixture
def roles(repo_root, monkeypatch) -> ModuleType:
    """The extension with a stand-in for Griffe, which only the docs extra installs."""
    monkeypatch.setitem(sys.modules, "griffe", SimpleNamespace(Extension=object))
    spec = importlib.util.spec_from_file_location("docs_roles", repo_root / "scripts" / "docs_roles.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see :func:`labelwise.query`.", "see `labelwise.query`."),
        ("a :class:`~labelwise.learners.SklearnLearner`", "a `SklearnLearner`"),
        ("plain `code` and ``code``", "plain `code` and ``code``"),
    ],
)
def test_roles(roles, text, expected):
    assert roles.plain(text) == expected


def test_every_docstring_is_mended(roles):
    made = SimpleNamespace(docstring=SimpleNamespace(value=":meth:`fit`"))
    roles.Roles().on_instance(obj=made, node=None)
    assert made.docstring.value == "`fit`"
    roles.Roles().on_instance(obj=SimpleNamespace(docstring=None))
