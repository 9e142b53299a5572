"""Whether a model is still there: what is trained in place has one model, the last."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any
from weakref import WeakKeyDictionary

__all__ = ["newest"]

ADDRESSES: dict[str, object] = {}
"""A mark of the newest training of each service that gives its models no name."""

OWNERS: WeakKeyDictionary[Any, object] = WeakKeyDictionary()
"""The same of functions, by the object whose method they are."""


def newest(trained: Any) -> Callable[[], bool]:
    """Note a training of an address or a function; what it gives says whether it is still the newest.

    A method stands for its object. Of what cannot be told apart nothing is known, and each is the newest.

    Examples
    --------
    >>> class Model:
    ...     def predict(self, x): ...
    >>> model, other = Model(), Model()
    >>> first, second, third = newest(model.predict), newest(other.predict), newest(model.predict)
    >>> first(), second(), third()
    (False, True, True)
    """
    owner, mark = getattr(trained, "__self__", trained), object()
    marks: MutableMapping[Any, object] = ADDRESSES if isinstance(owner, str) else OWNERS
    try:
        marks[owner] = mark
    except TypeError:  # neither hashed nor referred to weakly
        return lambda: True
    return lambda: marks.get(owner) is mark
