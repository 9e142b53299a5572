"""Mean ranks with their intervals, one line a method, best first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.report.canvas import LETTER, Size, shortened, standalone
from labelwise.report.critical import HEAD, checked
from labelwise.report.svg import Scale, element, text, ticks

WIDTH, STEP, TOP, BOTTOM = 760.0, 25.0, 8.0, 46.0
VALUE = 164.0
"""Pixels for a rank and its interval in figures."""


def rank_intervals(
    names: Sequence[str],
    ranks: NDArray[Any],
    low: NDArray[Any],
    high: NDArray[Any],
    title: str,
    *,
    id: str = "ranks",
) -> str:
    """The figure as an ``<svg>`` element; the dashed line is where all methods would be if they were alike.

    Parameters
    ----------
    names : sequence of M str
        The methods, two or more.
    ranks, low, high : (M,) float
        Mean rank of each, and the ends of its interval.
    title : str
        Read out first by a screen reader.
    id : str
        Prefix of the element ids; differs between figures of one page.

    Returns
    -------
    str
        Markup that stands alone as a file and inline in a page.

    Raises
    ------
    BadData
        If names and figures do not fit, or a rank is outside of its interval.

    Examples
    --------
    >>> svg = rank_intervals(["a", "b"], np.array([1.7, 1.3]), [1.5, 1.1], [1.9, 1.5], "Two")
    >>> svg[:4], "b 1.30 (1.10 to 1.50), a 1.70 (1.50 to 1.90)" in svg
    ('<svg', True)
    """
    mean, least, most = (checked(names, side) for side in (ranks, low, high))
    outside = np.flatnonzero((mean < least) | (mean > most))
    if len(outside):
        m = outside[0]
        raise BadData(f"the rank of {names[m]} is {mean[m]}, its interval {least[m]} to {most[m]}")
    order = np.argsort(mean, kind="stable")
    figures = [f"{mean[m]:.2f} ({least[m]:.2f} to {most[m]:.2f})" for m in order]
    said = ", ".join(f"{names[m]} {figure}" for m, figure in zip(order, figures, strict=True))
    start = LETTER * max(len(shortened(n)) for n in names) + 14
    scale = Scale(1.0, float(len(names)), start + 8, WIDTH - VALUE - 22)
    size = Size(WIDTH, TOP + STEP * len(names) + BOTTOM)
    rows = [
        _row(scale, TOP + STEP * (k + 0.5), names[m], (least[m], mean[m], most[m]), figures[k])
        for k, m in enumerate(order)
    ]
    return standalone(size, id, title, f"Mean ranks, 1 is best: {said}.", _frame(scale, size), *rows)


def _frame(scale: Scale, size: Size) -> str:
    bottom = size.height - BOTTOM
    parts = []
    for t in ticks(scale.low, scale.high, max(2, int((scale.end - scale.start) // 40))):
        parts.append(element("line", x1=scale(t), x2=scale(t), y1=TOP, y2=bottom, class_="grid"))
        parts.append(element("text", f"{t:g}", x=scale(t), y=bottom + 18, text_anchor="middle"))
    middle = scale((scale.low + scale.high) / 2)
    parts.append(element("line", x1=middle, x2=middle, y1=TOP, y2=bottom, class_="middle"))
    place = {"x": (scale.start + scale.end) / 2, "y": size.height - 6, "text_anchor": "middle"}
    parts.append(element("text", HEAD, class_="axis", **place))
    return element("g", *parts, aria_hidden="true")


def _row(scale: Scale, y: float, name: str, ends: tuple[float, float, float], figure: str) -> str:
    low, rank, high = ends
    way = f"M{scale(low):.2f} {y - 5:.2f}v10m0 -5H{scale(high):.2f}m0 -5v10"
    return element(
        "g",
        element("title", text(f"{name}: {figure}")),
        element("path", d=way, class_="whisker", style="stroke:var(--c0)"),
        element("circle", cx=scale(rank), cy=y, r=4.2, style="fill:var(--c0)"),
        element(
            "text", text(shortened(name)), x=scale.start - 18, y=y + 4.5, text_anchor="end", class_="axis"
        ),
        element("text", figure, x=WIDTH, y=y + 4.5, text_anchor="end"),
    )
