"""Published figures beside ours, with the difference.

The published ones stand in the papers' repositories: those of S067 in ``results/README.md`` of
ariapoy/active-learning-benchmark, those of S059 in ``examples/benchmark.ipynb`` of dholzmueller/bmdal_reg.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from labelwise.bench.protocols.tables import Run

NEAR = 0.005
"""A difference up to this is none in practice: half a point of accuracy."""

AUBC = {
    "appendicitis": (0.8395, 0.8454, 0.8449, 0.8398),
    "heart_statlog": (0.8051, 0.8157, 0.8120, 0.8105),
    "ionosphere": (0.9180, 0.9300, 0.9197, 0.9134),
    "wdbc": (0.9539, 0.9652, 0.9597, 0.9586),
    "australian": (0.8483, 0.8504, 0.8459, 0.8478),
    "diabetes": (0.7424, 0.7479, 0.7432, 0.7491),
}
"""Of S067: uniform, US-C, US-NC, Core-Set."""
BY_SEED = {
    "appendicitis": (0.8629, 0.8186, 0.8551, 0.8829, 0.8345, 0.8175),
    "ionosphere": (0.9441, 0.9281, 0.9412, 0.9618, 0.9362, 0.9058),
}
"""Of S067: US-C with the seeds 0 to 5."""
LINEAR = "labelwise.bench.protocols.published:linear_scorer"
COLUMNS = {"Uniform": "random", "US-C": "margin", "US-NC": "margin", "Core-Set": "k-center"}


def half_width(values: Sequence[float]) -> float:
    """Half the width of the 95% interval of a mean over seeds, by Student's t; NaN with one."""
    n = len(values)
    return float(stdtrit(n - 1, 0.975) * np.std(values, ddof=1) / np.sqrt(n)) if n > 1 else np.nan


@dataclass(frozen=True)
class Compared:
    """One figure of a paper and ours.

    Parameters
    ----------
    what : str
        Whose figure it is.
    published : float
        Theirs.
    values : sequence of float
        Ours, one a seed.
    gain : (float, sequence of float), optional
        The same less the figure of random choice: theirs, and ours by seed.
    """

    what: str
    published: float
    values: Sequence[float]
    gain: tuple[float, Sequence[float]] | None = None

    @property
    def half(self) -> float:
        """Half the width of the interval of our mean."""
        return half_width(self.values)

    @property
    def verdict(self) -> str:
        """Whether the difference is more than chance explains."""
        gap = abs(float(np.mean(self.values)) - self.published)
        return "agrees" if gap <= NEAR else "within our interval" if gap <= self.half else "differs"

    def row(self) -> str:
        """As a row of a table."""
        mean = float(np.mean(self.values))
        gap = f"{mean - self.published:+.4f}"
        ours = f"{mean:.4f} ± {self.half:.4f}"
        gain = " | "
        if self.gain is not None:
            theirs, own = self.gain
            gain = f"{theirs:+.4f} | {np.mean(own):+.4f} ± {half_width(own):.4f}"
        return f"| {self.what} | {self.published:.4f} | {ours} | {gap} | {self.verdict} | {gain} |"


HEADER = [
    "| figure | published | ours (95%) | difference | | gain over Uniform | our gain (95%) |",
    "|---|---|---|---|---|---|---|",
]


def aubc(run: Run) -> float:
    """Area as S067 has it: the trapezoids over T + 1 accuracies, divided by T + 1, not T."""
    return float(np.trapezoid(run.scores) / len(run.scores))


def rebenchmark(runs: Sequence[Run]) -> Iterator[Compared]:
    """S067: the mean area of each set and strategy."""
    for name, figures in AUBC.items():
        base = areas(runs, name, "Uniform")
        for column, published in zip(COLUMNS, figures, strict=True):
            found = areas(runs, name, column)
            seeds = sorted(found.keys() & base.keys())
            gain = published - figures[0], [found[seed] - base[seed] for seed in seeds]
            values = list(found.values())
            if values:
                yield Compared(f"{name}, {column}", published, values, gain if column != "Uniform" else None)


def areas(runs: Sequence[Run], name: str, column: str) -> dict[int, float]:
    """The area of each seed of a set and a column of the paper."""
    return {
        run.cell.seed: aubc(run)
        for run in runs
        if run.cell.dataset.endswith(f"/{name}")
        and run.cell.strategy == COLUMNS[column]
        and (run.cell.learner == LINEAR) == (column == "US-NC")
    }


def seed_by_seed(runs: Sequence[Run]) -> Iterator[str]:
    """S067: US-C of the seeds whose splits are the paper's."""
    for name, figures in BY_SEED.items():
        own = areas(runs, name, "US-C")
        pairs = [(theirs, own[seed]) for seed, theirs in enumerate(figures) if seed in own]
        gaps = [abs(mine - theirs) for theirs, mine in pairs]
        listed = ", ".join(f"{mine:.4f} ({theirs:.4f})" for theirs, mine in pairs)
        if pairs:
            yield f"- {name}: {listed}; mean absolute difference {np.mean(gaps):.4f}, largest {max(gaps):.4f}"


def section(runs: Sequence[Run]) -> list[str]:
    """The part of the page about S067, from runs of ``rebenchmark``."""
    if not runs:
        return []
    compared = list(rebenchmark(runs))
    agree = sum(one.verdict != "differs" for one in compared)
    return [
        "## The re-benchmark (S067)",
        "",
        "Mean area under the curve of accuracy of an RBF-SVM, one question a round until the pool is empty. "
        f"{agree} of {len(compared)} figures agree within half a point or within our interval over "
        f"{len(compared[0].values)} seeds; theirs are of 150. Rows of heart, australian and diabetes stand "
        "in another order here, so that the splits are others; what they add to all columns is not in the "
        "gains.",
        "",
        *HEADER,
        *(one.row() for one in compared),
        "",
        "Seed by seed, ours with theirs in brackets, margin by the SVM itself (US-C):",
        "",
        *seed_by_seed(runs),
        "",
    ]
