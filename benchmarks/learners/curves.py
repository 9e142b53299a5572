"""Recipes against plain training on the same labels."""

from __future__ import annotations

import numpy as np
from benchmarks.learners.measure import needed, read
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


def differences(name: str, plain: str, place: str, budget: int, what: str) -> np.ndarray:
    """Recipe minus plain training, one number a seed that both have."""
    ours, theirs = read(name), read(f"plain-{plain}")
    both = sorted(k for k in ours if k in theirs and k[:2] == (place, budget))
    return np.array([ours[k][what] - theirs[k][what] for k in both])


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
    cells = [cell(differences(name, case.plain, place, b, "score")) for b in case.budgets]
    middle = case.budgets[len(case.budgets) // 2]
    loss = differences(name, case.plain, place, middle, "loss")
    ours, theirs = read(name), read(f"plain-{case.plain}")
    keys = [k for k in ours if k in theirs and k[0] == place]
    times = np.median([ours[k]["seconds"] / max(theirs[k]["seconds"], 1e-3) for k in keys])
    return f"| {name} | {case.plain} | {place} | {' | '.join(cells)} | {loss.mean():+.2f} | {times:.1f} x |"


def run(quick: bool) -> str:
    """Measure what is missing and write the table."""
    lines = []
    for name, case in CASES.items():
        needed(name, 2 if quick else 5)
        lines += [row(name, place) for place in case.sets]
    budgets = next(iter(CASES.values())).budgets
    head = HEAD.format(
        budgets=" | ".join(f"{b} labels" for b in budgets), lines="|".join(["---"] * len(budgets))
    )
    return head + "\n".join(lines)
