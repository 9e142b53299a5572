"""The mean curves of a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.bench.protocols.compared import Scores
from labelwise.bench.protocols.comparing import Line
from labelwise.bench.protocols.protocol import Protocol
from labelwise.report import Axes, Figure, Series, learning_curves
from labelwise.report.words import count

__all__ = ["CURVES", "mean_curves"]

CURVES = 8
"""At most so many strategies are drawn as curves: the best, and the baseline."""

GROUPS = 4
"""At most so many figures: problems that were measured at other numbers of labels have one of their own."""


def mean_curves(table: Any, lines: Sequence[Line], areas: Scores, protocol: Protocol) -> list[Figure]:
    """Mean curves over the problems that were measured at the same numbers of labels, most common first."""
    shown = [line.name for line in lines[:CURVES]]
    if protocol.baseline not in shown and any(line.name == protocol.baseline for line in lines):
        shown = [*shown[:-1], protocol.baseline]
    names, judged = tuple(areas.problems[0]), {tuple(problem.values()) for problem in areas.problems}
    columns = list(dict.fromkeys(("strategy", "dataset", "seed", "metric", "labels", "scores", *names)))
    rows = [
        row
        for row in table.select(columns).to_pylist()
        if row["strategy"] in shown
        and row["seed"] in areas.seeds
        and tuple(row[name] for name in names) in judged
    ]
    steps: dict[tuple[int, ...], list[dict[str, Any]]] = {}
    for row in rows:
        steps.setdefault(tuple(row["labels"]), []).append(row)
    groups = sorted(steps.items(), key=lambda item: -len(item[1]))[:GROUPS]
    several = [group for group in groups if len(_datasets(group[1])) > 1]  # a mean is of more than one
    return [_figure(*group, shown, k) for k, group in enumerate(several or groups[:1])]


def _figure(labels: tuple[int, ...], rows: list[dict[str, Any]], shown: Sequence[str], number: int) -> Figure:
    """Mean curves over problems with the same steps."""
    of = {name: [row for row in rows if row["strategy"] == name] for name in shown}
    series = [Series(name, np.array(labels), _by_seed(own)) for name, own in of.items() if own]
    metric = rows[0]["metric"]
    sets = count(len(_datasets(rows)), "data set")
    title = f"Mean curve over {sets} from {labels[0]:,} to {labels[-1]:,} labels"
    axes = Axes(title, y=metric, percent=not metric.startswith("-"), id=f"curves{number or ''}")
    caption = (
        f"{title}, measured {count(len(labels), 'time')}; the shade runs from the lowest to the highest seed."
    )
    return Figure(learning_curves(series, axes), caption)


def _datasets(rows: list[dict[str, Any]]) -> set[str]:
    return {row["dataset"] for row in rows}


def _by_seed(rows: Sequence[dict[str, Any]]) -> NDArray[Any]:
    """(S, P) mean curve of every seed over the problems."""
    seeds = sorted({row["seed"] for row in rows})
    return np.array([np.mean([r["scores"] for r in rows if r["seed"] == seed], axis=0) for seed in seeds])
