"""States of several models as one flat dict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from labelwise.types import State

__all__ = ["nested", "unnested"]


def nested(states: Sequence[State]) -> dict[str, Any]:
    """The states of models as one, under ``0/...``, ``1/...``.

    Examples
    --------
    >>> nested([{"a": 1}, {"a": 2}])
    {'0/a': 1, '1/a': 2}
    """
    return {f"{k}/{name}": value for k, state in enumerate(states) for name, value in state.items()}


def unnested(state: State) -> list[dict[str, Any]]:
    """The inverse of :func:`nested`; names without a number are passed over.

    Examples
    --------
    >>> unnested({"size": 2, "0/a": 1, "1/a": 2, "1/0/b": 3})
    [{'a': 1}, {'a': 2, '0/b': 3}]
    """
    found: dict[int, dict[str, Any]] = {}
    for name, value in state.items():
        place, slash, rest = name.partition("/")
        if slash and place.isdigit():
            found.setdefault(int(place), {})[rest] = value
    return [found[k] for k in sorted(found)]
