"""Well-known strategies on every data set of tabular_al_binary and on trec6, as `labelwise simulate` runs it.

Run: python benchmarks/simulate_acceptance.py [NAME ...]
Without names it writes docs/benchmarks/simulate.md, with names it prints.

The data is found by LABELWISE_DATA, ../shared/data by default.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np

from labelwise.bench import Curves, simulate
from labelwise.cli.simulate import truth
from labelwise.io import read

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("LABELWISE_DATA") or ROOT.parent / "shared" / "data")
PAGE = ROOT / "docs" / "benchmarks" / "simulate.md"
BATCH, BUDGET, SEEDS = 10, 200, 5
STRATEGIES = [
    "auto", "random", "margin", "entropy", "least-confidence", "badge", "k-center", "kmeans-uncertainty",
    "typiclust", "probcover", "uncertainty-herding",
]  # fmt: skip
MARKS = (50, 100, 200)
LIMIT = 20 * 60
"""Seconds that the whole run may take on two cores."""

HEAD = """# Strategies on real data

Well-known strategies on the eleven sets of `tabular_al_binary` and on `trec6`, by whole simulated
campaigns; [evidence](evidence.md) has all strategies and more sets. Batches of {batch}, {budget}
labels or the whole training part where it is smaller, {seeds} seeds; each seed draws its own 30%
of the items for scoring, the same for every strategy. The learner is the default
one for the kind of data (logistic regression on features that are learned without labels). Every
campaign starts from zero labels.

{count} campaigns took {minutes:.1f} minutes on {cores} cores whose load average was {load:.0f} at the
end (Python {python}, scikit-learn {sklearn}, numpy {numpy}). One row again, for example:

```console
$ labelwise simulate wdbc.tsv.gz --label-column target --strategy {named} {steps}
```

The best of a row is bold; with {seeds} seeds a difference of a point or two is often chance. The last
table says where the 95% interval of the paired difference from random choice leaves out zero. The
last line of the others is the mean over data sets. These are small and mostly easy sets; other
data may differ.
"""


def files() -> dict[str, tuple[Path, str]]:
    """Name -> (file, label column)."""
    found = {
        p.name.split(".")[0]: (p, "target") for p in sorted((DATA / "tabular_al_binary").glob("*.tsv.gz"))
    }
    return {**found, "trec6": (DATA / "trec6" / "train.jsonl.gz", "label")}


def run(path: Path, column: str, strategies: list[str]) -> Curves:
    options = {} if column == "target" else {"text": "text"}
    data = read(path, label_column=column, **options)
    y = truth(data, column)
    return simulate(data.pool, y, strategy=strategies, batch=BATCH, budget=BUDGET, seeds=SEEDS, jobs=-1)


def table(title: str, found: dict[str, Curves], value) -> str:
    """One line a data set, one column a strategy; the best of a line is bold; means below."""
    names = next(iter(found.values())).strategies
    grid = np.array([[value(curves, name) for name in names] for curves in found.values()])
    lines = [row(name, values) for name, values in zip(found, grid, strict=True)]
    head = ["| data | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    return "\n".join([f"\n## {title}\n", *head, *lines, row("**mean**", grid.mean(axis=0))])


def row(name: str, values: np.ndarray) -> str:
    shown = np.round(100 * values, 1)
    best = (shown == shown.max()) & (shown.max() > shown.min())
    cells = [f"**{100 * v:.1f}**" if b else f"{100 * v:.1f}" for v, b in zip(values, best, strict=True)]
    return f"| {name} | " + " | ".join(cells) + " |"


def wins(found: dict[str, Curves]) -> str:
    """On how many data sets each strategy is clearly above or below random choice."""
    lines = []
    for name in next(iter(found.values())).strategies:
        gaps = [d for curves in found.values() for d in curves.compare("random") if d.strategy == name]
        if gaps:
            mean = 100 * float(np.mean([d.mean for d in gaps]))
            above, below = sum(d.low > 0 for d in gaps), sum(d.high < 0 for d in gaps)
            lines.append(f"| {name} | {mean:+.1f} | {above} | {below} | {len(gaps) - above - below} |")
    head = [
        "| strategy | mean gain in area, points | clearly above | clearly below | neither |",
        "|---|---|---|---|---|",
    ]
    return "\n".join(["\n## Against random choice, by data set\n", *head, *lines])


def page(found: dict[str, Curves], seconds: float) -> str:
    count = sum(len(curves.runs) for curves in found.values())
    head = HEAD.format(
        named=",".join(STRATEGIES), steps=f"--batch {BATCH} --budget {BUDGET} --seeds {SEEDS}",
        batch=BATCH, budget=BUDGET, seeds=SEEDS, count=count, minutes=seconds / 60,
        cores=os.cpu_count(), load=os.getloadavg()[0],
        python=platform.python_version(), sklearn=version("scikit-learn"), numpy=version("numpy"),
    )  # fmt: skip
    parts = [head, table("Mean area under the curve, %", found, lambda c, s: c.area()[s]["mean"])]
    for n in MARKS:
        parts.append(table(f"Accuracy at {n} labels, %", found, lambda c, s, n=n: float(c.at(s, n).mean())))
    cut = [f"{name}: {note}" for name, curves in found.items() for note in curves.notes[1:]]
    return "\n".join([*parts, wins(found), "", *(f"{line}." for line in cut), ""])


def main() -> int:
    wished = sys.argv[1:]
    found: dict[str, Curves] = {}
    started = time.perf_counter()
    for name, (path, column) in files().items():
        if not wished or name in wished:
            begun = time.perf_counter()
            found[name] = run(path, column, STRATEGIES)
            print(f"{name}: {time.perf_counter() - begun:.1f} s", file=sys.stderr)
    seconds = time.perf_counter() - started
    text = page(found, seconds)
    if wished:
        print(text)
    else:
        PAGE.write_text(text, encoding="utf-8")
        print(f"{seconds / 60:.1f} minutes, wrote {PAGE.relative_to(ROOT)}", file=sys.stderr)
    return 0 if seconds < LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
