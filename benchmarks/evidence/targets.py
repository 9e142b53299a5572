"""Whether ``auto`` reaches its targets, on the runs of the protocol ``final``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from benchmarks.evidence.verdict import Verdict, boot

from labelwise.bench.protocols import Protocol
from labelwise.bench.protocols.compared import Scores
from labelwise.bench.protocols.tables import Run

ENOUGH, CLOSE = 0.35, 0.03
"""The labels saved that are asked for, or else how far from the fixed strategy."""
PARTS = ((0, 20), (20, 100), (100, 200), (200, 400))
"""Labels of the first batch, which ``auto`` takes where items are typical and most others at random, and
later ones."""


def section(groups: Mapping[str, Sequence[Run]], protocol: Protocol) -> Iterator[str]:
    """The targets, met or not, on the first group; and the figures of every group."""
    made = {name: Verdict.of(runs, protocol) for name, runs in groups.items()}
    found = {name: verdict for name, verdict in made.items() if verdict is not None}
    if not found:
        yield "They need two seeds."
        return
    name, whole = next(iter(found.items()))
    yield from told(name, whole, groups[name], protocol)
    yield ""
    yield from table(found)


def told(name: str, whole: Verdict, runs: Sequence[Run], protocol: Protocol) -> Iterator[str]:
    """The targets on one group of problems, each met or not."""
    worse, _, beside = whole.chance
    area, (own, theirs, many), lead = whole.area, whole.saved, whole.lead()
    near = np.mean(whole.halves.ratio >= 0.99)
    enough = own.value >= ENOUGH or own.value >= theirs.value - CLOSE
    yield (
        f"On {name}: {len(whole.areas.problems)} problems of {len(set(whole.sets))} data sets, "
        f"{len(whole.areas.methods)} strategies, seeds {len(whole.areas.seeds)}."
    )
    yield ""
    yield (
        f"- **Best mean rank: {met(whole.first())}.** {whole.other} is {lead.words('+.2f')} ranks behind; by "
        f"Wilcoxon's test of the areas over data sets, Holm over all strategies, p = {whole.p:.4f}. Its mean "
        f"score is below that of `auto` by: {by_labels(runs, whole.areas, whole.other)}."
    )
    yield (
        f"- **Worse than random choice on no problem: {met(not worse)}.** It is {beside}, by a paired t "
        "test on each, Holm over them."
    )
    yield (
        "- **Area within 1% of the fixed strategy that the first half of the seeds chooses for each problem, "
        f"on the other half: {met(area.value >= -0.01)}.** {area.words('+.2%')} on average; "
        f"{near:.0%} of the problems are within 1%. Chosen were {counted(whole.halves.chosen)}."
    )
    yield (
        f"- **Labels saved up to {protocol.target:.0%} of the score with all labels, {ENOUGH:.0%} or within "
        f"{100 * CLOSE:.0f} points of that fixed strategy: {met(enough)}.** By mean curves of that half, "
        f"median over the {many} problems on which any strategy got there: {own.words('.0%')}; "
        f"the fixed one {theirs.words('.0%')}."
    )


def met(held: bool) -> str:
    """In a word."""
    return "met" if held else "missed"


def counted(chosen: Sequence[str]) -> str:
    """Which ones, and how often, the most frequent first."""
    return ", ".join(f"{name} {many}" for name, many in Counter(chosen).most_common())


def table(found: Mapping[str, Verdict]) -> Iterator[str]:
    """The same figures for every group of problems."""
    yield (
        "| on | problems (sets) | mean rank | next | p | worse, better than random | area against fixed "
        "| saved | fixed |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    for name, one in found.items():
        worse, better, _ = one.chance
        own, theirs, _ = one.saved
        yield (
            f"| {name} | {len(one.sets)} ({len(set(one.sets))}) | {one.rank('auto')} "
            f"| {one.other} {one.rank(one.other)} | {one.p:.4f} | {worse}, {better} "
            f"| {one.area.words('+.2%')} | {own.words('.0%')} | {theirs.words('.0%')} |"
        )


def by_labels(runs: Sequence[Run], areas: Scores, other: str) -> str:
    """Mean difference of ``auto`` to another strategy in four parts of the curve, as text."""
    curves = {run.cell: run for run in runs if run.cell.strategy in ("auto", other)}
    parts: dict[tuple[int, int], dict[str, list[float]]] = {part: {} for part in PARTS}
    for cell, run in curves.items():
        pair = curves.get(replace(cell, strategy=other))
        if cell.strategy != "auto" or pair is None or cell.seed not in areas.seeds:
            continue
        for (low, high), found in parts.items():
            at = (run.labels > low) & (run.labels <= high)
            if at.any():
                found.setdefault(cell.dataset, []).append(float((run.scores - pair.scores)[at].mean()))
    told = []
    for (low, high), found in parts.items():
        if found:
            each = np.array([np.mean(gaps) for gaps in found.values()])
            gap = boot(each, np.mean, list(found)).words("+.4f")
            told.append(f"up to {high} labels {gap}" if not low else f"{low + 1} to {high} {gap}")
    return "; ".join(told)
