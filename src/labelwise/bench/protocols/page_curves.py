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

__all__ = ["CURVES", "mean_curves"]

CURVES = 8
"""At most so many strategies are drawn as curves: the best, and the baseline."""


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
    labels, alike = max(steps.items(), key=lambda item: len(item[1]))
    series = [
        Series(name, np.array(labels), _by_seed([row for row in alike if row["strategy"] == name]))
        for name in shown
        if any(row["strategy"] == name for row in alike)
    ]
    metric = alike[0]["metric"]
    title = f"Mean curve over {len({row['dataset'] for row in alike})} data sets"
    drawn = learning_curves(series, Axes(title, y=metric, percent=not metric.startswith("-")))
    return [
        Figure(drawn, f"{title} with the same steps; the shade runs from the lowest to the highest seed.")
    ]


def _by_seed(rows: Sequence[dict[str, Any]]) -> NDArray[Any]:
    """(S, P) mean curve of every seed over the problems."""
    seeds = sorted({row["seed"] for row in rows})
    return np.array([np.mean([r["scores"] for r in rows if r["seed"] == seed], axis=0) for seed in seeds])
