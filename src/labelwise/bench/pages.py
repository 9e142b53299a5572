"""Curves as a figure, as cells of a table, and as sentences that claim no more than was measured."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from labelwise.bench.curves import Curves, Difference
from labelwise.report import Axes, Figure, Report, Series, Table, learning_curves

BAND = "Each line is the mean of {n} seeds; the shade runs from the lowest to the highest seed."
ONE = "Each line is one seed, so nothing can be said about chance."


def is_percent(curves: Curves) -> bool:
    """Whether the score is a share, to be written as a percentage."""
    return curves.metric in ("accuracy", "macro average precision")


def written(curves: Curves, value: float) -> str:
    """One score as text; a dash where there is none."""
    if math.isnan(value):
        return "–"
    return f"{100 * value:.1f}%" if is_percent(curves) else f"{value:.4g}"


def figure(curves: Curves, title: str) -> str:
    """The learning curves as SVG."""
    lines = []
    for name in curves.strategies:
        runs = curves.of(name)
        lines.append(Series(name, runs[0].labels, np.stack([r.scores for r in runs])))
    return learning_curves(lines, Axes(title, y=curves.metric, percent=is_percent(curves)))


def marks(curves: Curves) -> list[int]:
    """A quarter, half and all of the labels, as far as they were measured."""
    grid = curves.runs[0].labels
    return sorted({int(grid[int((len(grid) - 1) * share)]) for share in (0.25, 0.5, 1)})


def cells(curves: Curves, baseline: str = "random") -> tuple[list[str], list[list[str]]]:
    """Header and rows: area with its spread, scores along the way, the paired gain over ``baseline``."""
    at, gains = marks(curves), {}
    header = ["strategy", "area ± sd", *(f"{curves.metric} at {n}" for n in at)]
    if baseline in curves.strategies and len(curves.strategies) > 1:
        header.append(f"area over {baseline} (95%)")
        gains = {d.strategy: gain(curves, d) for d in curves.compare(baseline)}
    rows = []
    for row in curves.table(baseline):
        name = row["strategy"]
        spread = "" if math.isnan(row["area_sd"]) else f" ± {written(curves, row['area_sd'])}"
        scores = [written(curves, float(curves.at(name, n).mean())) for n in at]
        rows.append(
            [name, written(curves, row["area"]) + spread, *scores, *([gains.get(name, "–")] if gains else [])]
        )
    return header, rows


def gain(curves: Curves, d: Difference) -> str:
    """A difference with its interval; in points where the score is a percentage."""
    scale = 100 if is_percent(curves) else 1
    digits = 1 if is_percent(curves) else 4
    text = f"{scale * d.mean:+.{digits}f}"
    return (
        text if math.isnan(d.low) else f"{text} ({scale * d.low:+.{digits}f} to {scale * d.high:+.{digits}f})"
    )


def sentences(curves: Curves, baseline: str = "random") -> list[str]:
    """What the runs show about each strategy against ``baseline``, and what they do not."""
    told = [f"{_count(len(curves.seeds))}.", *(f"{note[0].upper()}{note[1:]}." for note in curves.notes)]
    if baseline in curves.strategies:
        told += [_verdict(curves, d) for d in curves.compare(baseline)]
    return [*told, "All of this holds for this data, this learner and these settings; other data may differ."]


def _count(seeds: int) -> str:
    return "1 seed" if seeds == 1 else f"{seeds} seeds"


def _verdict(curves: Curves, d: Difference) -> str:
    unit = " points" if is_percent(curves) else ""
    figure = f"{gain(curves, d)}{unit}"
    if d.seeds < 2:
        return (
            f"{d.strategy}: area {figure} against {d.baseline} in one seed, so chance cannot be told apart."
        )
    if not d.clear:
        return f"{d.strategy}: no clear difference from {d.baseline}; mean area {figure}."
    more = "more" if d.mean > 0 else "less"
    return f"{d.strategy}: {more} area than {d.baseline}; mean {figure}, over {d.seeds} paired seeds."


def report(
    curves: Curves, title: str, command: str, *, lead: Sequence[str] = (), parts: Sequence[Table] = ()
) -> Report:
    """The page of a simulation: ``lead`` sentences first, further ``parts`` last."""
    seeds = len(curves.seeds)
    drawing = Figure(figure(curves, title), BAND.format(n=seeds) if seeds > 1 else ONE)
    header, rows = cells(curves)
    caption = f"Area is the mean height of the curve; spread and 95% intervals over {seeds} seeds."
    return Report(
        title,
        [*lead, *sentences(curves)],
        [drawing, Table(header, rows, caption), *parts],
        command,
        made_with(),
    )


def made_with() -> str:
    """The versions that numbers depend on, as a sentence.

    Examples
    --------
    >>> made_with().split()[:3]
    ['Made', 'with', 'labelwise']
    """
    from importlib.metadata import version

    names = ("labelwise", "scikit-learn", "numpy")
    return "Made with " + ", ".join(f"{name} {version(name)}" for name in names) + "."
