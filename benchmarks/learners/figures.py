"""The figures of docs/benchmarks/learners.md."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

import numpy as np
from benchmarks.sections import DOCS

from labelwise.report.svg import Scale, element, text

INKS = {"trec6": 0, "fashion_mnist_small": 1, "scene": 2, "yeast": 3, "letter": 4}
"""Colour of each set."""

MOST = 9.0
"""Points up to which the axes go."""

PANEL, COLUMNS = (152.0, 104.0), 5
"""Width and height of one recipe's panel, and how many stand in a row."""

STYLE = resources.files("labelwise.report").joinpath("figure.css").read_text("utf-8")
OWN = """
.paper{fill:#fff}.zero{stroke:var(--soft)}.error{stroke-width:1.6;opacity:.55}.small{font-size:11px}
.head{font-size:15px;font-weight:650;fill:var(--ink)!important}
@media screen and (prefers-color-scheme: dark){.paper{fill:#12161d}}
"""

Curve = tuple[str, Sequence[float], Sequence[float]]
"""A set, the mean differences in points at each budget, and their standard errors."""


def drawing(name: str, title: str, size: tuple[float, float], *parts: str) -> str:
    """Write a figure beside the page; returns the line of markdown that shows it."""
    made = element(
        "svg",
        element("title", text(title)),
        element("style", STYLE + OWN),
        element("rect", class_="paper", width=size[0], height=size[1]),
        element("text", text(title), class_="head", x=12, y=24),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {size[0]:g} {size[1]:g}",
        class_="lw-figure",
        role="img",
    )
    (DOCS / f"{name}.svg").write_text(made + "\n", encoding="utf-8")
    return f"![{title}]({name}.svg)"


def legend(names: Sequence[str], y: float) -> list[str]:
    """Sets and their colours, side by side."""
    parts, x = [], 14.0
    for name in names:
        ink = f"fill:var(--c{INKS[name]})"
        parts += [
            element("circle", cx=x + 4, cy=y - 4, r=4, style=ink),
            element("text", text(name), x=x + 14, y=y, class_="name", style=ink),
        ]
        x += 34 + 7.6 * len(name)
    return parts


def mark(x: float, down: Scale, mean: float, error: float, name: str) -> list[str]:
    """A point with its standard error; one beyond the axis is a triangle on its edge."""
    ink, edge = f"var(--c{INKS[name]})", float(np.clip(mean, -MOST, MOST))
    low, high = (down(float(np.clip(v, -MOST, MOST))) for v in (mean - error, mean + error))
    y = down(edge)
    bar = element("line", x1=x, x2=x, y1=low, y2=high, class_="error", style=f"stroke:{ink}")
    if edge == mean:
        return [bar, element("circle", cx=x, cy=y, r=3.2, style=f"fill:{ink}")]
    tip = 6 if mean < 0 else -6
    at = f"{x - 4:.1f},{y - tip:.1f} {x + 4:.1f},{y - tip:.1f} {x:.1f},{y:.1f}"
    return [bar, element("polygon", points=at, style=f"fill:{ink}")]


def panel(left: float, top: float, name: str, budgets: Sequence[int], curves: Sequence[Curve]) -> list[str]:
    """One recipe: its differences from plain training over the budgets, a line a set."""
    across = Scale(0, len(budgets) - 1, left + 34, left + PANEL[0] - 16)
    down = Scale(-MOST, MOST, top + PANEL[1] - 20, top + 20)
    parts = [element("text", text(name), x=left + 8, y=top + 12, class_="axis name")]
    for value in (-5, 0, 5):
        y, kind = down(value), "zero" if value == 0 else "grid"
        parts += [
            element("line", x1=left + 24, x2=left + PANEL[0] - 8, y1=y, y2=y, class_=kind),
            element("text", text(f"{value:+d}" if value else "0"), x=left + 20, y=y + 4, text_anchor="end"),
        ]
    for k, budget in enumerate(budgets):
        y = top + PANEL[1] - 6
        parts.append(element("text", text(budget), x=across(k), y=y, text_anchor="middle", class_="small"))
    for shift, (place, means, errors) in zip((-3.0, 3.0), curves, strict=False):
        points = [(across(k) + shift, down(float(np.clip(m, -MOST, MOST)))) for k, m in enumerate(means)]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(
            element("polyline", points=line, class_="line", style=f"stroke:var(--c{INKS[place]});opacity:.5")
        )
        for (x, _), mean, error in zip(points, means, errors, strict=True):
            parts += mark(x, down, mean, error, place)
    return parts


def recipes(panels: dict[str, list[Curve]], budgets: Sequence[int]) -> str:
    """Every recipe against plain training, a panel each."""
    parts = legend(list(INKS), 50)
    for k, (name, curves) in enumerate(panels.items()):
        at = (k % COLUMNS * PANEL[0], 62 + k // COLUMNS * PANEL[1])
        parts += panel(*at, name, budgets, curves)
    size = (COLUMNS * PANEL[0], 68 + -(-len(panels) // COLUMNS) * PANEL[1])
    title = "Points of accuracy won or lost against plain training, by number of labels"
    return drawing("learners-recipes", title, size, *parts)


def rounds(found: dict[str, dict[str, tuple[float, float, float]]]) -> str:
    """What each way of training again saves and costs: a point is (times less time, points, error)."""
    across, down = Scale(0, 4.5, 60, 740), Scale(-MOST, 2, 380, 66)
    parts = legend(list(found), 50)
    for value in range(-8, 3, 2):
        y, kind = down(value), "zero" if value == 0 else "grid"
        label = element("text", text(f"{value:+d}" if value else "0"), x=52, y=y + 4, text_anchor="end")
        parts += [element("line", x1=60, x2=740, y1=y, y2=y, class_=kind), label]
    for value in range(5):
        x = across(value)
        parts.append(element("text", text(f"{value} x"), x=x, y=400, text_anchor="middle"))
    words = "times less processor time of training than anew"
    parts.append(element("text", text(words), x=400, y=420, text_anchor="middle", class_="axis"))
    for place, ways in found.items():
        for way, (times, mean, error) in ways.items():
            x, y = across(times), down(mean)
            parts += mark(x, down, mean, error, place)
            ink = f"fill:var(--c{INKS[place]})"
            parts.append(
                element(
                    "text", text(way), x=x + 7, y=y + (13 if INKS[place] else -5), class_="small", style=ink
                )
            )
    title = "Points of accuracy at the end against training anew, and the time that is saved"
    return drawing("learners-rounds", title, (760, 432), *parts)
