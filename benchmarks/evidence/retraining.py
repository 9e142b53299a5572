"""How a network goes on from round to round, and who asks for it: axes of S061 and S020."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from benchmarks.evidence.published import half_width

from labelwise.bench.protocols.cell import FULL, bare
from labelwise.bench.protocols.scores import area
from labelwise.bench.protocols.tables import Run

MODES = {
    "": "anew in every round",
    "warm": "from the weights before",
    "last-layer": "its last layer alone",
    "replay": "new labels and as many old ones",
}
NETWORK, FLEX = "mlp", "mlp + flex-match"

Setting = tuple[str, str, str, float]
"""Who asks, who is scored where it is another one, how it is retrained, and how often an answer is wrong."""
Areas = dict[tuple[str, str, int], float]
Row = tuple[tuple[str, ...], Areas, Areas]
"""Words, what was measured, and what it is held against."""


def section(runs: Sequence[Run]) -> list[str]:
    """The part of the page about both, from runs of ``retraining-and-proxy``."""
    runs = [run for run in runs if run.cell.strategy != FULL]
    if not runs:
        return []
    sets = ", ".join(sorted({bare(run.cell.dataset) for run in runs}))
    measured = areas(runs)
    return [
        "## Retraining, and a proxy that asks (S061, S020)",
        "",
        f"A network of one hidden layer on {sets}: mean area under the learning curve, and in brackets the "
        "difference to training anew with the same seed and strategy, from the second seed on with its 95% "
        "interval over seeds.",
        "",
        *table(("trained", "noise"), names(runs), retraining(measured)),
        "Who asks, and who is trained on the answers; in brackets the difference to the network that asks "
        "for itself. With FlexMatch it learns from what is not labelled too.",
        "",
        *table(("asks", "is scored", "noise"), names(runs), proxies(measured)),
    ]


def table(first: Sequence[str], strategies: Sequence[str], rows: Iterator[Row]) -> Iterator[str]:
    """Markdown with a column for each strategy."""
    header = [*first, *(f"`{name}`" for name in strategies)]
    yield "| " + " | ".join(header) + " |"
    yield "|---" * len(header) + "|"
    for said, own, base in rows:
        yield "| " + " | ".join([*said, *(compared(own, base, name) for name in strategies)]) + " |"
    yield ""


def names(runs: Sequence[Run]) -> list[str]:
    """Strategies."""
    return sorted({run.cell.strategy for run in runs})


def areas(runs: Sequence[Run]) -> dict[Setting, Areas]:
    """The area of every run, by its setting, then by strategy, set and seed."""
    found = defaultdict[Setting, Areas](dict)
    for run in runs:
        cell = run.cell
        where = cell.strategy, cell.dataset, cell.seed
        found[cell.learner, cell.final, cell.retrain, cell.noise][where] = area(run.labels, run.scores)
    return found


def noises(measured: dict[Setting, Areas]) -> list[float]:
    """Rates of wrong answers."""
    return sorted({noise for *_, noise in measured})


def retraining(measured: dict[Setting, Areas]) -> Iterator[Row]:
    """A row for each mode and rate of wrong answers."""
    for noise in noises(measured):
        base = measured.get((NETWORK, "", "", noise), {})
        for mode, words in MODES.items():
            if own := measured.get((NETWORK, "", mode, noise)):
                yield (words, f"{noise:.0%}"), own, base


def proxies(measured: dict[Setting, Areas]) -> Iterator[Row]:
    """A row for each pair of who asks and who is scored."""
    words = {NETWORK: "network", FLEX: "network with FlexMatch", "logistic": "logistic regression"}
    for noise in noises(measured):
        for asks, scored in ((NETWORK, NETWORK), ("logistic", NETWORK), (FLEX, FLEX), ("logistic", FLEX)):
            base = measured.get((scored, "", "", noise), {})
            if own := measured.get((asks, "" if asks == scored else scored, "", noise)):
                yield (words[asks], words[scored], f"{noise:.0%}"), own, base


def compared(own: Areas, base: Areas, name: str) -> str:
    """Mean area of a strategy and its difference, over the seeds and sets that both have."""
    both = [where for where in own if where in base and where[0] == name]
    if not both:
        return "–"
    height = np.mean([own[where] for where in both])
    if own is base:
        return f"{height:.3f}"
    gaps = defaultdict[int, list[float]](list)
    for where in both:
        gaps[where[2]].append(own[where] - base[where])
    each = [float(np.mean(gap)) for gap in gaps.values()]
    spread = f" ± {half_width(each):.3f}" if len(each) > 1 else ""
    return f"{height:.3f} ({np.mean(each):+.3f}{spread})"
