"""When to stop: rules over the history of a campaign, and the advice that is printed."""

from __future__ import annotations

from typing import Any

from labelwise.families import members

_found = members(__name__, __path__)
globals().update(_found)
__all__ = [*_found]  # noqa: PLE0604 - every key is a string


def __getattr__(name: str) -> Any:
    raise AttributeError(f"there is no stopping rule {name!r}; there are {', '.join(_found)}")
