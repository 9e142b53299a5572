"""What every house test reads: the sources of the package, parsed once."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Source:
    """One Python file: its path below the package, its text and its syntax tree."""

    path: Path
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def module(self) -> str:
        """Dotted name below the package: ``measures.margin``, ``store`` for its ``__init__``."""
        parts = self.path.with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.fixture(scope="session")
def package(repo_root: Path) -> Path:
    return repo_root / "src" / "labelwise"


@pytest.fixture(scope="session")
def sources(package: Path) -> list[Source]:
    files = sorted(package.rglob("*.py"))
    assert files, f"no sources below {package}"
    return [Source(file.relative_to(package), file.read_text(encoding="utf-8")) for file in files]


@pytest.fixture(scope="session")
def source_of() -> type[Source]:
    """The class itself, with which a test writes its own violating example."""
    return Source
