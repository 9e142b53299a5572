"""Any ``Picture`` as inline SVG: lines with bands, bars, points; each says in words what it shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.report.canvas import (
    LETTER,
    Canvas,
    Size,
    colour,
    dash,
    drawing,
    legend,
    marker,
    span,
)
from labelwise.report.svg import Scale, element, text
from labelwise.report.words import number
from labelwise.types import Picture

Array = NDArray[Any]

HALF = Size(440, 264)
"""A figure of half the page; on a telephone it fills the width."""

MOST_BARS, MOST_POINTS, LONGEST = 24, 2000, 22
BAR, GAP = 16.0, 12.0
NOTHING = "There is nothing to draw yet."
SHARES = re.compile(
    r"\b(shares?|accuracy|probability|confidence|certainty|percent|rate|coverage|agreement|precision|recall|f1)\b"
)
"""Words on an axis whose values are shares."""


def draw(picture: Picture, name: str, title: str) -> str:
    """The picture as markup: a legend where it has several series, and the drawing.

    Parameters
    ----------
    picture : Picture
        What to draw.
    name : str
        Prefix of the element ids, one of its own on the page.
    title : str
        What a screen reader says first.

    Returns
    -------
    str
        Markup for inside a ``<figure>``; a sentence where there is nothing to draw.

    Examples
    --------
    >>> markup = draw(Picture("bars", np.array(["a"]), {"asked": np.array([3])}), "one", "Asked")
    >>> "<svg" in markup, "a: 3" in markup
    (True, True)
    """
    known = [np.asarray(v, float) for v in picture.series.values()]
    if not len(picture.x) or not any(np.isfinite(v).any() for v in known):
        return element("p", NOTHING, class_="nothing")
    if picture.kind == "bars":
        upright = np.issubdtype(np.asarray(picture.x).dtype, np.number)
        body, note = _columns(picture, name, title) if upright else _bars(picture, name, title)
    elif picture.kind == "points":
        body, note = _points(picture, name, title)
    else:
        body, note = _lines(picture, name, title)
    more = element("p", text(note), class_="nothing") if note else ""
    return _legend(picture) + body + more


def describe(picture: Picture) -> str:
    """The picture in words: where each series begins and ends, or each bar.

    Examples
    --------
    >>> describe(Picture("lines", np.array([1, 5]), {"loss": np.array([0.5, 0.25])}, x_label="round"))
    'loss: 0.5 at 1, 0.25 at 5 (round).'
    """
    names, share = _names(picture.x), is_share(picture)
    told = []
    for series, values in picture.series.items():
        known = np.flatnonzero(np.isfinite(np.asarray(values, float)))
        rows = known[:MOST_BARS] if picture.kind == "bars" else known[[0, -1]] if len(known) else known
        joined = ", ".join(f"{_value(values[i], share)} at {names[i]}" for i in dict.fromkeys(rows.tolist()))
        if picture.kind == "bars":
            joined = ", ".join(f"{names[i]}: {_value(values[i], share)}" for i in rows)
        elif picture.kind == "points" and len(known):
            joined = f"{len(known):,} points from {' to '.join(_value(v, share) for v in span(values))}"
        told.append(f"{series}: {joined}" if joined else f"{series}: nothing known")
    return "; ".join(told) + (f" ({picture.x_label})" if picture.x_label else "") + "."


def is_share(picture: Picture) -> bool:
    """Whether values are shares: the axis says so, and no value is beyond 0 and 1."""
    low, high = span(_all(picture))
    said = " ".join([picture.y_label, *(picture.series if not picture.y_label else ())]).lower()
    return low >= 0 and high <= 1 and SHARES.search(said) is not None


def _lines(picture: Picture, name: str, title: str) -> tuple[str, str]:
    x, names = _places(picture.x)
    canvas = Canvas.over(HALF, x, _all(picture), share=is_share(picture))
    bands, lines = [], []
    for i, (series, values) in enumerate(picture.series.items()):
        low, high = _ends(picture, series)
        if low is not None and high is not None:
            bands.append(canvas.band(x, low, high, i))
        values = np.asarray(values, float)
        lines.append(canvas.line(x, values, i) + _last(canvas, x, values, i, series))
    frame = canvas.frame(picture.x_label, picture.y_label, names)
    return drawing(HALF, name, title, describe(picture), frame, *bands, *lines), ""


def _last(canvas: Canvas, x: Array, values: Array, i: int, series: str) -> str:
    known = np.flatnonzero(np.isfinite(values) & np.isfinite(x))
    if not len(known):
        return ""
    k = known[-1]
    return canvas.mark(x[k], values[k], f"{series}: {_value(values[k], canvas.share)}", i)


def _points(picture: Picture, name: str, title: str) -> tuple[str, str]:
    x, names = _places(picture.x)
    canvas = Canvas.over(HALF, x, _all(picture), share=is_share(picture))
    rows = np.unique(np.linspace(0, len(x) - 1, min(len(x), MOST_POINTS)).astype(int))
    parts = []
    for i, values in enumerate(picture.series.values()):
        y = np.asarray(values, float)
        shown = rows[np.isfinite(y[rows]) & np.isfinite(x[rows])]
        radius = 3.2 if len(shown) <= 200 else 2.0
        dots = [marker(canvas.x(x[k]), canvas.y(y[k]), i, radius) for k in shown]
        parts.append(element("g", *(dots or [""]), class_="dots"))
    frame = canvas.frame(picture.x_label, picture.y_label, names)
    note = f"{len(rows):,} of {len(x):,} points are drawn." if len(rows) < len(x) else ""
    return drawing(HALF, name, title, describe(picture), frame, *parts), note


def _columns(picture: Picture, name: str, title: str) -> tuple[str, str]:
    """Upright bars over numbers, such as the bins of a histogram."""
    x, _ = _places(picture.x)
    step = float(np.min(np.diff(np.unique(x)))) if len(np.unique(x)) > 1 else 1.0
    around = np.concatenate([x - step / 2, x + step / 2])
    canvas = Canvas.over(HALF, around, np.append(_all(picture), 0.0), share=is_share(picture))
    width = 0.86 * abs(canvas.x(step) - canvas.x(0)) / max(1, len(picture.series))
    parts = []
    for i, (series, values) in enumerate(picture.series.items()):
        low, high = _ends(picture, series)
        shift = (i - (len(picture.series) - 1) / 2) * width
        for k, v in enumerate(np.asarray(values, float)):
            if not (np.isfinite(v) and np.isfinite(x[k])):
                continue
            top, zero = canvas.y(max(v, 0.0)), canvas.y(min(v, 0.0))
            said = element("title", text(f"{number(x[k])}: {_value(v, canvas.share)}"))
            left = canvas.x(x[k]) + shift - width / 2
            parts.append(element("rect", said, x=left, y=top, width=width, height=zero - top, **_fill(i)))
            if low is not None and high is not None and np.isfinite(low[k] + high[k]):
                parts.append(
                    canvas.whisker(x[k] + shift / abs(canvas.x(1) - canvas.x(0)), low[k], high[k], i)
                )
    frame = canvas.frame(picture.x_label, picture.y_label)
    return drawing(HALF, name, title, describe(picture), frame, *parts), ""


def _bars(picture: Picture, name: str, title: str) -> tuple[str, str]:
    """Lying bars, a group for each name, each with its value at its end."""
    names, share, many = _names(picture.x), is_share(picture), len(picture.series)
    shown = min(len(names), MOST_BARS)
    wide = min(max(len(_short(n)) for n in names[:shown]), LONGEST)
    group = BAR * many + GAP
    top = 24.0 if picture.y_label else 4.0
    size = Size(HALF.width, top + group * shown + 14, left=LETTER * wide + 12, right=64, top=top)
    low, high = span(_all(picture))
    scale = Scale(min(low, 0.0), max(high, 0.0) or 1.0, size.left, size.width - size.right)
    parts = [element("text", text(picture.y_label), x=0.0, y=13.0, class_="axis")]
    for k in range(shown):
        upper = size.top + group * k + GAP / 2
        label = element("title", text(names[k])) + text(_short(names[k]))
        place = {"x": size.left - 10, "y": upper + BAR * many / 2 + 4.5, "text_anchor": "end"}
        parts.append(element("text", label, class_="axis", **place))
        for i, (series, values) in enumerate(picture.series.items()):
            parts.append(_bar(scale, upper + BAR * i, float(values[k]), i, share))
            parts.append(_range(scale, upper + BAR * (i + 0.5), picture, series, k))
    zero = element("line", x1=scale(0), x2=scale(0), y1=size.top, y2=size.height - 6, class_="zero")
    left_out = len(names) - shown
    note = f"{left_out} more are not drawn." if left_out else ""
    return drawing(size, name, title, describe(picture), *parts, zero), note


def _bar(scale: Scale, top: float, value: float, i: int, share: bool) -> str:
    if not np.isfinite(value):
        return element("text", "–", x=scale(0) + 6, y=top + 12.5)
    left, right = sorted((scale(0), scale(value)))
    box = element("rect", x=left, y=top + 1, width=right - left, height=BAR - 2, rx=2, **_fill(i))
    return box + element(
        "text", _value(value, share), x=HALF.width - 2, y=top + 12.5, text_anchor="end", class_="value"
    )


def _range(scale: Scale, at: float, picture: Picture, series: str, k: int) -> str:
    low, high = _ends(picture, series)
    if low is None or high is None or not np.isfinite(low[k] + high[k]):
        return ""
    return element("path", d=f"M{scale(low[k]):.2f} {at:.2f}H{scale(high[k]):.2f}", class_="reach")


def _fill(i: int) -> dict[str, object]:
    """Every second series is an outline, so that colour is never the only sign."""
    return {"class_": "bar" if i % 2 == 0 else "bar open", "style": f"fill:{colour(i)};stroke:{colour(i)}"}


def _legend(picture: Picture) -> str:
    if len(picture.series) < 2:
        return ""
    entries = []
    for i, series in enumerate(picture.series):
        if picture.kind == "bars":
            swatch = element("rect", x=3, y=2, width=20, height=10, rx=2, **_fill(i))
        elif picture.kind == "points":
            swatch = marker(13, 7, i, 4)
        else:
            swatch = element(
                "path", d="M1 7H25", class_="line", style=f"stroke:{colour(i)}", stroke_dasharray=dash(i)
            )
        entries.append((swatch, series))
    return legend(entries)


def _all(picture: Picture) -> Array:
    """Every drawn value, bands included."""
    kept: list[Mapping[str, Array]] = [picture.series, picture.low, picture.high]
    return np.concatenate([np.asarray(v, float).ravel() for values in kept for v in values.values()])


def _ends(picture: Picture, series: str) -> tuple[Array | None, Array | None]:
    low, high = picture.low.get(series), picture.high.get(series)
    return (None if low is None else np.asarray(low, float)), (
        None if high is None else np.asarray(high, float)
    )


def _places(x: Array) -> tuple[Array, list[str]]:
    """Positions on the axis; names stand at 0, 1, 2 ..."""
    if np.issubdtype(np.asarray(x).dtype, np.number):
        return np.asarray(x, float), []
    return np.arange(len(x), dtype=float), [_short(n) for n in _names(x)]


def _names(x: Array) -> list[str]:
    numeric = np.issubdtype(np.asarray(x).dtype, np.number)
    return [number(float(v)) if numeric else str(v) for v in x]


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def _value(value: float, share: bool) -> str:
    return f"{100 * float(value):.1f}%" if share else number(float(value), 4)
