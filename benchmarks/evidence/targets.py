"""Whether ``auto`` reaches its targets, on the runs of the protocol ``final``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
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


def lines(runs: Sequence[Run], protocol: Protocol) -> Iterator[str]:
    """The targets of one group of problems, as a list in markdown."""
    table = figures(runs, protocol.target, protocol.baseline)
    areas = arrays(table).complete()
    sets = [str(problem["dataset"]) for problem in areas.problems]
    yield (
        f"{len(areas.problems)} problems of {len(set(sets))} data sets, {len(areas.methods)} strategies; "
        f"seeds: {len(areas.seeds)}."
    )
    yield ""
    ranks = mean_ranks(areas.by_dataset().values, generator(0, "ranks"))
    other = next(int(m) for m in ranks.order if areas.methods[m] != "auto")
    yield f"- **Best mean rank**: {first(areas, ranks, other)}"
    yield f"- **Where the gain lies**: {by_labels(runs, areas, areas.methods[other])}"
    yield f"- **Worse than random on no problem**: {setbacks(areas)}"
    if len(areas.seeds) < 2:
        yield "- The other targets need two seeds."
        return
    found = halves(runs, areas, protocol)
    names = ", ".join(f"{name} {found.chosen.count(name)}" for name in sorted(set(found.chosen)))
    yield (
        f"- **Within 1% of the fixed strategy** that the first half of the seeds chooses for each problem "
        f"({names}), on the second half: area {boot(found.ratio - 1, np.mean, sets).words('+.2%')} on "
        f"average; {np.mean(found.ratio >= 0.99):.0%} of the problems are within 1%."
    )
    known = ~np.isnan(found.own) & ~np.isnan(found.theirs)
    of = [name for name, there in zip(sets, known, strict=True) if there]
    own, theirs = (boot(spared[known], np.median, of) for spared in (found.own, found.theirs))
    yield (
        f"- **Labels saved up to {protocol.target:.0%} of the score with all labels**, by mean curves, "
        f"median over the {known.sum()} problems on which any strategy got there: {own.words('.0%')}; the "
        f"chosen fixed strategy {theirs.words('.0%')}."
    )


def first(areas: Scores, ranks: MeanRanks, other: int) -> str:
    """Where ``auto`` stands, and how far from the best other one."""
    values = areas.by_dataset().values
    auto = areas.methods.index("auto")
    place = int(np.argsort(ranks.ranks).tolist().index(auto)) + 1
    mean = Figure(ranks.ranks[auto], ranks.low[auto], ranks.high[auto]).words(".2f")
    order = ", ".join(f"{areas.methods[m]} {ranks.ranks[m]:.2f}" for m in ranks.order[:4])
    each = rankdata(-values.mean(axis=1), axis=1)
    gap = boot(each[:, other] - each[:, auto], np.mean, [str(k) for k in range(len(each))])
    tests = wilcoxon_holm(values, auto)
    p = dict(zip(tests.first.tolist(), tests.adjusted.tolist(), strict=True))
    return (
        f"`auto` is number {place}, mean rank {mean}. The first ones: {order}. "
        f"{areas.methods[other]} is {gap.words('+.2f')} ranks behind; its areas against those of `auto` by "
        f"Wilcoxon's test over data sets, Holm over all strategies: p = {p[other]:.4f}."
    )


def by_labels(runs: Sequence[Run], areas: Scores, other: str) -> str:
    """Mean difference of ``auto`` to another strategy in four parts of the curve."""
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
    return f"mean score above that of {other}: {'; '.join(told)}."


def setbacks(areas: Scores) -> str:
    """Where ``auto`` is worse than random by a paired t test, Holm over the problems."""
    if len(areas.seeds) < 2:
        return "cannot be said with one seed."
    means, p = paired_t(areas.values, areas.methods.index("random"))
    auto = areas.methods.index("auto")
    adjusted = holm(p[:, auto])
    hurt = [d for d in range(len(means)) if adjusted[d] <= LEVEL and means[d, auto] < 0]
    good = sum(adjusted[d] <= LEVEL and means[d, auto] > 0 for d in range(len(means)))
    listed = "; ".join(
        f"{', '.join(str(v).removeprefix('local:') for v in areas.problems[d].values())} "
        f"({means[d, auto]:+.4f})"
        for d in hurt
    )
    return f"worse on {len(hurt)}{': ' + listed if hurt else ''}, better on {good} of {len(means)}."
