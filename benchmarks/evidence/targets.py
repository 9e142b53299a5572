"""Whether ``auto`` reaches its targets, on the runs of the protocol ``final``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.bench.protocols import Protocol, arrays, figures
from labelwise.bench.protocols.tables import Run, Scores
from labelwise.bench.statistics import holm, mean_ranks, paired_t

Array = NDArray[Any]
LEVEL = 0.05
DRAWS = 10_000


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


def boot(values: Array, of: Callable[..., Any]) -> Figure:
    """A figure of the problems (the first axis), and its percentile interval."""
    rng = np.random.default_rng(0)
    rows = rng.integers(len(values), size=(DRAWS, len(values)))
    low, high = np.quantile([of(values[at], axis=0) for at in rows], [0.025, 0.975])
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
        Share of labels saved, means over the seeds; NaN where the target was not reached.
    """

    chosen: list[str]
    ratio: Array
    own: Array
    theirs: Array


def halves(areas: Scores, saved: Scores) -> Halves:
    """Choose on the first half of the seeds, measure on the second."""
    half = len(areas.seeds) // 2
    auto = areas.methods.index("auto")
    fixed = [m for m, name in enumerate(areas.methods) if name not in ("auto", "random")]
    best = [fixed[k] for k in areas.values[:, :half][:, :, fixed].mean(axis=1).argmax(axis=1)]
    rows = np.arange(len(best))
    late = areas.values[:, half:].mean(axis=1)
    spared = saved.values[:, half:].mean(axis=1)
    return Halves(
        [areas.methods[m] for m in best],
        late[:, auto] / late[rows, best],
        spared[:, auto],
        spared[rows, best],
    )


def lines(runs: Sequence[Run], protocol: Protocol) -> Iterator[str]:
    """The targets of one group of problems, as a list in markdown."""
    table = figures(runs, protocol.target, protocol.baseline)
    areas = arrays(table).complete()
    ranks = mean_ranks(areas.values, np.random.default_rng(0))
    auto = areas.methods.index("auto")
    yield f"{len(areas.problems)} problems, {len(areas.methods)} strategies; seeds: {len(areas.seeds)}."
    yield ""
    place = int(np.argsort(ranks.ranks).tolist().index(auto)) + 1
    mean = Figure(ranks.ranks[auto], ranks.low[auto], ranks.high[auto]).words(".2f")
    order = ", ".join(f"{areas.methods[m]} {ranks.ranks[m]:.2f}" for m in ranks.order[:4])
    yield f"- **Best mean rank**: `auto` is number {place}, mean rank {mean}. The first ones: {order}."
    yield f"- **Worse than random on no problem**: {setbacks(areas)}"
    if len(areas.seeds) < 2:
        yield "- The other targets need two seeds."
        return
    found = halves(areas, arrays(table, "saved").like(areas))
    names = ", ".join(f"{name} {found.chosen.count(name)}" for name in sorted(set(found.chosen)))
    yield (
        f"- **Within 1% of the fixed strategy** that the first half of the seeds chooses for each problem "
        f"({names}), on the second half: area {boot(found.ratio - 1, np.mean).words('+.2%')} on average; "
        f"{np.mean(found.ratio >= 0.99):.0%} of the problems are within 1%."
    )
    known = ~np.isnan(found.own) & ~np.isnan(found.theirs)
    own, theirs = found.own[known], found.theirs[known]
    yield (
        f"- **Labels saved up to {protocol.target:.0%} of the score with all labels**, median over the "
        f"{known.sum()} problems on which it can be said: {boot(own, np.median).words('.0%')}; the chosen "
        f"fixed strategy {boot(theirs, np.median).words('.0%')}."
    )


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
