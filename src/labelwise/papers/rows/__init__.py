"""The rows that come with labelwise: every module of this folder is found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType


def modules() -> list[ModuleType]:
    """The row files in order of their names; each may define ``PAPERS`` and ``METHODS``."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"{__name__}.{name}") for name in names]
