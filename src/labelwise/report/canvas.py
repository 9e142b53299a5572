"""A plane to draw on: scales, a frame with round ticks, and marks that leave gaps where nothing is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.report.svg import Scale, element, text, ticks, widen
from labelwise.report.words import number

Array = NDArray[Any]

STYLE = resources.files("labelwise.report").joinpath("figure.css").read_text("utf-8")
"""The style of every figure."""

LETTER = 8.4
"""Width of a letter in pixels in the widest usual font, DejaVu Sans."""

COLOURS, DASHES = 8, (None, "7 4", "2 4", "10 4 2 4")


@dataclass(frozen=True)
class Size:
    """Pixels of a figure and its margins."""

    width: float
    height: float
    left: float = 46.0
    right: float = 16.0
    top: float = 30.0
    bottom: float = 46.0


def drawing(size: Size, name: str, title: str, said: str, *parts: str) -> str:
    """An ``<svg>`` element that a screen reader reads as an image with a title and a description."""
    return _image(size, name, title, said, parts)


def standalone(size: Size, name: str, title: str, said: str, *parts: str) -> str:
    """A drawing with its own style and size, so that it is a file as well as a part of any page."""
    styled = (element("style", STYLE), *parts)
    return _image(
        size,
        name,
        title,
        said,
        styled,
        xmlns="http://www.w3.org/2000/svg",
        width=size.width,
        height=size.height,
    )


def _image(size: Size, name: str, title: str, said: str, parts: Sequence[str], **more: object) -> str:
    return element(
        "svg",
        element("title", text(title), id=f"{name}-title"),
        element("desc", text(said), id=f"{name}-desc"),
        *parts,
        **more,
        viewBox=f"0 0 {size.width:g} {size.height:g}",
        class_="lw-figure",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
    )


@dataclass(frozen=True)
class Canvas:
    """Data to pixels, and the marks.

    Parameters
    ----------
    size : Size
        Pixels.
    x, y : Scale
        Maps of the two axes.
    share : bool
        Whether y is written in percent.

    Examples
    --------
    >>> canvas = Canvas.over(Size(200, 100), np.array([0, 10]), np.array([0.0, 1.0]), share=True)
    >>> canvas.path(np.array([0.0, 10.0]), np.array([0.0, 1.0]))
    '47.6,54 184,30'
    """

    size: Size
    x: Scale
    y: Scale
    share: bool = False

    @classmethod
    def over(cls, size: Size, xs: Array, ys: Array, *, share: bool = False) -> Canvas:
        """A canvas on which all of the finite ``xs`` and ``ys`` have a place; shares stay in 0..1."""
        low, high = widen(*span(ys))
        if share:
            low, high = max(low, 0.0), min(high, 1.0)
        left, right = span(xs)
        if right <= left:
            left, right = widen(left, right)
        wide = max((len(_tick(t, share)) for t in ticks(low, high)), default=1)
        start = max(size.left, 14 + LETTER * wide)
        x = Scale(left, right, start, size.width - size.right)
        return cls(size, x, Scale(low, high, size.height - size.bottom, size.top), share)

    def frame(self, x_label: str, y_label: str, names: Sequence[str] = ()) -> str:
        """Grid, ticks and the names of the axes; ``names`` stand at x = 0, 1, 2 ... in place of numbers."""
        size, parts = self.size, []
        for t in ticks(self.y.low, self.y.high, 5):
            at = self.y(t)
            parts.append(
                element(
                    "line", x1=self.x.start, x2=self.x.end, y1=at, y2=at, class_="zero" if t == 0 else "grid"
                )
            )
            label = _tick(t, self.share)
            parts.append(element("text", label, x=self.x.start - 8, y=at + 4.5, text_anchor="end"))
        for at, label in self._below(names):
            parts.append(
                element("text", text(label), x=at, y=size.height - size.bottom + 19, text_anchor="middle")
            )
        middle = (self.x.start + self.x.end) / 2
        bottom = size.height - 6
        parts.append(element("text", text(x_label), x=middle, y=bottom, text_anchor="middle", class_="axis"))
        parts.append(element("text", text(y_label), x=0.0, y=13.0, class_="axis"))
        return element("g", *parts, aria_hidden="true")

    def _below(self, names: Sequence[str]) -> Iterator[tuple[float, str]]:
        """Pixel and text of the ticks of x, as many as have room."""
        room = self.x.end - self.x.start
        if not names:
            yield from (
                (self.x(t), number(t)) for t in ticks(self.x.low, self.x.high, max(3, int(room // 55)))
            )
            return
        step = max(1, int(np.ceil(len(names) * (LETTER * max(map(len, names)) + 6) / room)))
        yield from ((self.x(i), names[i]) for i in range(0, len(names), step))

    def path(self, xs: Array, ys: Array) -> str:
        """Points as SVG writes them."""
        return " ".join(f"{_round(self.x(a))},{_round(self.y(b))}" for a, b in zip(xs, ys, strict=True))

    def line(self, xs: Array, ys: Array, i: int = 0, **look: object) -> str:
        """A line through the finite points, broken where one is missing; a lone one is a dot."""
        look = {"class_": "line", "style": f"stroke:{colour(i)}", "stroke_dasharray": dash(i), **look}
        known = np.isfinite(ys) & np.isfinite(xs)
        parts = [
            element("polyline", points=self.path(xs[part], ys[part]), **look)
            if part.stop - part.start > 1
            else element(
                "circle",
                cx=self.x(xs[part.start]),
                cy=self.y(ys[part.start]),
                r=2.5,
                style=f"fill:{colour(i)}",
            )
            for part in stretches(known)
        ]
        return "".join(parts)

    def band(self, xs: Array, low: Array, high: Array, i: int = 0) -> str:
        """The area between two lines."""
        parts = []
        for part in stretches(np.isfinite(low) & np.isfinite(high) & np.isfinite(xs)):
            there, back = self.path(xs[part], high[part]), self.path(xs[part][::-1], low[part][::-1])
            parts.append(
                element("polygon", points=f"{there} {back}", class_="band", style=f"fill:{colour(i)}")
            )
        return "".join(parts)

    def whisker(self, x: float, low: float, high: float, i: int = 0) -> str:
        """An upright interval with two feet."""
        at, bottom, top = self.x(x), self.y(low), self.y(high)
        ways = f"M{_round(at)} {_round(bottom)}V{_round(top)}M{_round(at - 4)} {_round(bottom)}h8"
        return element(
            "path",
            d=f"{ways}M{_round(at - 4)} {_round(top)}h8",
            class_="whisker",
            style=f"stroke:{colour(i)}",
        )

    def mark(self, x: float, y: float, said: str, i: int = 0, r: float = 3.5) -> str:
        """One point of series ``i`` in its own shape, with a text that shows on hovering."""
        return marker(self.x(x), self.y(y), i, r, element("title", text(said)))


def marker(cx: float, cy: float, i: int, r: float, *inside: str) -> str:
    """A disc, a ring, a square or a diamond by ``i``."""
    paint = f"fill:{colour(i)}"
    shape = i % 4
    if shape == 1:
        return element("circle", *inside, cx=cx, cy=cy, r=r, class_="ring", style=f"stroke:{colour(i)}")
    if shape == 2:
        return element("rect", *inside, x=cx - r, y=cy - r, width=2 * r, height=2 * r, style=paint)
    if shape == 3:
        return element("path", *inside, d=diamond(cx, cy, 1.3 * r), style=paint)
    return element("circle", *inside, cx=cx, cy=cy, r=r, style=paint)


def shortened(name: str, most: int = 20) -> str:
    """A name that fits beside a figure.

    Examples
    --------
    >>> shortened("a-very-long-name-of-a-strategy")
    'a-very-long-name-of…'
    """
    return name if len(name) <= most else name[: most - 1] + "…"


def diamond(cx: float, cy: float, r: float) -> str:
    """The outline of a diamond as a path."""
    return f"M{_round(cx)} {_round(cy - r)}l{r:g} {r:g}l-{r:g} {r:g}l-{r:g} -{r:g}z"


def colour(i: int) -> str:
    """The colour of series ``i``; the page defines it for light, dark and print."""
    return f"var(--c{i % COLOURS})"


def dash(i: int) -> str | None:
    """The dashes of series ``i``, so that colour is never the only sign."""
    return DASHES[(i + i // COLOURS) % len(DASHES)]


def span(values: Array) -> tuple[float, float]:
    """The smallest and largest finite value; 0 and 1 where there is none.

    Examples
    --------
    >>> span(np.array([3.0, np.nan, 1.0])), span(np.array([]))
    ((1.0, 3.0), (0.0, 1.0))
    """
    known = np.asarray(values, float)
    known = known[np.isfinite(known)]
    return (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)


def stretches(known: NDArray[np.bool_]) -> list[slice]:
    """The unbroken stretches of True.

    Examples
    --------
    >>> stretches(np.array([True, True, False, True]))
    [slice(0, 2, None), slice(3, 4, None)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate(([False], known, [False])).astype(int)))
    return [slice(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def legend(entries: Sequence[tuple[str, str]]) -> str:
    """Swatches beside their names, as a list; each swatch is markup of 26 by 14 pixels."""
    items = []
    for swatch, name in entries:
        picture = element("svg", swatch, viewBox="0 0 26 14", class_="lw-figure swatch", aria_hidden="true")
        items.append(element("li", picture, element("span", text(name))))
    return element("ul", *items, class_="legend") if items else ""


def _tick(value: float, share: bool) -> str:
    return f"{100 * value:.6g}%" if share else number(value)


def _round(value: float) -> str:
    return f"{round(float(value), 2):g}"
