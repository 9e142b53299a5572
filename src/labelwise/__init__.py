"""labelwise: from unlabelled data to a trained, honestly evaluated model with few human answers.

Every public name is loaded on first use, so that ``import labelwise`` stays fast.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

__version__ = "0.1.0"

_WHERE = {
    "Answer": "labelwise.types",
    "Budget": "labelwise.types",
    "Campaign": "labelwise.campaign",
    "Classification": "labelwise.tasks",
    "Curves": "labelwise.bench",
    "LabelwiseError": "labelwise.errors",
    "Pool": "labelwise.pool",
    "Query": "labelwise.types",
    "Regression": "labelwise.tasks",
    "Selection": "labelwise.types",
    "Strategy": "labelwise.strategy",
    "Tags": "labelwise.tasks",
    "Trust": "labelwise.types",
    "Unit": "labelwise.types",
    "View": "labelwise.strategy",
    "decide": "labelwise.query",
    "query": "labelwise.query",
    "score": "labelwise.scoring",
    "simulate": "labelwise.bench",
}
__all__ = [
    "Answer",
    "Budget",
    "Campaign",
    "Classification",
    "Curves",
    "LabelwiseError",
    "Pool",
    "Query",
    "Regression",
    "Selection",
    "Strategy",
    "Tags",
    "Trust",
    "Unit",
    "View",
    "__version__",
    "decide",
    "query",
    "score",
    "simulate",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'labelwise' has no attribute {name!r}")
    value = getattr(importlib.import_module(_WHERE[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


class _Package(ModuleType):
    """This module, in which a public name wins over the submodule that is called like it."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _WHERE and isinstance(value, ModuleType)):  # importing labelwise.query binds `query`
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
