"""Whether ``auto`` reaches its targets, on the runs of the protocol ``final``."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from labelwise.bench.protocols import Protocol, arrays, figures
from labelwise.bench.protocols.cell import FULL
from labelwise.bench.protocols.compared import Scores
from labelwise.bench.protocols.comparing import of_the_reached
from labelwise.bench.protocols.protocol import with_all_labels
from labelwise.bench.protocols.scores import aim, needed, saved
from labelwise.bench.protocols.tables import Run
from labelwise.bench.statistics import MeanRanks, holm, mean_ranks, paired_t, wilcoxon_holm
from labelwise.random import generator

Array = NDArray[Any]
LEVEL = 0.05
ENOUGH, CLOSE = 0.35, 0.03
"""The labels saved that are asked for, or else how far from the fixed strategy."""

DRAWS = 2000
PARTS = ((0, 20), (20, 100), (100, 200), (200, 400))
"""Labels of the first batch, which ``auto`` takes where items are typical and most others at random, and
later ones."""


@dataclass(frozen=True)
class Figure:
    """A number with its interval, over problems.

    Parameters
    ----------
    value, low, high : float
        With 95%, by the bootstrap over problems.
    """

    value: float
    low: float
    high: float

    def words(self, form: str) -> str:
        """As text."""
        return f"{self.value:{form}} ({self.low:{form}} to {self.high:{form}})"


def boot(values: Array, of: Callable[..., Any], sets: Sequence[str]) -> Figure:
    """A figure of the problems (the first axis), and its interval: data sets are drawn as a whole."""
    rng = np.random.default_rng(0)
    names = np.array(sets)
    groups = [np.flatnonzero(names == name) for name in dict.fromkeys(sets)]
    drawn = rng.integers(len(groups), size=(DRAWS, len(groups)))
    found = [of(values[np.concatenate([groups[k] for k in row])], axis=0) for row in drawn]
    low, high = np.quantile(found, 0.025, method="lower"), np.quantile(found, 0.975, method="higher")
    return Figure(float(of(values, axis=0)), float(low), float(high))


@dataclass(frozen=True, eq=False)
class Halves:
    """``auto`` and the fixed strategy that the first seeds choose on each problem, both on the other seeds.

    Parameters
    ----------
    chosen : list of str
        Which strategy.
    ratio : (D,) float
        Area of ``auto`` over that of the chosen one.
    own, theirs : (D,) float
        Share of labels saved, by mean curves over the seeds; NaN where nobody's reached the target.
    """

    chosen: list[str]
    ratio: Array
    own: Array
    theirs: Array


def halves(runs: Sequence[Run], areas: Scores, protocol: Protocol) -> Halves:
    """Choose on the first half of the seeds, measure on the second."""
    half = len(areas.seeds) // 2
    auto = areas.methods.index("auto")
    fixed = [m for m, name in enumerate(areas.methods) if name not in ("auto", "random")]
    best = [fixed[k] for k in areas.values[:, :half][:, :, fixed].mean(axis=1).argmax(axis=1)]
    rows = np.arange(len(best))
    late = areas.values[:, half:].mean(axis=1)
    spared = savings(runs, areas, areas.seeds[half:], protocol)
    return Halves(
        [areas.methods[m] for m in best],
        late[:, auto] / late[rows, best],
        spared[:, auto],
        spared[rows, best],
    )


def savings(runs: Sequence[Run], areas: Scores, seeds: Sequence[int], protocol: Protocol) -> Array:
    """(D, M) share of the baseline's labels that a strategy saved up to the target, by mean curves."""
    full = {run.cell: float(run.scores[-1]) for run in runs if run.cell.strategy == FULL}
    names = list(areas.problems[0])
    curves: dict[tuple[Any, ...], list[Run]] = defaultdict(list)
    for run in runs:
        if run.cell.strategy in areas.methods and run.cell.seed in seeds:
            where = (*(run.cell.settings[name] for name in names), run.cell.strategy)
            curves[where].append(run)
    made = np.empty((len(areas.problems), 1, len(areas.methods)))
    for d, problem in enumerate(areas.problems):
        own = [curves[(*problem.values(), method)] for method in areas.methods]
        target = aim(float(np.mean([full[with_all_labels(run.cell)] for run in own[0]])), protocol.target)
        labels = own[0][0].labels
        heights = [np.mean([run.scores for run in part], axis=0) for part in own]
        when = [needed(labels, height, target) for height in heights]
        base = when[areas.methods.index(protocol.baseline)]
        made[d, 0] = [saved(one, base, float(labels[-1])) for one in when]
    return of_the_reached(made)[:, 0]


@dataclass(frozen=True, eq=False)
class Verdict:
    """What the runs of one group of problems say of ``auto``.

    Parameters
    ----------
    areas : Scores
        Areas under the curves, of the strategies and seeds that are complete.
    ranks : MeanRanks
        Over data sets.
    other : str
        The best strategy beside ``auto``.
    p : float
        Of Wilcoxon's test of both over data sets, Holm over all strategies.
    halves : Halves or None
        None where there is one seed only.
    """

    areas: Scores
    ranks: MeanRanks
    other: str
    p: float
    halves: Halves | None

    @classmethod
    def of(cls, runs: Sequence[Run], protocol: Protocol) -> Verdict:
        """From the runs of a group."""
        areas = arrays(figures(runs, protocol.target, protocol.baseline)).complete()
        values, auto = areas.by_dataset().values, areas.methods.index("auto")
        ranks = mean_ranks(values, generator(0, "ranks"))
        tests = wilcoxon_holm(values, auto)
        p = dict(zip(tests.first.tolist(), tests.adjusted.tolist(), strict=True))
        other = next(int(m) for m in ranks.order if m != auto)
        both = halves(runs, areas, protocol) if len(areas.seeds) > 1 else None
        return cls(areas, ranks, areas.methods[other], p[other], both)

    @property
    def sets(self) -> list[str]:
        """The data set of each problem."""
        return [str(problem["dataset"]) for problem in self.areas.problems]

    def rank(self, name: str) -> str:
        """The mean rank of a strategy with its interval, as text."""
        m = self.areas.methods.index(name)
        return Figure(self.ranks.ranks[m], self.ranks.low[m], self.ranks.high[m]).words(".2f")

    def first(self) -> bool:
        """Whether ``auto`` has the best mean rank."""
        return self.areas.methods[int(self.ranks.order[0])] == "auto"

    def lead(self) -> Figure:
        """By how many ranks ``auto`` stands before the best other one."""
        each = rankdata(-self.areas.by_dataset().values.mean(axis=1), axis=1)
        auto, other = (self.areas.methods.index(name) for name in ("auto", self.other))
        return boot(each[:, other] - each[:, auto], np.mean, [str(k) for k in range(len(each))])

    def area(self) -> Figure:
        """By how much the area of ``auto`` is above that of the chosen fixed strategy."""
        return boot(self._halves().ratio - 1, np.mean, self.sets)

    def saved(self) -> tuple[Figure, Figure, int]:
        """Median share of labels saved by ``auto`` and by the chosen one, and over how many problems."""
        found = self._halves()
        known = ~np.isnan(found.own) & ~np.isnan(found.theirs)
        sets = [name for name, there in zip(self.sets, known, strict=True) if there]
        own, theirs = (boot(spared[known], np.median, sets) for spared in (found.own, found.theirs))
        return own, theirs, int(known.sum())

    def _halves(self) -> Halves:
        if self.halves is None:
            raise ValueError("what the fixed strategy is worth needs two seeds")
        return self.halves


def section(groups: Mapping[str, Sequence[Run]], protocol: Protocol) -> Iterator[str]:
    """The targets, met or not, on the first group; and the figures of every group."""
    found = {name: Verdict.of(runs, protocol) for name, runs in groups.items()}
    name, whole = next(iter(found.items()))
    if whole.halves is None:
        yield "They need two seeds."
        return
    worse, better, where = setbacks(whole.areas)
    area, (own, theirs, many), lead = whole.area(), whole.saved(), whole.lead()
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
        f"score is below that of `auto` by: {by_labels(groups[name], whole.areas, whole.other)}."
    )
    yield (
        f"- **Worse than random choice on no problem: {met(not worse)}.** Worse on {worse}{where}, better on "
        f"{better} of {len(whole.areas.problems)}, by a paired t test on each, Holm over them."
    )
    yield (
        "- **Area within 1% of the fixed strategy that the first half of the seeds chooses for each problem, "
        f"on the other half: {met(area.value >= -0.01)}.** {area.words('+.2%')} on average; "
        f"{near:.0%} of the problems are within 1%. Chosen were {counted(whole.halves.chosen)}."
    )
    yield (
        f"- **Labels saved up to {protocol.target:.0%} of the score with all labels, {ENOUGH:.0%} or within "
        f"{100 * CLOSE:.0f} points of that fixed strategy: {met(enough)}.** By mean curves, median over "
        f"the {many} problems on which any strategy got there: {own.words('.0%')}; "
        f"the fixed one {theirs.words('.0%')}."
    )
    yield ""
    yield from table(found)


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
        worse, better, _ = setbacks(one.areas)
        own, theirs, _ = one.saved()
        yield (
            f"| {name} | {len(one.sets)} ({len(set(one.sets))}) | {one.rank('auto')} "
            f"| {one.other} {one.rank(one.other)} | {one.p:.4f} | {worse}, {better} "
            f"| {one.area().words('+.2%')} | {own.words('.0%')} | {theirs.words('.0%')} |"
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


def setbacks(areas: Scores) -> tuple[int, int, str]:
    """On how many problems ``auto`` is worse and better than random choice, and on which it is worse."""
    means, p = paired_t(areas.values, areas.methods.index("random"))
    auto = areas.methods.index("auto")
    adjusted = holm(p[:, auto])
    hurt = [d for d in range(len(means)) if adjusted[d] <= LEVEL and means[d, auto] < 0]
    good = sum(bool(adjusted[d] <= LEVEL and means[d, auto] > 0) for d in range(len(means)))
    listed = "; ".join(
        f"{', '.join(str(v).removeprefix('local:') for v in areas.problems[d].values())} "
        f"({means[d, auto]:+.4f})"
        for d in hurt
    )
    return len(hurt), good, f" ({listed})" if hurt else ""
