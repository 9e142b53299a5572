"""Import time, and a plan of 1,000 by margin on 100k x 384, beside one read of the data.

Run: python benchmarks/plan.py   (writes docs/benchmarks/plan.md)
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

REPEATS = 5
ROWS, DIM = 100_000, 384
TARGET = Path(__file__).parent.parent / "docs" / "benchmarks" / "plan.md"


def cpu_of(code: str) -> float:
    """CPU seconds of a fresh interpreter that runs ``code``."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def timed(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def row(name: str, values: list[float], floor: list[float]) -> str:
    """One line of the table: medians, spread, and the ratio of medians."""
    middle, base = statistics.median(values), statistics.median(floor)
    spread = f"{min(values):.3f} to {max(values):.3f}"
    return f"| {name} | {middle:.3f} | {spread} | {base:.3f} | {middle / base:.2f} |"


def main() -> None:
    """Measure alternately, print and write the table."""
    import labelwise as lw

    bare, ours = [], []
    for _ in range(REPEATS):
        bare.append(cpu_of("pass"))
        ours.append(cpu_of("import labelwise"))
    rng = np.random.default_rng(0)
    x = rng.normal(size=(ROWS, DIM)).astype(np.float32)
    y = (x[:, 0] + 0.5 * rng.normal(size=ROWS) > 0).astype(int)
    campaign = lw.Campaign(x, ["0", "1"], strategy="margin", trust=None)
    campaign.add_labels(list(range(200)), y[:200])
    campaign.fit()
    reads, plans = [], []
    for _ in range(REPEATS):
        reads.append(timed(lambda: float(x.sum())))
        plans.append(timed(lambda: campaign.plan(1000)))
        campaign.fit()  # a new model version, so that nothing is reused
    lines = [
        "# Import and plan",
        "",
        f"Median of {REPEATS}, in turn with the floor measured in the same run. `python benchmarks/plan.py`",
        "",
        "| what | ours, s | spread | floor, s | ratio |",
        "|---|---|---|---|---|",
        row("`import labelwise`, CPU (floor: a bare interpreter)", ours, bare),
        row(f"`plan(1000)` by margin, {ROWS:,} x {DIM} (floor: one read of the data)", plans, reads),
        "",
    ]
    print("\n".join(lines))
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text("\n".join(lines))


if __name__ == "__main__":
    main()
