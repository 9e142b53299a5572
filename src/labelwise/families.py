"""A family is a folder of pieces; it finds its own files, so a new piece edits no list."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from typing import Any


def members(package: str, path: Iterable[str]) -> dict[str, Any]:
    """Everything the files of a family list in their ``__all__``, by name.

    Parameters
    ----------
    package : str
        Importable name of the family.
    path : iterable of str
        Its folders, ``__path__``.

    Examples
    --------
    >>> import labelwise.measures as family
    >>> members(family.__name__, family.__path__)["entropy"] is family.entropy
    True
    """
    found: dict[str, Any] = {}
    for info in pkgutil.iter_modules(path):
        module = importlib.import_module(f"{package}.{info.name}")
        found.update({name: getattr(module, name) for name in module.__all__})
    return found
