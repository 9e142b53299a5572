"""Whether projections hold: what was said at some labels, beside the accuracy that came."""

from __future__ import annotations

from typing import Any

import numpy as np
from benchmarks.trust.margin_runs import Campaign
from scipy.stats import beta

from labelwise.evaluation.projection import project

AHEAD = ((200, 100), (200, 200), (400, 100), (400, 200), (400, 400), (600, 200))
LEVEL = 0.9

HEAD = """### What is to be expected of more labels
The same campaigns: at 200, 400 and 600 labels the accuracy 100 to 400 labels ahead is projected with an
interval of 90% and compared with the holdout's. The reserve has 70, 120 and 170 labels then. *Reserve now* is
the interval of the present accuracy (Clopper-Pearson, 90%), as if nothing changed. *Error* is the root mean
squared error of the middle of the projection, beside that of taking the present accuracy. Six projections of
one campaign are not independent: a share over {runs} campaigns has a standard error of up to {error:.2f}.
"""


def projections(runs: list[Campaign]) -> list[dict[str, Any]]:
    """Every projection beside what came."""
    found = []
    for seed, run in enumerate(runs):
        for n, more in AHEAD:
            at, later = (int(np.searchsorted(run.labels, k)) for k in (n, n + more))
            if later >= len(run.labels):
                continue
            history, came = run.history(at + 1), run.accuracy[later]
            made = project(history, more, level=LEVEL, rng=np.random.default_rng([seed, n]))
            hits, m = int(history.right[-1].sum()), len(history.truth)
            low, high = beta.ppf([0.05, 0.95], [hits, hits + 1], [m - hits + 1, max(m - hits, 1e-9)])
            found.append(
                {
                    "ahead": (n, more),
                    "holds": made.low <= came <= made.high,
                    "width": made.high - made.low,
                    "off": made.value - came,
                    "still": low <= came <= (high if hits < m else 1.0),
                    "same": hits / m - came,
                    "gain": came - run.accuracy[at],
                }
            )
    return found


def means(rows: list[dict[str, Any]]) -> str:
    """The cells of one line."""

    def of(name: str) -> Any:
        return np.array([row[name] for row in rows], dtype=float)

    errors = " / ".join(f"{100 * np.sqrt((of(k) ** 2).mean()):.1f}" for k in ("off", "same"))
    shares = " | ".join(f"{of(k).mean():.2f}" for k in ("holds", "still"))
    return (
        f"{shares} | {100 * of('width').mean():.1f} | {100 * of('off').mean():+.1f} | {errors} | "
        f"{100 * of('gain').mean():.1f}"
    )


def section(made: dict[str, list[dict[str, Any]]], runs: int) -> str:
    """The tables, by data set and by distance."""
    columns = (
        "projection holds | reserve now holds | width, points | bias, points | error / of no change | gain"
    )
    rule = "|---|---|---|---|---|---|---|"
    lines = [HEAD.format(runs=runs, error=np.sqrt(0.09 / runs)), f"| data | {columns} |", rule]
    lines += [f"| {name} | {means(rows)} |" for name, rows in made.items() if rows]
    every = [row for rows in made.values() for row in rows]
    lines += [f"| **all** | {means(every)} |", "", f"| labels + ahead | {columns} |", rule]
    for n, more in AHEAD:
        rows = [row for row in every if row["ahead"] == (n, more)]
        lines += [f"| {n} + {more} | {means(rows)} |"] if rows else []
    return "\n".join(lines)
