"""The cases, a file a topic; every file is found by itself."""

from __future__ import annotations

import importlib
import pkgutil

from benchmarks.query.case import CASES, Case


def load() -> dict[str, Case]:
    """All cases by name, in the order of their files."""
    for found in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
        importlib.import_module(f"{__name__}.{found.name}")
    return CASES
