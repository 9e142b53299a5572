"""How the time of choosing grows with the pool: ``python -m benchmarks.query.growth`` draws it."""

from __future__ import annotations

import itertools
import math
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

import labelwise as lw
from labelwise.papers import methods
from labelwise.report.svg import Scale, element, text

TARGET = Path(__file__).parent.parent.parent / "docs" / "benchmarks" / "query-growth.svg"
NAMES = ("margin", "k-center", "badge", "typiclust", "lcmd")
SIZES = (12_500, 50_000, 200_000, 800_000)
PICKS, CLASSES, WIDTH, LABELLED, REPEATS = 100, 10, 64, 100, 3

BOX = (64, 52, 560, 372)
"""Left, top, right and bottom of the plane, in pixels."""

FRAME = (760, 424)
STYLE = """
:root{--ink:#1d2430;--soft:#5c6675;--paper:#fff;--grid:#e3e6ec;
--c0:#0b62a8;--c1:#b8480a;--c2:#00735a;--c3:#93397c;--c4:#7a5c00}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecf2;--soft:#a4afbf;--paper:#12161d;--grid:#2c343f;
--c0:#6cb6ff;--c1:#ff9b5e;--c2:#4fd1a5;--c3:#e58fd0;--c4:#e3c04f}}
text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--soft)}
.paper{fill:var(--paper)}.grid{stroke:var(--grid)}.head{font-size:15px;font-weight:650;fill:var(--ink)}
.line{fill:none;stroke-width:2.2;stroke-linejoin:round}.one{stroke:var(--soft);stroke-dasharray:3 5;fill:none}
.name{font-weight:600}
"""


def arrays(size: int) -> dict[str, Any]:
    """Points around ten centres, and the softmax of how near these are."""
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(CLASSES, WIDTH)).astype(np.float32)
    z = centres[rng.integers(CLASSES, size=size)] + rng.normal(size=(size, WIDTH)).astype(np.float32)
    logits = (z @ centres.T - (centres**2).sum(axis=1) / 2) / 8
    proba = np.exp(logits - logits.max(axis=1, keepdims=True))
    proba /= proba.sum(axis=1, keepdims=True)
    return {"proba": proba, "embedding": z, "head": (centres / 8, np.zeros(CLASSES, np.float32))}


def seconds(name: str, given: dict[str, Any]) -> float:
    """Processor time of the quickest of some calls, all threads together: it hardly feels what else runs."""
    size = len(given["embedding"])
    labelled = np.random.default_rng(1).choice(size, LABELLED, replace=False)
    known: dict[str, Any] = {"labelled": labelled, "y": labelled % CLASSES, "rng": 0}
    needs = getattr(methods()[name].strategy(), "needs", ())
    own = {key: value for key, value in given.items() if key in needs}
    took = []
    for _ in range(REPEATS):
        start = time.process_time()
        lw.query(name, PICKS, **own, **known)
        took.append(time.process_time() - start)
    return min(took)


def measured() -> dict[str, list[float]]:
    """Seconds of each method that there is, a pool size after the other."""
    found: dict[str, list[float]] = {name: [] for name in NAMES if name in methods()}
    small = arrays(1000)
    for name in found:
        seconds(name, small)  # compiles
    for size in SIZES:
        given = arrays(size)
        for name, took in found.items():
            took.append(seconds(name, given))
            print(f"{size:>8,} {name:<10} {took[-1]:8.3f} s", flush=True)
    return found


def slope(took: list[float], last: int = 0) -> float:
    """The power of N with which the time grows, over all sizes or the last ones."""
    return float(np.polyfit(np.log(SIZES[-last:]), np.log(took[-last:]), 1)[0])


def apart(wanted: list[float], least: float = 17) -> list[float]:
    """Heights of labels, moved down where they would overlap."""
    order, made = np.argsort(wanted, kind="stable"), list(wanted)
    for above, below in itertools.pairwise(order):
        made[below] = max(made[below], made[above] + least)
    return made


def grid(across: Scale, down: Scale) -> list[str]:
    """Lines and numbers of both axes."""
    left, top, right, bottom = BOX
    made = []
    for size in SIZES:
        x = across(math.log10(size))
        made += [
            element("line", x1=x, x2=x, y1=top, y2=bottom, class_="grid"),
            element("text", text(f"{size:,}"), x=x, y=bottom + 20, text_anchor="middle"),
        ]
    for power in range(math.ceil(down.low), math.floor(down.high) + 1):
        y, label = down(power), f"{10.0**power:g} s"
        made += [
            element("line", x1=left, x2=right, y1=y, y2=y, class_="grid"),
            element("text", text(label), x=left - 8, y=y + 4, text_anchor="end"),
        ]
    return made


def line(took: list[float], across: Scale, down: Scale) -> str:
    """The points of a polyline."""
    at = zip(SIZES, took, strict=True)
    return " ".join(f"{across(math.log10(n)):.1f},{down(math.log10(t)):.1f}" for n, t in at)


def curves(found: dict[str, list[float]], across: Scale, down: Scale) -> list[str]:
    """One line a method, with its name, the power of N over the last three sizes, and the last time."""
    parts = []
    heights = apart([down(math.log10(took[-1])) + 4 for took in found.values()])
    for k, (name, took) in enumerate(found.items()):
        ink = f"var(--c{k})"
        label = f"{name}, N^{slope(took, 3):.2f}, {took[-1]:.2g} s"
        parts += [
            element("polyline", points=line(took, across, down), class_="line", style=f"stroke:{ink}"),
            element("text", text(label), class_="name", x=BOX[2], y=heights[k], style=f"fill:{ink}"),
        ]
        for n, t in zip(SIZES, took, strict=True):
            x, y = across(math.log10(n)), down(math.log10(t))
            parts.append(element("circle", cx=x, cy=y, r=3.5, style=f"fill:{ink}"))
    return parts


def picture(found: dict[str, list[float]]) -> str:
    """The whole figure, with a dashed line of straight proportion."""
    left, top, right, bottom = BOX
    every = [math.log10(t) for took in found.values() for t in took]
    across = Scale(math.log10(SIZES[0]), math.log10(SIZES[-1]), left + 14, right - 14)
    down = Scale(min(every) - 0.15, max(every) + 0.15, bottom, top)
    parts = grid(across, down)
    middle = 10 ** float(np.mean([min(every), max(every)])) / math.sqrt(SIZES[0] * SIZES[-1])
    even = [min(max(middle * n, 10**down.low), 10**down.high) for n in SIZES]
    parts.append(element("polyline", points=line(even, across, down), class_="one"))
    parts += curves(found, across, down)
    head = f"Processor seconds for {PICKS} picks, by size of the pool"
    note = f"{WIDTH} dimensions, {CLASSES} classes, {LABELLED} labelled; dashed: in proportion to the pool"
    return element(
        "svg",
        element("title", text(head)),
        element("style", STYLE),
        element("rect", class_="paper", width=FRAME[0], height=FRAME[1]),
        element("text", text(head), class_="head", x=16, y=24),
        element("text", text(note), x=16, y=42),
        *parts,
        element("text", text("rows of the pool"), x=(left + right) / 2, y=bottom + 40, text_anchor="middle"),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {FRAME[0]} {FRAME[1]}",
        role="img",
    )


def main() -> int:
    """Measure, print the slopes, draw."""
    found = measured()
    for name, took in found.items():
        print(f"{name:<10} N^{slope(took):.2f} over all sizes, N^{slope(took, 3):.2f} over the last three")
    TARGET.write_text(picture(found) + "\n", encoding="utf-8")
    print(f"wrote {TARGET.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
