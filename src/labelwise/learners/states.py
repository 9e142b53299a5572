"""States of several models, or of a model and what belongs to it, as one flat dict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from labelwise.types import State

__all__ = ["joined", "nested", "parted", "unnested", "under"]


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


def joined(inner: State, own: State, key: str) -> dict[str, Any]:
    """The state of a model, and with it that of something else, whose names get ``key`` before them.

    Those must not begin with it already. Names of the model that do, for there is the same inside, move one
    level down.

    Examples
    --------
    >>> both = joined({"w": 1, "critic.v": 2.0}, {"v": 3.0}, "critic.")
    >>> both
    {'w': 1, 'critic.critic.v': 2.0, 'critic.v': 3.0}
    >>> parted(both, "critic.")
    ({'w': 1, 'critic.v': 2.0}, {'v': 3.0})
    """
    lower = {key + name if name.startswith(key) else name: value for name, value in inner.items()}
    return {**lower, **{key + name: value for name, value in own.items()}}


def parted(state: State, key: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The inverse of :func:`joined`: the state of the model, and that of the other."""
    inner, own = dict[str, Any](), dict[str, Any]()
    for name, value in state.items():
        left = name.removeprefix(key)
        (inner if left == name or left.startswith(key) else own)[left] = value
    return inner, own


def under(state: State, prefix: str) -> dict[str, Any]:
    """What stands under a prefix, without it.

    Examples
    --------
    >>> under({"net.w": 1, "feed.scale": 2}, "net.")
    {'w': 1}
    """
    return {name[len(prefix) :]: value for name, value in state.items() if name.startswith(prefix)}
