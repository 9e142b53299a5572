"""Frozen, configurable parts, and their configuration as plain JSON-able data."""

from __future__ import annotations

import dataclasses
import inspect
import math
from collections.abc import Callable, Hashable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Self, cast

import numpy as np

from labelwise.errors import BadParameter
from labelwise.params.checks import declared
from labelwise.params.naming import import_name, resolve_import


class Piece:
    """Base of frozen, configurable parts: checks, ``to_config`` and a short repr.

    Examples
    --------
    >>> from labelwise.types import Trust
    >>> Trust(reserve=0.1), Trust.from_config(Trust(reserve=0.1).to_config())
    (Trust(reserve=0.1), Trust(reserve=0.1))
    >>> Trust(reserve=2.0)
    Traceback (most recent call last):
    labelwise.errors.BadParameter: Trust: reserve is 2.0. Allowed: a number from 0 to 0.5.
    """

    def __post_init__(self) -> None:
        for f in self._given():
            value = getattr(self, f.name)
            if isinstance(value, np.generic):
                object.__setattr__(self, f.name, value.item())
        for name, (optional, checks) in declared(cast(Hashable, type(self))).items():
            value = getattr(self, name)
            for check in () if value is None and optional else checks:
                if not check(value):
                    raise BadParameter(f"{type(self).__name__}: {name} is {value!r}", allowed=str(check))

    def _given(self) -> Iterator[dataclasses.Field[Any]]:
        return (f for f in dataclasses.fields(self) if f.init)  # type: ignore[arg-type]

    def _changed(self) -> Iterator[tuple[str, Any]]:
        for f in self._given():
            value = getattr(self, f.name)
            default = f.default_factory() if callable(f.default_factory) else f.default
            if not (value is default or (type(value) is type(default) and value == default)):
                yield f.name, value

    def __repr__(self) -> str:
        inside = ", ".join(f"{k}={_short(v)}" for k, v in self._changed())
        return f"{type(self).__name__}({inside})"

    def to_config(self) -> dict[str, Any]:
        """The piece as plain JSON-able data; :func:`from_config` builds it again."""
        return _built(self, dict(self._changed()))

    def check_stored(self) -> None:
        """Called where a configuration built it: refuse, by a BadParameter, what no file may ask for."""

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """Build a piece of this class from ``config``."""
        made = from_config(config)
        if not isinstance(made, cls):
            raise BadParameter(f"the configuration makes a {type(made).__name__}", allowed=cls.__name__)
        return made


def _short(value: Any) -> str:
    return str(value.__name__) if inspect.isfunction(value) else repr(value)


def to_config(value: Any) -> Any:
    """Plain JSON-able data for a piece, a scikit-learn estimator, a function or a literal.

    Raises
    ------
    BadParameter
        If the value has no configuration.

    Examples
    --------
    >>> to_config({1: (0.5, None)})
    {'map': [[1, [0.5, None]]]}
    >>> from_config({"map": [[1, [0.5, None]]]})
    {1: (0.5, None)}
    """
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": str(value)}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, tuple):
        return [to_config(v) for v in value]
    for kind, (tag, write, _) in _TAGS.items():
        if isinstance(value, kind):
            return {tag: write(value)}
    if isinstance(value, Piece):
        return value.to_config()
    if isinstance(value, type) and issubclass(value, np.generic):
        return {"dtype": np.dtype(value).name}
    if hasattr(value, "get_params") and not isinstance(value, type):
        return _estimator(value)
    if callable(value) and hasattr(value, "__qualname__"):
        return {"name": import_name(value)}
    raise BadParameter(
        f"{type(value).__name__} has no configuration", fix="pass the object again when opening"
    )


_TAGS: dict[type, tuple[str, Callable[[Any], Any], Callable[[Any], Any]]] = {
    Decimal: ("decimal", str, Decimal),
    list: ("list", lambda v: [to_config(x) for x in v], lambda c: [from_config(x) for x in c]),
    dict: (
        "map",
        lambda v: [[to_config(k), to_config(x)] for k, x in v.items()],
        lambda c: {from_config(k): from_config(x) for k, x in c},
    ),
    slice: ("slice", lambda v: [v.start, v.stop, v.step], lambda c: slice(*c)),
    np.dtype: ("dtype", lambda v: v.name, lambda c: np.dtype(c).type),
}
"""How a value of a type is written under its tag, and read again."""


def _built(made: Any, params: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": import_name(type(made)), "params": {k: to_config(v) for k, v in params.items()}}


def _estimator(value: Any) -> dict[str, Any]:
    params = value.get_params(deep=False)
    default = type(value)().get_params(deep=False) if _has_defaults(type(value)) else {}
    _refuse_cache(params)
    return _built(value, {k: v for k, v in params.items() if k not in default or not _same(v, default[k])})


def _has_defaults(cls: type) -> bool:
    parameters = list(inspect.signature(cls).parameters.values())
    return all(p.default is not p.empty or p.kind in (p.VAR_KEYWORD, p.VAR_POSITIONAL) for p in parameters)


def _same(a: Any, b: Any) -> bool:
    return a is b or (type(a) is type(b) and isinstance(a, (bool, int, float, str, tuple)) and a == b)


def _refuse_cache(params: Mapping[str, Any]) -> None:
    """A cache folder holds pickles; a project never names one."""
    if params.get("memory") is not None:
        raise BadParameter(f"the cache folder {params['memory']!r} is not stored", fix="leave out memory=")


def from_config(config: Any) -> Any:
    """The inverse of :func:`to_config`.

    Examples
    --------
    >>> from_config({"type": "labelwise.types.asking:Budget", "params": {"limit": 200}})
    Budget(limit=200)

    Raises
    ------
    BadParameter
        If the configuration names something else than a piece or an estimator of :data:`TRUSTED`,
        or parameters that this version does not know.
    """
    if isinstance(config, list):
        return tuple(from_config(v) for v in config)
    if not isinstance(config, Mapping):
        return config
    if config.keys() == {"type", "params"}:
        return _build(
            resolve_import(config["type"]), {k: from_config(v) for k, v in config["params"].items()}
        )
    readers = {tag: read for tag, _, read in _TAGS.values()} | {"float": float, "name": resolve_import}
    for tag, value in config.items() if len(config) == 1 else ():
        if tag in readers:
            return readers[tag](value)
    raise BadParameter(f"the configuration {dict(config)!r} names no type")


def _build(cls: Any, params: dict[str, Any]) -> Any:
    if not isinstance(cls, type) or not (issubclass(cls, Piece) or hasattr(cls, "get_params")):
        raise BadParameter(
            f"the configuration builds a {cls.__name__}", allowed="pieces and scikit-learn estimators"
        )
    _refuse_cache(params)
    try:
        made = cls(**params)
    except TypeError as error:
        raise BadParameter(f"{cls.__name__} cannot be built from its configuration ({error})") from None
    if isinstance(made, Piece):
        made.check_stored()
    return made


ASIDE = ("rng", "view", "state", "rows")
"""What a measure or provider may take besides arrays."""


def needs_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """The View names that a measure or provider takes: its ``needs``, else its parameters without a default.

    Examples
    --------
    >>> needs_of(lambda proba, rng: proba)
    ('proba',)
    """
    own = getattr(function, "needs", None)
    if own is not None:
        return tuple(own)
    names = [
        p.name
        for p in inspect.signature(function).parameters.values()
        if p.default is p.empty and p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)
    ]
    return tuple(n for n in names if n not in ASIDE)


def asides_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """Which of :data:`ASIDE` a measure or provider takes: its ``asides``, else parameters of these names.

    Examples
    --------
    >>> asides_of(lambda proba, rng: proba)
    ('rng',)
    """
    own = getattr(function, "asides", None)
    taken = inspect.signature(function).parameters if own is None else own
    return tuple(n for n in ASIDE if n in taken)
