"""Declared parameters: checks, configuration and repr, all derived from the signature.

A piece is a frozen dataclass that inherits :class:`Piece`. Constraints stand in the
annotation (``Annotated[float, Between(0, 1)]``) and are checked once, at construction.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
import inspect
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Self, cast, get_args, get_origin, get_type_hints

from labelwise.errors import BadParameter

TRUSTED = {"labelwise", "sklearn"}
"""Top-level packages whose names a configuration may import; plug-ins add theirs."""


@dataclass(frozen=True)
class Between:
    """A number from ``low`` to ``high``, both included unless ``open_low``."""

    low: float = float("-inf")
    high: float = float("inf")
    open_low: bool = False

    def __call__(self, value: Any) -> bool:
        """Whether ``value`` is inside."""
        if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
            return False
        return (self.low < value if self.open_low else self.low <= value) and value <= self.high

    def __str__(self) -> str:
        return f"a number {'above' if self.open_low else 'from'} {self.low:g} to {self.high:g}"


@dataclass(frozen=True)
class OneOf:
    """One of the listed values."""

    values: tuple[Any, ...]

    def __call__(self, value: Any) -> bool:
        """Whether ``value`` is listed."""
        return any(value is v or value == v for v in self.values)

    def __str__(self) -> str:
        return "one of " + ", ".join(map(repr, self.values))


@functools.cache
def _constraints(cls: Any) -> dict[str, tuple[Any, ...]]:
    hints = get_type_hints(cls, include_extras=True)
    found = {k: get_args(v)[1:] for k, v in hints.items() if get_origin(v) is Annotated}
    return {k: tuple(c for c in cs if isinstance(c, (Between, OneOf))) for k, cs in found.items()}


class Piece:
    """Base of frozen, configurable parts: checks, ``to_config`` and a short repr.

    Examples
    --------
    >>> @dataclass(frozen=True, repr=False)
    ... class Top(Piece):
    ...     share: Annotated[float, Between(0, 1)] = 0.5
    >>> Top(0.1)
    Top(share=0.1)
    >>> Top(2.0)
    Traceback (most recent call last):
    labelwise.errors.BadParameter: Top: share is 2.0. Allowed: a number from 0 to 1.
    """

    def __post_init__(self) -> None:
        for name, checks in _constraints(cast(Hashable, type(self))).items():
            value = getattr(self, name)
            for check in checks:
                if value is not None and not check(value):
                    raise BadParameter(f"{type(self).__name__}: {name} is {value!r}", allowed=str(check))

    def _changed(self) -> Iterator[tuple[str, Any]]:
        for f in dataclasses.fields(self):  # type: ignore[arg-type]
            value = getattr(self, f.name)
            default = f.default_factory() if callable(f.default_factory) else f.default
            if not (value is default or (type(value) is type(default) and value == default)):
                yield f.name, value

    def __repr__(self) -> str:
        inside = ", ".join(f"{k}={_short(v)}" for k, v in self._changed())
        return f"{type(self).__name__}({inside})"

    def to_config(self) -> dict[str, Any]:
        """The piece as plain JSON-able data; :func:`from_config` builds it again."""
        return {"type": import_name(type(self)), **{k: to_config(v) for k, v in self._changed()}}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """Build a piece of this class from ``config``."""
        made = from_config(config)
        if not isinstance(made, cls):
            raise BadParameter(f"the configuration makes a {type(made).__name__}", allowed=cls.__name__)
        return made


def _short(value: Any) -> str:
    return str(value.__name__) if inspect.isfunction(value) else repr(value)


def import_name(thing: Any) -> str:
    """The importable name ``module:qualname`` of a class or function."""
    module, name = thing.__module__, thing.__qualname__
    if "<" in name or module == "__main__":
        raise BadParameter(
            f"{name} cannot be stored by name", fix="define it at the top level of an importable module"
        )
    return f"{module}:{name}"


def resolve_import(name: str) -> Any:
    """Import ``module:qualname``; only packages in :data:`TRUSTED` are imported."""
    module, _, path = name.partition(":")
    if module.split(".")[0] not in TRUSTED:
        raise BadParameter(
            f"the configuration names {name!r}",
            allowed="names inside " + ", ".join(sorted(TRUSTED)),
            fix="pass the object itself (pool=, learner=, strategy=)",
        )
    thing: Any = importlib.import_module(module)
    for part in path.split("."):
        thing = getattr(thing, part)
    return thing


def to_config(value: Any) -> Any:
    """Plain JSON-able data for a piece, a function, a scikit-learn estimator or a literal.

    Raises
    ------
    BadParameter
        If the value has no configuration.
    """
    if isinstance(value, Piece):
        return value.to_config()
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, (tuple, list)):
        return [to_config(v) for v in value]
    if isinstance(value, Mapping) and all(isinstance(k, str) for k in value):
        return {"map": {k: to_config(v) for k, v in value.items()}}
    if hasattr(value, "get_params") and hasattr(value, "fit"):
        params = value.get_params(deep=False)
        default = type(value)().get_params(deep=False) if _has_defaults(type(value)) else {}
        kept = {k: v for k, v in params.items() if k not in default or not _same(v, default[k])}
        return {"estimator": import_name(type(value)), **{k: to_config(v) for k, v in kept.items()}}
    if callable(value) and hasattr(value, "__qualname__"):
        return {"name": import_name(value)}
    raise BadParameter(
        f"{type(value).__name__} has no configuration", fix="pass the object again when opening"
    )


def _has_defaults(cls: type) -> bool:
    parameters = list(inspect.signature(cls).parameters.values())
    return all(p.default is not p.empty or p.kind in (p.VAR_KEYWORD, p.VAR_POSITIONAL) for p in parameters)


def _same(a: Any, b: Any) -> bool:
    return a is b or (type(a) is type(b) and isinstance(a, (bool, int, float, str, tuple)) and a == b)


def from_config(config: Any) -> Any:
    """The inverse of :func:`to_config`; lists come back as tuples."""
    if isinstance(config, list):
        return tuple(from_config(v) for v in config)
    if not isinstance(config, Mapping):
        return config
    if "decimal" in config:
        return Decimal(config["decimal"])
    if "map" in config:
        return {k: from_config(v) for k, v in config["map"].items()}
    if "name" in config:
        return resolve_import(config["name"])
    if "estimator" in config:
        kwargs = {k: _steps(from_config(v)) for k, v in config.items() if k != "estimator"}
        return resolve_import(config["estimator"])(**kwargs)
    if "type" in config:
        return resolve_import(config["type"])(**{k: from_config(v) for k, v in config.items() if k != "type"})
    raise BadParameter(f"the configuration {dict(config)!r} names no type")


def _steps(value: Any) -> Any:
    """Scikit-learn wants lists of (name, estimator) pairs where a configuration has tuples."""
    pairs = (
        isinstance(value, tuple) and value and all(isinstance(v, tuple) and len(v) in (2, 3) for v in value)
    )
    return list(value) if pairs else value


def needs_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """The View names that a measure or provider takes: its parameters without a default.

    Examples
    --------
    >>> needs_of(lambda proba, rng: proba)
    ('proba',)
    """
    target = function if inspect.isfunction(function) else type(function).__call__
    names = [
        p.name
        for p in inspect.signature(target).parameters.values()
        if p.default is p.empty and p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)
    ]
    return tuple(n for n in names if n not in ("self", "rng", "view", "state"))
