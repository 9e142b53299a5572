"""Low and high budgets on images: the claims of S113 and S034."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from benchmarks.evidence.published import half_width

from labelwise.bench.protocols.cell import FULL
from labelwise.bench.protocols.tables import Run

LABELS = (10, 50, 100, 500)
"""One, five, ten and fifty labels a class."""

CLAIMS = (
    ("typiclust", "random", 10),
    ("typiclust", "margin", 10),
    ("probcover", "random", 10),
    ("typiclust", "random", 50),
    ("margin", "typiclust", 500),
    ("margin", "random", 500),
)
"""Who is above whom at how many labels: typical items first (S113, S034), uncertain ones later (S113)."""


def section(runs: Sequence[Run]) -> list[str]:
    """The part of the page about budgets, from runs of ``low-budget``."""
    runs = [run for run in runs if run.cell.strategy != FULL]
    if not runs:
        return []
    strategies = sorted({run.cell.strategy for run in runs})
    datasets = sorted({run.cell.dataset for run in runs})
    told = [
        "## Low budgets on images (S113, S034)",
        "",
        "Accuracy of logistic regression on image features at one, five, ten and fifty labels a class, mean "
        f"over {len({run.cell.seed for run in runs})} seeds. The papers' figures (TypiClust: 93.2% with 10 "
        "labels on CIFAR-10, 39.4 points above random) rest on self-supervised features and semi-supervised "
        "training of a ResNet; what can be asked here is the order.",
        "",
        "| claim | " + " | ".join(map(short, datasets)) + " |",
        "|---" * (1 + len(datasets)) + "|",
        *(claimed(runs, claim) for claim in CLAIMS),
        "",
        "Differences with their 95% intervals over seeds; **bold** where a claim holds, *slanted* where the "
        "opposite does.",
        "",
    ]
    for dataset in datasets:
        own = [run for run in runs if run.cell.dataset == dataset]
        told += [f"**{short(dataset)}**", ""]
        told += ["| strategy | " + " | ".join(map(str, LABELS)) + " |", "|---|" + "---|" * len(LABELS)]
        rows = [(name, heights([r for r in own if r.cell.strategy == name])) for name in strategies]
        best = np.max([row for _, row in rows], axis=0)
        for name, row in sorted(rows, key=lambda pair: -pair[1][0]):
            cells = [f"**{v:.3f}**" if v == top else f"{v:.3f}" for v, top in zip(row, best, strict=True)]
            told.append(f"| `{name}` | " + " | ".join(cells) + " |")
        told.append("")
    return told


def heights(runs: Sequence[Run]) -> list[float]:
    """Mean score at each number of labels."""
    return [float(np.mean([np.interp(labels, run.labels, run.scores) for run in runs])) for labels in LABELS]


def short(dataset: str) -> str:
    """A data set's name without where it is."""
    return dataset.removeprefix("local:")


def claimed(runs: Sequence[Run], claim: tuple[str, str, int]) -> str:
    """A row of the table of claims."""
    better, other, labels = claim
    cells = []
    for dataset in sorted({run.cell.dataset for run in runs}):
        at = {
            (run.cell.strategy, run.cell.seed): float(np.interp(labels, run.labels, run.scores))
            for run in runs
            if run.cell.dataset == dataset
        }
        gaps = [
            at[better, seed] - at[other, seed]
            for strategy, seed in at
            if strategy == better and (other, seed) in at
        ]
        mean, half = float(np.mean(gaps)), half_width(gaps)
        mark = "**" if mean > half else "*" if mean < -half else ""
        cells.append(f"{mark}{mean:+.3f} ± {half:.3f}{mark}")
    return f"| `{better}` above `{other}` with {labels} labels | " + " | ".join(cells) + " |"
