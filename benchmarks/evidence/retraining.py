"""How a network goes on from round to round, and who asks for it: axes of S061 and S020."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from benchmarks.evidence.published import RESULTS, half_width

from labelwise.bench.protocols import read_scores
from labelwise.bench.protocols.cell import FULL
from labelwise.bench.protocols.scores import area
from labelwise.bench.protocols.tables import Run

MODES = {
    "": "anew in every round",
    "warm": "from the weights before",
    "last-layer": "its last layer alone",
    "replay": "new labels and as many old ones",
}
NETWORK, FLEX = "mlp", "mlp + flex-match"


def section() -> list[str]:
    """The part of the page about both."""
    runs = [r for r in read_scores(RESULTS / "retraining-and-proxy.parquet") if r.cell.strategy != FULL]
    if not runs:
        return []
    sets = ", ".join(sorted({run.cell.dataset.rpartition("/")[2].removeprefix("local:") for run in runs}))
    return [
        "## Retraining, and a proxy that asks (S061, S020)",
        "",
        f"A network of one hidden layer on {sets}: mean area under the learning curve, and in brackets the "
        "difference to training anew with the same seed and strategy, from the second seed on with its 95% "
        "interval over seeds.",
        "",
        "| trained | noise | " + " | ".join(f"`{name}`" for name in names(runs)) + " |",
        "|---" * (2 + len(names(runs))) + "|",
        *retraining(runs),
        "",
        "Who asks, and who is trained on the answers; in brackets the difference to the network that asks "
        "for itself. With FlexMatch it learns from what is not labelled too.",
        "",
        "| asks | is scored | noise | " + " | ".join(f"`{name}`" for name in names(runs)) + " |",
        "|---" * (3 + len(names(runs))) + "|",
        *proxies(runs),
        "",
    ]


def names(runs: Sequence[Run]) -> list[str]:
    """Strategies."""
    return sorted({run.cell.strategy for run in runs})


def retraining(runs: Sequence[Run]) -> Iterator[str]:
    """A row for each mode and rate of wrong answers."""
    for noise in sorted({run.cell.noise for run in runs}):
        for mode, words in MODES.items():
            key = (NETWORK, "", mode, noise)
            if key in settings(runs):
                cells = compared(runs, key, (NETWORK, "", "", noise))
                yield f"| {words} | {noise:.0%} | " + " | ".join(cells) + " |"


def proxies(runs: Sequence[Run]) -> Iterator[str]:
    """A row for each pair of who asks and who is scored."""
    words = {NETWORK: "network", FLEX: "network with FlexMatch", "logistic": "logistic regression"}
    for noise in sorted({run.cell.noise for run in runs}):
        for asks, scored in ((NETWORK, NETWORK), ("logistic", NETWORK), (FLEX, FLEX), ("logistic", FLEX)):
            key = (asks, "" if asks == scored else scored, "", noise)
            if key in settings(runs):
                cells = compared(runs, key, (scored, "", "", noise))
                yield f"| {words[asks]} | {words[scored]} | {noise:.0%} | " + " | ".join(cells) + " |"


def setting(run: Run) -> tuple[str, str, str, float]:
    return run.cell.learner, run.cell.final, run.cell.retrain, run.cell.noise


def settings(runs: Sequence[Run]) -> set[tuple[str, str, str, float]]:
    """What was run."""
    return {setting(run) for run in runs}


def compared(runs: Sequence[Run], own: object, base: object) -> list[str]:
    """Mean area of each strategy and its difference, over the seeds and sets that both have."""
    areas = defaultdict[object, dict[tuple[str, str, int], float]](dict)
    for run in runs:
        where = run.cell.strategy, run.cell.dataset, run.cell.seed
        areas[setting(run)][where] = area(run.labels, run.scores)
    both = [where for where in areas[own] if where in areas[base]]
    made = []
    for name in names(runs):
        gaps = defaultdict[int, list[float]](list)
        for where in both:
            if where[0] == name:
                gaps[where[2]].append(areas[own][where] - areas[base][where])
        height = np.mean([areas[own][where] for where in both if where[0] == name]) if gaps else np.nan
        each = [float(np.mean(gap)) for gap in gaps.values()]
        spread = f" ± {half_width(each):.3f}" if len(each) > 1 else ""
        extra = "" if own == base or not each else f" ({np.mean(each):+.3f}{spread})"
        made.append(f"{height:.3f}{extra}" if each else "–")
    return made
