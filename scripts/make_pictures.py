"""Draw docs/images/which-strategy.svg: what eight strategies pick on a toy of two dimensions.

python scripts/make_pictures.py            write it
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

import labelwise as lw
from labelwise.report.svg import Scale, element, text

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
PICKS = 8
PANELS = (
    ("random", "every item has the same chance"),
    ("margin", "two classes are equally likely"),
    ("entropy", "the prediction says least"),
    ("badge", "unsure, and pulling apart"),
    ("k-center", "farthest from all that is known"),
    ("typiclust", "the typical item of each cluster"),
    ("probcover", "most neighbours not yet covered"),
    ("cluster-margin", "unsure, one of each cluster"),
)
"""A method, and why it picks an item."""

WIDTH, HEIGHT, TOP, GAP, COLUMNS, MARGIN = 242, 190, 46, 14, 4, 12
SPHERICAL, FAR = ("typiclust", "probcover"), 6.0
"""Methods that look at directions: they see the plane from so far away, where directions are places."""

STEP = 2
"""Height of a stripe of a region in pixels."""

STYLE = """
:root{--ink:#1d2430;--soft:#5c6675;--paper:#fff;--edge:#d5dae2;--dot:#8d97a6;--pick:#111827;--on:#fff;
--c0:#0072b2;--c1:#d55e00;--c2:#009e73}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecf2;--soft:#a4afbf;--paper:#12161d;--edge:#38414e;
--dot:#78849a;--pick:#f8fafc;--on:#0f1319;--c0:#56b4e9;--c1:#f0883e;--c2:#3fc79a}}
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--ink)}
.name{font-size:15px;font-weight:650}.why{font-size:11.5px;fill:var(--soft)}
.paper{fill:var(--paper)}.edge{fill:none;stroke:var(--edge)}
.r0{fill:var(--c0)}.r1{fill:var(--c1)}.r2{fill:var(--c2)}.region{opacity:.17}
.dots{stroke:var(--dot);stroke-width:4.2;stroke-linecap:round;opacity:.8}
.known{stroke:var(--paper);stroke-width:1.5}
.pick circle{fill:var(--pick);stroke:var(--paper);stroke-width:1.5}
.pick text{fill:var(--on);font-size:9px;font-weight:700;text-anchor:middle}
"""


def toy() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points, their classes, and the rows that have a label: two of each class, none of the small group."""
    rng = np.random.default_rng(4)
    turn = rng.uniform(0.15, 0.95, 90) * np.pi
    parts = [
        rng.normal((-1.35, -0.55), (0.42, 0.36), (120, 2)),
        np.c_[1.75 * np.cos(turn) + 0.25, 1.35 * np.sin(turn) + 0.1] + rng.normal(0, 0.13, (90, 2)),
        rng.normal((0.75, -0.95), (0.34, 0.28), (60, 2)),
        rng.normal((2.25, -0.35), (0.13, 0.13), (24, 2)),
        rng.uniform((-2.6, -1.75), (2.6, 1.75), (10, 2)),
    ]
    x = np.concatenate(parts)
    y = np.repeat([0, 1, 2, 2, 0], [len(part) for part in parts])
    labelled = np.array([9, 33, 130, 190, 215, 250])
    return x, y, labelled


def arrays(x: np.ndarray, y: np.ndarray, labelled: np.ndarray) -> tuple[Any, dict[str, Any]]:
    """A linear model of the labelled rows, and what it gives."""
    model = LogisticRegression(C=3.0).fit(x[labelled], y[labelled])
    return model, {
        "proba": model.predict_proba(x),
        "embedding": x,
        "head": (model.coef_, model.intercept_),
        "y": y[labelled],
    }


def picks() -> dict[str, np.ndarray]:
    """What each method picks."""
    from labelwise.papers import methods

    x, y, labelled = toy()
    given = arrays(x, y, labelled)[1]
    found = {}
    for name, _ in PANELS:
        needs = (*methods()[name].strategy().needs, "y")
        own = {key: value for key, value in given.items() if key in needs}
        if name in SPHERICAL:
            own["embedding"] = np.c_[x, np.full(len(x), FAR)]
        rows = {} if len(own) > 1 else {"rows": np.arange(len(x))}
        found[name] = lw.query(name, PICKS, labelled=labelled, rng=1, **own, **rows).indices
    return found


def scales(x: np.ndarray) -> tuple[Scale, Scale]:
    """From the plane to the pixels of a panel, the same scale for both axes."""
    half = max(np.abs(x[:, 0]).max() / WIDTH, np.abs(x[:, 1]).max() / HEIGHT) * 1.06
    return Scale(-half * WIDTH, half * WIDTH, 0, WIDTH), Scale(half * HEIGHT, -half * HEIGHT, 0, HEIGHT)


def regions(model: Any, across: Scale, down: Scale) -> list[str]:
    """One path a class: stripes of the panel where it is predicted."""
    paths = ["", "", ""]
    columns = np.arange(WIDTH + 1)
    u = across.low + columns / WIDTH * (across.high - across.low)
    for top in range(0, HEIGHT, STEP):
        v = down.low + (top + STEP / 2) / HEIGHT * (down.high - down.low)
        of = model.predict(np.c_[u, np.full(len(u), v)])
        cut = np.r_[0, np.flatnonzero(np.diff(of)) + 1, WIDTH]
        for start, stop in itertools.pairwise(cut):
            paths[of[start]] += f"M{start} {top}h{stop - start}v{STEP}H{start}z"
    return [element("path", class_=f"r{k}", d=path) for k, path in enumerate(paths)]


def plane() -> str:
    """What all panels share: regions, unlabelled points, labelled points."""
    x, y, labelled = toy()
    model = arrays(x, y, labelled)[0]
    across, down = scales(x)
    at = [(across(u), down(v)) for u, v in x]
    dots = "".join(f"M{at[i][0]:.1f} {at[i][1]:.1f}h0" for i in range(len(x)) if i not in labelled)
    known = [
        element("circle", cx=round(at[i][0], 1), cy=round(at[i][1], 1), r=6, class_=f"known r{y[i]}")
        for i in labelled
    ]
    return element(
        "g",
        element("rect", class_="paper", width=WIDTH, height=HEIGHT),
        element("g", *regions(model, across, down), class_="region"),
        element("path", class_="dots", d=dots),
        *known,
        element("rect", class_="edge", width=WIDTH, height=HEIGHT),
        id="plane",
    )


def panel(index: int, rows: np.ndarray) -> str:
    """One method: name, reason, plane, numbered picks."""
    name, why = PANELS[index]
    x = toy()[0]
    across, down = scales(x)
    left = MARGIN + index % COLUMNS * (WIDTH + GAP)
    top = MARGIN + index // COLUMNS * (HEIGHT + TOP + GAP)
    marks = []
    for order, row in reversed(list(enumerate(rows, 1))):
        u, v = round(across(x[row, 0]), 1), round(down(x[row, 1]), 1)
        marks += [
            element("circle", cx=u, cy=v, r=7),
            element("text", text(order), x=u, y=round(v + 3.2, 1)),
        ]
    return element(
        "g",
        element("text", text(name), class_="name", y=15),
        element("text", text(why), class_="why", y=33),
        element(
            "g",
            element("use", href="#plane"),
            element("g", *marks, class_="pick"),
            transform=f"translate(0 {TOP - 5})",
        ),
        transform=f"translate({left} {top})",
    )


def picture() -> str:
    """The whole figure."""
    found = picks()
    lines = -(-len(PANELS) // COLUMNS)
    width = 2 * MARGIN + COLUMNS * (WIDTH + GAP) - GAP
    height = 2 * MARGIN + lines * (HEIGHT + TOP + GAP) - GAP
    return element(
        "svg",
        element("title", text("What eight strategies pick from the same 304 points")),
        element("style", STYLE),
        element("rect", class_="paper", width=width, height=height),
        element("defs", plane()),
        *(panel(k, found[name]) for k, (name, _) in enumerate(PANELS)),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        role="img",
    )


def main(folder: Path = IMAGES) -> int:
    made = picture()
    (folder / "which-strategy.svg").write_text(made + "\n", encoding="utf-8")
    print(f"wrote which-strategy.svg, {len(made) / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
