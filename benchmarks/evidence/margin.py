"""Margin against the others on tables: the claim of S007."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from labelwise.bench.protocols import Protocol, arrays, figures
from labelwise.bench.protocols.compared import Scores
from labelwise.bench.protocols.tables import Run
from labelwise.bench.statistics import wilcoxon_holm, win_matrix

REGIMES = {30: "small: 30 first labels, 10 a round", 100: "medium: 100 first labels, 50 a round"}
HEADER = [
    "| strategy | area | margin beats it on | it beats margin on | p (Wilcoxon, Holm) |",
    "|---|---|---|---|---|",
]


def section(runs: Sequence[Run]) -> list[str]:
    """The part of the page about S007, from runs of ``margin-tabular``."""
    if not runs:
        return []
    told = [
        "## Is margin all you need? (S007)",
        "",
        "The paper: on 69 tables margin matches or beats all others, with SCARF before the labels and "
        "without it. Here a network of one hidden layer; beaten means by a paired t test over the seeds. "
        f"{len(runs)} of {Protocol.read('margin-tabular').size} runs.",
        "",
    ]
    table = figures(runs)
    settings = table.select(["start", "learner"]).to_pylist()
    pairs = sorted({(row["start"], row["learner"]) for row in settings})
    for start, learner in pairs:
        keep = [(row["start"], row["learner"]) == (start, learner) for row in settings]
        areas = arrays(table.filter(keep)).complete()
        told += [
            f"**{learner}, {REGIMES[start]}** (tables {len(areas.problems)}, seeds {len(areas.seeds)})",
            "",
        ]
        told += [*HEADER, *rows(areas), ""]
    return told


def rows(areas: Scores) -> Iterator[str]:
    """Every other strategy against margin."""
    base, means = areas.methods.index("margin"), areas.values.mean(axis=(0, 1))
    tests = wilcoxon_holm(areas.values, base)
    p = dict(zip(tests.first.tolist(), tests.adjusted.tolist(), strict=True))
    wins = win_matrix(areas.values).won if len(areas.seeds) > 1 else None
    for m in np.argsort(-means):
        if m == base:
            yield f"| **`margin`** | {means[m]:.4f} | | | |"
            continue
        won, lost = ("–", "–") if wins is None else (wins[base, m], wins[m, base])
        yield f"| `{areas.methods[m]}` | {means[m]:.4f} | {won} | {lost} | {p[m]:.4f} |"
