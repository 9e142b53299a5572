"""A matrix as a table of shades with the figures in it: who beats whom, what a setting changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.report.canvas import LETTER, Size, shortened, standalone
from labelwise.report.svg import element, text

WIDTH, SMALLEST, LARGEST = 760.0, 20.0, 58.0
"""Pixels of the figure, and of a cell."""

WRITTEN = 29.0
"""Cells of fewer pixels have no figure in them; it shows on hovering."""

DEEPEST = 0.55
"""Opacity of the largest figure: deeper, and its text would be hard to read on light or dark pages."""

SLANT = float(np.sqrt(0.5))


def heat_map(
    cells: NDArray[Any],
    rows: Sequence[str],
    columns: Sequence[str],
    title: str,
    *,
    percent: bool = False,
    id: str = "heat",
) -> str:
    """The figure as an ``<svg>`` element; blue above zero, red below it, the deeper the larger.

    Parameters
    ----------
    cells : (R, C) float
        What is shown; NaN leaves a cell empty, as the diagonal of a win matrix.
    rows, columns : sequences of str
        Their names, R and C.
    title : str
        Read out first by a screen reader.
    percent : bool
        Whether figures are shares, to be written in percent.
    id : str
        Prefix of the element ids; differs between figures of one page.

    Returns
    -------
    str
        Markup that stands alone as a file and inline in a page.

    Raises
    ------
    BadData
        If names and cells do not fit, a cell is infinite, or there is none.

    Examples
    --------
    >>> svg = heat_map(np.array([[np.nan, 0.4], [0.1, np.nan]]), ["a", "b"], ["a", "b"], "Wins", percent=True)
    >>> svg[:4], "a, b: 40%" in svg, "a: 40% on average; b: 10% on average." in svg
    ('<svg', True, True)
    """
    values = np.asarray(cells, dtype=np.float64)
    if values.shape != (len(rows), len(columns)) or not values.size or np.isinf(values).any():
        raise BadData(
            f"cells of the shape {values.shape} for {len(rows)} rows and {len(columns)} columns",
            allowed="a cell for each row and column, finite or NaN",
        )
    left = LETTER * max(len(shortened(n)) for n in rows) + 12
    slant = LETTER * SLANT * max(len(shortened(n)) for n in columns) + 18
    side = float(np.clip((WIDTH - left - slant) / len(columns), SMALLEST, LARGEST))
    width = max(WIDTH, left + side * len(columns) + slant)
    size = Size(width, slant + side * len(rows) + 4, left=left, top=slant)
    deepest = float(np.nanmax(np.abs(values), initial=0.0)) or 1.0
    parts = [_head(size, side, k, name) for k, name in enumerate(columns)]
    parts += [_side(size, side, k, name) for k, name in enumerate(rows)]
    for (r, c), value in np.ndenumerate(values):
        if np.isfinite(value):
            said = f"{rows[r]}, {columns[c]}: {_written(value, percent)}"
            inside = _written(value, percent) if side >= WRITTEN else ""
            parts.append(_cell(size, side, (r, c), value / deepest, said, inside))
    return standalone(size, id, title, describe(values, rows, percent), *parts)


def describe(cells: NDArray[Any], rows: Sequence[str], percent: bool) -> str:
    """The figure in words: the mean of each row.

    Examples
    --------
    >>> describe(np.array([[1.0, 0.5], [np.nan, np.nan]]), ["a", "b"], False)
    'a: 0.75 on average; b: nothing known.'
    """
    told = []
    for name, row in zip(rows, cells, strict=True):
        known = row[np.isfinite(row)]
        told.append(
            f"{name}: {_written(known.mean(), percent)} on average"
            if len(known)
            else f"{name}: nothing known"
        )
    return "; ".join(told) + "."


def _written(value: float, percent: bool) -> str:
    return f"{100 * value:.0f}%" if percent else f"{value:.2f}"


def _head(size: Size, side: float, k: int, name: str) -> str:
    x, y = size.left + side * (k + 0.5) + 3, size.top - 8
    turned = f"rotate(-45 {x:.2f} {y:.2f})"
    return element("text", _label(name), x=x, y=y, transform=turned, class_="axis")


def _side(size: Size, side: float, k: int, name: str) -> str:
    y = size.top + side * (k + 0.5) + 4.5
    return element("text", _label(name), x=size.left - 9, y=y, text_anchor="end", class_="axis")


def _label(name: str) -> str:
    return element("title", text(name)) + text(shortened(name))


def _cell(size: Size, side: float, at: tuple[int, int], share: float, said: str, inside: str) -> str:
    x, y = size.left + side * at[1], size.top + side * at[0]
    paint = f"fill:var({'--c0' if share >= 0 else '--c6'});fill-opacity:{DEEPEST * abs(share):.3f}"
    box = element(
        "rect", x=x + 0.5, y=y + 0.5, width=side - 1, height=side - 1, rx=2, class_="cell", style=paint
    )
    place = {"x": x + side / 2, "y": y + side / 2 + 4, "text_anchor": "middle", "class_": "inside"}
    figure = element("text", inside, **place) if inside else ""
    return element("g", element("title", text(said)), box, figure)
