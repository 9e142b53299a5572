"""The critical-difference diagram: mean ranks on a line, and bars over what cannot be told apart."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.report.canvas import LETTER, Size, shortened, standalone
from labelwise.report.svg import Scale, element, text, ticks

WIDTH, AXIS = 760.0, 58.0
STEP, BAR, APART = 21.0, 10.0, 20.0
"""Pixels between two names, between two rows of bars, and between two bars of a row."""

VALUE = 56.0
"""Pixels for a rank beside its name."""

HEAD = "mean rank, 1 is best"


def critical_diagram(
    names: Sequence[str],
    ranks: NDArray[Any],
    groups: Sequence[Sequence[int]],
    title: str,
    *,
    difference: float | None = None,
    id: str = "critical",
) -> str:
    """The diagram as an ``<svg>`` element.

    Parameters
    ----------
    names : sequence of M str
        The methods, two or more.
    ranks : (M,) float
        Mean rank of each.
    groups : sequence of sequences of int
        Methods under one bar, such as ``labelwise.bench.statistics.cliques`` gives.
    title : str
        Read out first by a screen reader.
    difference : float, optional
        The critical difference, drawn above the line; None where groups come from another test.
    id : str
        Prefix of the element ids; differs between figures of one page.

    Returns
    -------
    str
        Markup that stands alone as a file and inline in a page.

    Raises
    ------
    BadData
        If there are fewer than two methods, or names and ranks do not fit.

    References
    ----------
    J. Demšar, "Statistical Comparisons of Classifiers over Multiple Data Sets", 2006, figure 1.

    Examples
    --------
    >>> svg = critical_diagram(["a", "b", "c"], np.array([1.2, 1.9, 2.9]), [(0, 1)], "Three", difference=0.8)
    >>> svg[:4], "Not told apart: a, b." in svg
    ('<svg', True)
    """
    mean = checked(names, ranks)
    order = np.argsort(mean, kind="stable")
    left, right = order[: (len(order) + 1) // 2], order[(len(order) + 1) // 2 :][::-1]
    beside = max(LETTER * max(len(shortened(n)) for n in names) + VALUE + 8, LETTER * len(HEAD) + 12)
    scale = _scale(mean, difference or 0.0, beside)
    bars = list(_levels([[scale(r) for r in sorted(mean[list(g)])] for g in groups]))
    top = AXIS + 22 + BAR * (1 + max((level for level, *_ in bars), default=-1))
    height = top + STEP * (len(left) - 1) + 14
    return standalone(
        Size(WIDTH, height), id, title, describe(names, mean, groups),
        _axis(scale, difference),
        *(_name(names[m], mean[m], scale, top + STEP * k, beside) for k, m in enumerate(left)),
        *(_name(names[m], mean[m], scale, top + STEP * k, WIDTH - beside) for k, m in enumerate(right)),
        *(_bar(*bar) for bar in bars),
    )  # fmt: skip


def checked(names: Sequence[str], ranks: NDArray[Any]) -> NDArray[np.float64]:
    """The ranks as float64.

    Raises
    ------
    BadData
        If they do not fit the names.

    Examples
    --------
    >>> checked(["a", "b"], [1, 2]).tolist()
    [1.0, 2.0]
    """
    mean = np.asarray(ranks, dtype=np.float64)
    if mean.shape != (len(names),) or len(names) < 2 or not np.isfinite(mean).all():
        raise BadData(
            f"{len(names)} names and ranks {mean.tolist()}", allowed="a finite rank a name, two or more"
        )
    return mean


def describe(names: Sequence[str], ranks: NDArray[Any], groups: Sequence[Sequence[int]]) -> str:
    """The diagram in words, for those who cannot see it.

    Examples
    --------
    >>> describe(["a", "b"], np.array([1.75, 1.25]), [])
    'Mean ranks, 1 is best: b 1.25, a 1.75. All differ.'
    """
    listed = ", ".join(f"{names[m]} {ranks[m]:.2f}" for m in np.argsort(ranks, kind="stable"))
    alike = [f"Not told apart: {', '.join(names[m] for m in group)}." for group in groups]
    return " ".join([f"Mean ranks, 1 is best: {listed}.", *(alike or ["All differ."])])


def _scale(mean: NDArray[Any], difference: float, beside: float) -> Scale:
    """From the whole rank below the best to the one above the worst, with room for the difference."""
    low = math.floor(mean.min())
    high = max(math.ceil(mean.max()), math.ceil(low + difference), low + 1)
    return Scale(low, high, beside + 14, WIDTH - beside - 14)


def _axis(scale: Scale, difference: float | None) -> str:
    parts = [element("text", HEAD, x=0.0, y=AXIS + 4.5, class_="axis")]
    parts.append(element("line", x1=scale.start, x2=scale.end, y1=AXIS, y2=AXIS, class_="rule"))
    for t in ticks(scale.low, scale.high, max(2, int((scale.end - scale.start) // 34))):
        parts.append(element("line", x1=scale(t), x2=scale(t), y1=AXIS - 6, y2=AXIS, class_="rule"))
        parts.append(element("text", f"{t:g}", x=scale(t), y=AXIS - 11, text_anchor="middle"))
    if difference is not None:
        end = scale(scale.low + difference)
        feet = f"M{scale.start:.2f} 18v8m0 -4H{end:.2f}m0 -4v8"
        parts.append(element("path", d=feet, class_="rule"))
        said = f"critical difference {difference:.2f}"
        parts.append(element("text", text(said), x=scale.start, y=11.0, class_="axis"))
    return element("g", *parts, aria_hidden="true")


def _name(name: str, rank: float, scale: Scale, y: float, edge: float) -> str:
    """A name at its side, joined with its rank on the line; ``edge`` is where the name ends."""
    left = edge < WIDTH / 2
    anchor, inward = ("end", 1) if left else ("start", -1)
    way = f"M{edge:.2f} {y:.2f}H{scale(rank):.2f}V{AXIS:.2f}"
    value = {"x": edge - 6 * inward, "y": y + 4.5, "text_anchor": anchor, "class_": "value"}
    place = {"x": edge - VALUE * inward, "y": y + 4.5, "text_anchor": anchor, "class_": "axis"}
    return element(
        "g",
        element("title", text(f"{name}: {rank:.2f}")),
        element("path", d=way, class_="path"),
        element("circle", cx=scale(rank), cy=AXIS, r=2.6, style="fill:var(--ink)"),
        element("text", text(shortened(name)), **place),
        element("text", f"{rank:.2f}", **value),
    )


def _levels(spans: Sequence[Sequence[float]]) -> Iterator[tuple[int, float, float]]:
    """Row and ends of each bar, the first row in which it is clear of the others."""
    ends: list[float] = []
    for span in sorted(spans, key=lambda s: (s[0], s[-1])):
        low, high = span[0], span[-1]
        level = next((k for k, end in enumerate(ends) if end + APART <= low), len(ends))
        ends[level : level + 1] = [high]
        yield level, low, high


def _bar(level: int, low: float, high: float) -> str:
    y = AXIS + 11 + BAR * level
    return element("line", x1=low - 4, x2=high + 4, y1=y, y2=y, class_="alike")
