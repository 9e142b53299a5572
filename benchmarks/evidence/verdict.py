"""What the runs of the protocol ``final`` say of ``auto``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan, nan
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
        """As text; a dash where there was nothing to measure."""
        return "–" if isnan(self.value) else f"{self.value:{form}} ({self.low:{form}} to {self.high:{form}})"


def boot(values: Array, of: Callable[..., Any], sets: Sequence[str]) -> Figure:
    """A figure of the problems (the first axis), NaN of none, and its interval: sets are drawn as a whole."""
    if not len(values):
        return Figure(nan, nan, nan)
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
    halves : Halves
        Beside the fixed strategy of each problem.
    """

    areas: Scores
    ranks: MeanRanks
    other: str
    p: float
    halves: Halves

    @classmethod
    def of(cls, runs: Sequence[Run], protocol: Protocol) -> Verdict | None:
        """From the runs of a group; None where there is one seed only."""
        areas = arrays(figures(runs, protocol.target, protocol.baseline)).complete()
        if len(areas.seeds) < 2:
            return None
        values, auto = areas.by_dataset().values, areas.methods.index("auto")
        ranks = mean_ranks(values, generator(0, "ranks"))
        tests = wilcoxon_holm(values, auto)
        p = dict(zip(tests.first.tolist(), tests.adjusted.tolist(), strict=True))
        other = next(int(m) for m in ranks.order if m != auto)
        return cls(areas, ranks, areas.methods[other], p[other], halves(runs, areas, protocol))

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

    @cached_property
    def area(self) -> Figure:
        """By how much the area of ``auto`` is above that of the chosen fixed strategy."""
        return boot(self.halves.ratio - 1, np.mean, self.sets)

    @cached_property
    def saved(self) -> tuple[Figure, Figure, int]:
        """Median share of labels saved by ``auto`` and by the chosen one, and over how many problems."""
        found = self.halves
        known = ~np.isnan(found.own) & ~np.isnan(found.theirs)
        sets = [name for name, there in zip(self.sets, known, strict=True) if there]
        own, theirs = (boot(spared[known], np.median, sets) for spared in (found.own, found.theirs))
        return own, theirs, int(known.sum())

    @cached_property
    def chance(self) -> tuple[int, int, str]:
        """:func:`setbacks` on these areas."""
        return setbacks(self.areas)


def setbacks(areas: Scores) -> tuple[int, int, str]:
    """On how many problems ``auto`` is worse and better than random choice, and the same as text."""
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
    where = f" ({listed})" if hurt else ""
    return len(hurt), good, f"worse on {len(hurt)}{where}, better on {good} of {len(means)}"
