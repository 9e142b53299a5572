"""What an annotation can declare of a value, and reading the declarations of a class."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from numbers import Integral
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import numpy as np


@dataclass(frozen=True)
class Between:
    """A number from ``low`` to ``high``, both included unless ``open_low``.

    Examples
    --------
    >>> Between(0, 1)(0.5), Between(0, 1)(2), Between(0, 1)(float("nan"))
    (True, False, False)
    >>> print(Between(0, open_low=True))
    a number above 0
    """

    low: float = float("-inf")
    high: float = float("inf")
    open_low: bool = False

    def __call__(self, value: Any) -> bool:
        """Whether ``value`` is inside."""
        if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, np.integer, np.floating)):
            return False
        if isinstance(value, Decimal) and value.is_nan():
            return False
        return bool((self.low < value if self.open_low else self.low <= value) and value <= self.high)

    def __str__(self) -> str:
        if math.isinf(self.high):
            return f"a number above {self.low:g}" if self.open_low else f"a number of {self.low:g} or more"
        return f"a number {'above' if self.open_low else 'from'} {self.low:g} to {self.high:g}"


@dataclass(frozen=True)
class OneOf:
    """One of the listed values.

    Examples
    --------
    >>> OneOf((1, 2))(2), OneOf((1, 2))(3), str(OneOf(("a", "b")))
    (True, False, "one of 'a', 'b'")
    """

    values: tuple[Any, ...]

    def __call__(self, value: Any) -> bool:
        """Whether ``value`` is listed."""
        return any(value is v or (isinstance(value, type(v)) and value == v) for v in self.values)

    def __str__(self) -> str:
        return "one of " + ", ".join(map(repr, self.values))


@dataclass(frozen=True)
class Whole:
    """A whole number of ``least`` or more; without ``least`` what the annotation ``int`` declares.

    Examples
    --------
    >>> Whole()(3), Whole()(3.0), Whole()(True), Whole(1)(0)
    (True, False, False, False)
    >>> print(Whole(1))
    a whole number of 1 or more
    """

    least: float = float("-inf")

    def __call__(self, value: Any) -> bool:
        """Whether ``value`` is an integer, and not too small."""
        return isinstance(value, Integral) and not isinstance(value, bool) and int(value) >= self.least

    def __str__(self) -> str:
        return "a whole number" + ("" if math.isinf(self.least) else f" of {self.least} or more")


@functools.cache
def declared(cls: Any) -> dict[str, tuple[bool, tuple[Callable[[Any], bool], ...]]]:
    """Per annotated field of a class: whether None will do, and the checks of any other value.

    Examples
    --------
    >>> class Top:
    ...     share: Annotated[float | None, Between(0, 1)]
    >>> declared(Top)
    {'share': (True, (Between(low=0, high=1, open_low=False),))}
    """
    found: dict[str, tuple[bool, tuple[Callable[[Any], bool], ...]]] = {}
    for name, hint in get_type_hints(cls, include_extras=True).items():
        if get_origin(hint) is Annotated:
            base, *extras = get_args(hint)
            kinds = set(get_args(base) or (base,))
            whole = (Whole(),) if kinds <= {int, type(None)} else ()
            checks = tuple(c for c in extras if isinstance(c, (Between, OneOf)))
            found[name] = (bool(kinds & {type(None), Any}), (*whole, *checks))
    return found
