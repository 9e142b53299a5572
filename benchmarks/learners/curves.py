"""Recipes against plain training on the same labels."""

from __future__ import annotations

import numpy as np
from benchmarks.learners import figures
from benchmarks.learners.measure import measure, read
from benchmarks.learners.table import CASES

HEAD = """## Recipes against plain training

Each line is one recipe around one learner, trained on the same random labels with the same seed as the
learner alone: the mean difference in accuracy (mean average precision of tags) in points over five draws of
the labels, and its standard error. **Bold** where it is more than twice that, *slanted* where it may be
chance. The last columns: log loss of the recipe minus that of plain training at the middle budget, and how
many times the processor time of training. Texts are TF-IDF of words and pairs reduced to 100 numbers; the
network has one hidden layer of 128; images are 28 x 28 pixels; at most 3,000 unlabelled items beside.

| recipe | around | data | {budgets} | log loss | time |
|---|---|---|{lines}|---|---|
"""


def differences(name: str, place: str, budget: int, what: str) -> np.ndarray:
    """Recipe minus plain training, one number a seed."""
    runs = [v for k, v in sorted(read(name).items()) if k[:2] == (place, budget)]
    return np.array([v[what] - v[f"plain_{what}"] for v in runs])


def cell(d: np.ndarray, scale: float = 100) -> str:
    """Mean and standard error, and whether it is more than chance."""
    if not len(d):
        return ""
    mean, error = d.mean() * scale, d.std(ddof=1) / np.sqrt(len(d)) * scale if len(d) > 1 else np.nan
    said = f"{mean:+.1f} ± {error:.1f}"
    return f"*{said}*" if abs(mean) <= 2 * error else f"**{said}**"


def row(name: str, place: str) -> str:
    """One line of the table."""
    case = CASES[name]
    cells = [cell(differences(name, place, b, "score")) for b in case.budgets]
    loss = differences(name, place, case.budgets[len(case.budgets) // 2], "loss")
    runs = [v for k, v in read(name).items() if k[0] == place]
    times = np.median([v["seconds"] / max(v["plain_seconds"], 1e-3) for v in runs])
    return f"| {name} | {case.plain} | {place} | {' | '.join(cells)} | {loss.mean():+.2f} | {times:.1f} x |"


def curve(name: str, place: str) -> figures.Curve:
    """Mean difference in points and its standard error at every budget."""
    found = [100 * differences(name, place, b, "score") for b in CASES[name].budgets]
    return place, [d.mean() for d in found], [d.std(ddof=1) / np.sqrt(len(d)) for d in found]


def run(quick: bool) -> str:
    """Measure what is missing, write the table, and draw it."""
    lines, budgets = [], next(iter(CASES.values())).budgets
    for name, case in CASES.items():
        measure(name, 2 if quick else 5)
        lines += [row(name, place) for place in case.sets]
    shown = []
    if not quick:
        panels = {name: [curve(name, place) for place in case.sets] for name, case in CASES.items()}
        shown = ["", figures.recipes(panels, budgets)]
    head = HEAD.format(
        budgets=" | ".join(f"{b} labels" for b in budgets), lines="|".join(["---"] * len(budgets))
    )
    return head + "\n".join(lines + shown)
