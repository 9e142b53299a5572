"""How figures are said in words."""

from __future__ import annotations

from typing import Any

ALARM = 0.05
"""Share of look-ups that warn although there is nothing: each warning is a test of this size at most."""


def percent(share: float, digits: int = 0) -> str:
    """A share as a reader expects it.

    Examples
    --------
    >>> percent(0.123), percent(0.0042, 1)
    ('12%', '0.4%')
    """
    return f"{100 * share:.{digits}f}%"


def between(low: float, high: float, digits: int = 0) -> str:
    """A range of shares in words.

    Examples
    --------
    >>> between(0.1, 0.25)
    'between 10% and 25%'
    """
    return f"between {percent(low, digits)} and {percent(high, digits)}"


def points(gain: float) -> str:
    """A difference of shares, without its sign.

    Examples
    --------
    >>> points(-0.0314), points(0.01)
    ('3.1 points', '1.0 point')
    """
    said = f"{abs(100 * gain):.1f}"
    return f"{said} point" if said == "1.0" else f"{said} points"


def apart(gain: float, ahead: str = "above", behind: str = "below") -> str:
    """Where one share stands beside another.

    Examples
    --------
    >>> apart(0.021), apart(-0.01, "ahead of", "behind"), apart(0.0001)
    ('2.1 points above', '1.0 point behind', 'level with')
    """
    if round(abs(100 * gain), 1) == 0:
        return "level with"
    return f"{points(gain)} {ahead if gain > 0 else behind}"


def listed(names: Any) -> str:
    """Names as a list in words.

    Examples
    --------
    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    names = [str(name) for name in names]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
