"""Learning curves as one inline SVG: a line of means, a band from the worst to the best seed.

The figure carries its own style with CSS variables, so that it reads on light and dark pages and in
print; lines differ in colour, dash and a name at their end, so that colour is never the only sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from labelwise.errors import BadData
from labelwise.report.canvas import Size, shortened, standalone
from labelwise.report.svg import Scale, element, text, ticks, widen

WIDTH, HEIGHT = 760.0, 430.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 176.0, 26.0, 52.0
LABEL_STEP = 17.0
DASHES = (None, "7 3", "2 3", "9 3 2 3")
COLOURS = 8


@dataclass(frozen=True, eq=False)
class Series:
    """One line of the figure.

    Parameters
    ----------
    name : str
        What stands at its end.
    x : (P,) array
        Ascending positions, such as numbers of labels.
    runs : (S, P) array
        One row a seed.

    Raises
    ------
    BadData
        If the shapes do not fit or a value is not finite.
    """

    name: str
    x: NDArray[Any]
    runs: NDArray[Any]

    def __post_init__(self) -> None:
        runs, x = np.asarray(self.runs, float), np.asarray(self.x, float)
        if runs.ndim != 2 or x.shape != runs.shape[1:] or runs.size == 0:
            raise BadData(
                f"the line {self.name!r} has x of shape {x.shape} and runs of shape {runs.shape}",
                allowed="x (P,) and runs (S, P) with at least one of each",
            )
        if not (np.isfinite(runs).all() and np.isfinite(x).all()):
            raise BadData(f"the line {self.name!r} has values that are not finite", allowed="finite numbers")

    @property
    def mean(self) -> NDArray[np.float64]:
        """(P,) mean over the seeds."""
        return np.asarray(np.mean(self.runs, axis=0))


@dataclass(frozen=True)
class Axes:
    """What stands around the lines.

    Parameters
    ----------
    title : str
        Read out first by a screen reader.
    x, y : str
        Names of the axes.
    percent : bool
        Whether y is written as a percentage.
    id : str
        Prefix of the element ids; differs between figures of one page.
    """

    title: str
    x: str = "labels"
    y: str = "accuracy"
    percent: bool = True
    id: str = "curves"

    def written(self, value: float) -> str:
        """A value of y as text."""
        return f"{100 * value:.1f}%" if self.percent else f"{value:.3g}"


def learning_curves(series: Sequence[Series], axes: Axes) -> str:
    """The figure as an ``<svg>`` element.

    Parameters
    ----------
    series : sequence of Series
        The lines, at least one.
    axes : Axes
        Title and axis names.

    Returns
    -------
    str
        Markup that stands alone as a file and inline in a page.

    Raises
    ------
    BadData
        If there is no series.

    Examples
    --------
    >>> s = Series("margin", np.array([10, 20]), np.array([[.5, .7], [.6, .8]]))
    >>> svg = learning_curves([s], Axes("Digits"))
    >>> svg[:4], "margin: 55.0% at 10 labels, 75.0% at 20 labels" in svg
    ('<svg', True)
    """
    if not series:
        raise BadData("there is no line to draw", allowed="one or more series")
    x = Scale(*_range([s.x for s in series]), LEFT, WIDTH - RIGHT)
    y = Scale(*widen(*_bounds([s.runs for s in series])), HEIGHT - BOTTOM, TOP)
    names = zip(series, _spread([y(s.mean[-1]) for s in series]), strict=True)
    return standalone(
        Size(WIDTH, HEIGHT), axes.id, axes.title, describe(series, axes),
        _frame(x, y, axes),
        *(_band(s, x, y, i) for i, s in enumerate(series)),
        *(_line(s, x, y, i, axes) for i, s in enumerate(series)),
        *(_name(s, y, at, i) for i, (s, at) in enumerate(names)),
    )  # fmt: skip


def describe(series: Sequence[Series], axes: Axes) -> str:
    """The figure in words, for those who cannot see it."""
    return f"{axes.y} by {axes.x}. " + "; ".join(_summary(s, axes) for s in series) + "."


def _summary(s: Series, axes: Axes) -> str:
    ends = [f"{axes.written(s.mean[k])} at {s.x[k]:g} {axes.x}" for k in (0, -1)]
    return f"{s.name}: {', '.join(ends)}, mean of {len(s.runs)}"


def _bounds(arrays: Sequence[NDArray[Any]]) -> tuple[float, float]:
    return min(float(np.min(a)) for a in arrays), max(float(np.max(a)) for a in arrays)


def _range(arrays: Sequence[NDArray[Any]]) -> tuple[float, float]:
    low, high = _bounds(arrays)
    return (low, high) if high > low else widen(low, high)


def _frame(x: Scale, y: Scale, axes: Axes) -> str:
    """Grid, tick labels, axis names."""
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    parts = []
    for t in ticks(y.low, y.high):
        parts.append(element("line", x1=LEFT, x2=right, y1=y(t), y2=y(t), class_="grid"))
        parts.append(element("text", _tick(t, axes.percent), x=LEFT - 8, y=y(t) + 4, text_anchor="end"))
    for t in ticks(x.low, x.high, 8):
        parts.append(element("text", f"{t:g}", x=x(t), y=bottom + 20, text_anchor="middle"))
    middle = (LEFT + right) / 2
    parts.append(element("text", text(axes.x), x=middle, y=bottom + 42, text_anchor="middle", class_="axis"))
    parts.append(element("text", text(axes.y), x=0.0, y=TOP - 13, class_="axis"))
    return element("g", *parts, aria_hidden="true")


def _tick(value: float, percent: bool) -> str:
    return f"{100 * value:.6g}%" if percent else f"{value:g}"


def _colour(i: int) -> str:
    return f"var(--c{i % COLOURS})"


def _dash(i: int) -> str | None:
    """Shifted by one when the colours start again, so that no two of 32 lines look alike."""
    return DASHES[(i + i // COLOURS) % len(DASHES)]


def _points(x: Scale, y: Scale, xs: NDArray[Any], ys: NDArray[Any]) -> str:
    return " ".join(f"{x(a):.2f},{y(b):.2f}" for a, b in zip(xs, ys, strict=True))


def _band(s: Series, x: Scale, y: Scale, i: int) -> str:
    """From the lowest to the highest seed; nothing for one seed."""
    if len(s.runs) < 2:
        return ""
    low, high = np.min(s.runs, axis=0), np.max(s.runs, axis=0)
    around = _points(x, y, s.x, high) + " " + _points(x, y, s.x[::-1], low[::-1])
    return element("polygon", points=around, class_="band", style=f"fill:{_colour(i)}")


def _line(s: Series, x: Scale, y: Scale, i: int, axes: Axes) -> str:
    line = element(
        "polyline", points=_points(x, y, s.x, s.mean), class_="line", style=f"stroke:{_colour(i)}",
        stroke_dasharray=_dash(i),
    )  # fmt: skip
    dot = element("circle", cx=x(s.x[-1]), cy=y(s.mean[-1]), r=3.5, style=f"fill:{_colour(i)}")
    return element("g", element("title", text(_summary(s, axes))), line, dot)


def _name(s: Series, y: Scale, at: float, i: int) -> str:
    """The name beside the end of its line, with a leader where it had to move."""
    end, stroke = WIDTH - RIGHT, f"stroke:{_colour(i)}"
    lead = element("line", x1=end + 5, y1=y(s.mean[-1]), x2=end + 16, y2=at, class_="lead", style=stroke)
    label = element(
        "text", text(shortened(s.name)), x=end + 20, y=at + 4.5, class_="name", style=f"fill:{_colour(i)}"
    )
    return lead + label


def _spread(wanted: Sequence[float]) -> list[float]:
    """Heights at least LABEL_STEP apart, as near the ``wanted`` ones as that allows (least squares)."""
    order = np.argsort(wanted, kind="stable")
    steps = LABEL_STEP * np.arange(len(order))
    start = isotonic_regression(np.asarray(wanted, float)[order] - steps).x
    at = np.empty(len(order))
    at[order] = np.clip(start, TOP, max(TOP, HEIGHT - LABEL_STEP - steps[-1])) + steps
    return [float(v) for v in at]
