"""The error for a name that no set has."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from labelwise.errors import UnknownName, meant

__all__ = ["unknown"]


def unknown(name: str, known: Iterable[str], *, allowed: str) -> UnknownName:
    """Build the error for ``name``, with the nearest of the known names.

    Examples
    --------
    >>> print(unknown("digit", ["sklearn:digits", "sklearn:iris"], allowed="a known name"))
    there is no data set named 'digit'. Allowed: a known name. To fix: did you mean 'sklearn:digits'?
    """
    names = sorted(known)
    tails: dict[str, list[str]] = {}
    for one in names:
        tails.setdefault(_tail(one), []).append(one)
    whole = difflib.get_close_matches(name, names, n=3)
    parts = [n for tail in difflib.get_close_matches(_tail(name), tails, n=3) for n in tails[tail]]
    near = list(dict.fromkeys([*parts, *whole]))[:3]
    return UnknownName(f"there is no data set named {name!r}", allowed=allowed, fix=meant(near))


def _tail(name: str) -> str:
    return re.split("[:/]", name)[-1].lower()
