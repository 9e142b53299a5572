"""Low and high budgets on images: the claims of S113 and S034."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from benchmarks.evidence.published import RESULTS

from labelwise.bench.protocols import read_scores
from labelwise.bench.protocols.cell import FULL
from labelwise.bench.protocols.tables import Run

LABELS = (10, 50, 100, 500)
"""One, five, ten and fifty labels a class."""


def section() -> list[str]:
    """The part of the page about budgets."""
    runs = [run for run in read_scores(RESULTS / "low-budget.parquet") if run.cell.strategy != FULL]
    if not runs:
        return []
    strategies = sorted({run.cell.strategy for run in runs})
    told = [
        "## Low budgets on images (S113, S034)",
        "",
        "Accuracy of logistic regression on image features at one, five, ten and fifty labels a class, mean "
        f"over {len({run.cell.seed for run in runs})} seeds. The papers' figures (TypiClust: 93.2% with 10 "
        "labels on CIFAR-10, 39.4 points above random) rest on self-supervised features and semi-supervised "
        "training of a ResNet; what can be repeated here is the order: typical images first win with few "
        "labels, uncertain ones with many. It holds. ProbCover does not repeat: on these features its radius "
        "(balls pure at 95%) is small, so that it asks about dense classes and leaves others out.",
        "",
    ]
    for dataset in sorted({run.cell.dataset for run in runs}):
        own = [run for run in runs if run.cell.dataset == dataset]
        told += [f"**{dataset.removeprefix('local:')}**", ""]
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
