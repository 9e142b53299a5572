"""The few functions every figure is made of: escaped elements, scales, ticks."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from html import escape

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML forbids; a data file may hold any of them."""


def text(value: object) -> str:
    """``value`` as text that is safe inside SVG and HTML, attributes included.

    Examples
    --------
    >>> text('<b> & "c"')
    '&lt;b&gt; &amp; &quot;c&quot;'
    """
    return escape(UNPRINTABLE.sub("\ufffd", str(value)), quote=True)


def element(tag: str, *children: str, **attributes: object) -> str:
    """One element: attributes are escaped here, children are markup already.

    Parameters
    ----------
    tag : str
        Name of the element.
    *children : str
        Markup, such as other elements or the result of :func:`text`.
    **attributes : object
        ``_`` in a name becomes ``-``, one at the end is dropped (``class_``); floats are rounded;
        None leaves the attribute out.

    Examples
    --------
    >>> element("text", text("a < b"), x=1.23456, class_="tick")
    '<text x="1.23" class="tick">a &lt; b</text>'
    >>> element("circle", r=2)
    '<circle r="2"/>'
    """
    written = [f' {_name(k)}="{text(_value(v))}"' for k, v in attributes.items() if v is not None]
    opened = f"<{tag}{''.join(written)}"
    return f"{opened}>{''.join(children)}</{tag}>" if children else f"{opened}/>"


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _value(value: object) -> object:
    return f"{round(value, 2):.10g}" if isinstance(value, float) else value


@dataclass(frozen=True)
class Scale:
    """A linear map from data (``low`` .. ``high``) to pixels (``start`` .. ``end``).

    Examples
    --------
    >>> Scale(0, 10, 100, 200)(2.5)
    125.0
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The pixel of ``value``."""
        return self.start + (float(value) - self.low) / (self.high - self.low) * (self.end - self.start)


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """At most ``most`` round numbers from ``low`` to ``high``; steps are 1, 2 or 5 times a power of ten.

    Examples
    --------
    >>> ticks(0.62, 0.97)
    [0.7, 0.8, 0.9]
    """
    if not high > low:
        return [low]
    step = _round_step((high - low) / (most - 1))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(k * step, 12) for k in range(first, last + 1)]


def _round_step(raw: float) -> float:
    power = 10.0 ** math.floor(math.log10(raw))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= raw * (1 - 1e-9))


def widen(low: float, high: float) -> tuple[float, float]:
    """The range with a little air, never empty.

    Examples
    --------
    >>> widen(1.0, 1.0)
    (0.95, 1.05)
    """
    air = 0.04 * (high - low) if high > low else 0.05 * (abs(low) or 1.0)
    return low - air, high + air
