"""How far confidence may be believed: calibration error and log loss."""

from __future__ import annotations

import numpy as np
from benchmarks.learners.measure import measure, read
from benchmarks.learners.table import CASES

NAMES = (
    *("temperature", "isotonic", "ensemble", "snapshots", "heads"),
    *("evidential", "label-smoothing", "inhibited-softmax"),
)
HEAD = """## Calibration

Calibration error (expected, 15 groups of equally many test items) in points and log loss of the same runs,
means over five draws of 120 labels; the lowest of each column is bold. On so few test items the error of
a perfectly calibrated model is not 0 but 5 points on `trec6` (500 items) and 3 on `fashion_mnist_small`
(1,500). `Laplace` is not here: it leaves probabilities as they are, its draws are for strategies.

| probabilities of | {columns} |
|---|{lines}|
"""


def table(names: list[str], sets: tuple[str, ...], budget: int) -> list[list[float]]:
    """A row a name, plain training first: error and log loss of each set."""
    rows = []
    for name, prefix in [(names[0], "plain_"), *((n, "") for n in names)]:
        row = []
        for place in sets:
            own = [v for k, v in read(name).items() if k[:2] == (place, budget)]
            row += [100 * float(np.mean([v[f"{prefix}ece"] for v in own]))]
            row += [float(np.mean([v[f"{prefix}loss"] for v in own]))]
        rows.append(row)
    return rows


def run(quick: bool) -> str:
    """Measure what is missing and write the table."""
    names = [n for n in NAMES if n in CASES and CASES[n].plain == "mlp"]
    for name in names:
        measure(name, 2 if quick else 5)
    sets, budget = CASES[names[0]].sets, CASES[names[0]].budgets[1]
    rows = table(names, sets, budget)
    best = np.min(rows, axis=0)
    columns = [f"{place}, {what}" for place in sets for what in ("error", "log loss")]
    lines = []
    for name, row in zip(["plain training", *names], rows, strict=True):
        cells = [f"{v:.1f}" if k % 2 == 0 else f"{v:.3f}" for k, v in enumerate(row)]
        cells = [f"**{c}**" if v == best[k] else c for k, (c, v) in enumerate(zip(cells, row, strict=True))]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    head = HEAD.format(columns=" | ".join(columns), lines="|".join(["---"] * len(columns)))
    return head + "\n".join(lines)
