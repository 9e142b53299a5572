"""Gates: ask about the item that comes by, label it oneself, or let it go."""

from __future__ import annotations

from typing import Any

from labelwise.families import members

_found = members(__name__, __path__)
globals().update(_found)
__all__ = [*_found]  # noqa: PLE0604 - every key is a string


def __getattr__(name: str) -> Any:
    raise AttributeError(f"there is no gate {name!r}; there are {', '.join(_found)}")
