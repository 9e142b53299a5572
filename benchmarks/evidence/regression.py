"""Batches of questions about numbers beside the table of S059.

The published figures stand in ``examples/benchmark.ipynb`` of dholzmueller/bmdal_reg.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from benchmarks.evidence.published import half_width

from labelwise.bench.protocols import arrays, figures
from labelwise.bench.protocols.tables import Run

TANGENT = "labelwise.bench.protocols.published:regression_net + tangent-kernel"
LAST = "labelwise.bench.protocols.published:regression_net"
PUBLISHED = {
    ("random", LAST): -1.401,
    ("lcmd", TANGENT): -1.589,
    ("lcmd", LAST): -1.544,
    ("k-means-pp", TANGENT): -1.567,
    ("k-means-pp", LAST): -1.523,
    ("bait-regression", TANGENT): -1.584,
    ("bait-regression", LAST): -1.545,
    ("k-center", TANGENT): -1.506,
    ("k-center", LAST): -1.490,
    ("maxdet", TANGENT): -1.512,
    ("maxdet", LAST): -1.463,
    ("acs-fw-regression", TANGENT): -1.542,
    ("acs-fw-regression", LAST): -1.439,
    ("maxdiag", TANGENT): -1.370,
    ("maxdiag", LAST): -1.285,
}
"""Mean log RMSE over 15 sets, 16 steps and 20 splits, by selection and kernel."""
KERNELS = {TANGENT: "gradients, sketched", LAST: "last layer"}


def section(runs: Sequence[Run]) -> list[str]:
    """The part of the page about S059, from runs of ``regression``."""
    if not runs:
        return []
    sets = sorted({run.cell.dataset.rpartition("/")[2] for run in runs})
    return [
        "## Batches for regression (S059)",
        "",
        "Mean log RMSE over the 16 steps after the first labels, lower is better. The paper's figures are of "
        f"15 sets, ours of those that we hold ({', '.join(sets)}), so that gaps to random choice are to be "
        "compared, not heights. Our network is smaller, and the noise of posteriors 0.1 instead of 0.001. "
        "Where the paper's table has no such variant the nearest stands here: MaxDiag with gradients is "
        "after acs-rf there and after the posterior here, BAIT on the last layer goes forward there and "
        "forward and backward here.",
        "",
        "| selection | kernel | published | ours | published gap to random | our gap (95%) | |",
        "|---|---|---|---|---|---|---|",
        *rows(runs),
        "",
    ]


def rows(runs: Sequence[Run]) -> Iterator[str]:
    """A row for each selection and kernel, in the order of our gaps."""
    table = figures(runs)
    learners = table["learner"].to_pylist()
    made: list[tuple[str, str, float, np.ndarray]] = []
    for learner in KERNELS:
        if learner not in learners:
            continue
        part = arrays(table.filter([one == learner for one in learners]), "later").complete()
        base = part.values[:, :, part.methods.index("random")]
        for m, name in enumerate(part.methods):
            if (name, learner) == ("random", TANGENT):
                continue  # the same as with the other kernel
            made.append(
                (name, learner, -part.values[:, :, m].mean(), (base - part.values[:, :, m]).mean(axis=0))
            )
    for name, learner, height, gaps in sorted(made, key=lambda one: float(one[3].mean())):
        theirs = PUBLISHED.get((name, learner))
        said = "–" if theirs is None else f"{theirs:.3f}"
        gap = "–" if theirs is None else f"{theirs - PUBLISHED['random', LAST]:+.3f}"
        own = f"{gaps.mean():+.3f} ± {half_width(gaps):.3f}"
        yield f"| `{name}` | {KERNELS[learner]} | {said} | {height:.3f} | {gap} | {own} | {len(gaps)} seeds |"
