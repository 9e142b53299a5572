"""What finished runs say: a board of strategies over problems, and the best pair on one data set."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from labelwise.bench.protocols.compared import Scores, arrays
from labelwise.bench.protocols.scores import IN_UNITS
from labelwise.bench.statistics import leaderboard
from labelwise.errors import BadData
from labelwise.random import generator

__all__ = ["FEWEST", "Gap", "Line", "best_pair", "board", "of_the_reached"]

Array = NDArray[Any]
FURTHER = ("last", "saved", "gain", "query_seconds")
"""What a board says besides areas."""

FEWEST = 5
"""Data sets or seeds that an interval needs: fewer may agree by chance, and it had no width."""


@dataclass(frozen=True)
class Line:
    """One strategy on the board.

    Parameters
    ----------
    name : str
        The strategy.
    rank, low, high : float
        Mean rank over the data sets, 1 is best, with its 95% interval; NaN for that of fewer than five.
    area, last : float
        Mean area under the curve over data sets, and mean last score over problems.
    saved : float
        Median share of the baseline's labels saved up to the target, over the runs in which any strategy
        reached it; NaN where there are none, minus infinity where the baseline got there and it did not.
    worst : float
        Mean gain over the baseline on the problem where it is the least.
    seconds : float
        Mean time of a ranking, all rounds of a run together.
    """

    name: str
    rank: float
    low: float
    high: float
    area: float
    last: float
    saved: float
    worst: float
    seconds: float


def board(table: Any) -> tuple[list[Line], Scores]:
    """The strategies by their mean rank over data sets, best first; over seeds where there is one data set.

    Problems of one data set, such as several learners, share its rows and splits, so that a rank is one of
    their mean area (:meth:`Scores.by_dataset`), and the interval that of data sets.

    Parameters
    ----------
    table : pyarrow.Table
        Of :func:`labelwise.bench.protocols.figures`.

    Returns
    -------
    list of Line, Scores
        And the areas they rest on, all figures alike: :meth:`Scores.complete` may leave out a strategy that
        some problem lacks. Intervals speak of data sets like these, with one of seeds like these.

    Raises
    ------
    BadData
        If no two strategies have run on the same problem, or on one data set with one seed, or scores of
        several data sets are in the units of their labels.
    """
    every = arrays(table)
    areas = every.complete()
    if len(areas.methods) < min(2, len(every.methods)):
        raise BadData("no two strategies have run on the same problem", fix="let more runs finish")
    _refuse_too_few(areas)
    _refuse_units(table["metric"][0].as_py(), areas)
    sets = areas.by_dataset()
    ranked = sets.values[0] if len(sets.problems) == 1 else sets.values
    places = leaderboard(areas.methods, ranked, generator(0, "ranks"))
    others = {name: arrays(table, name).like(areas).values for name in FURTHER}
    others["saved"] = of_the_reached(others["saved"])
    return [_line(place, areas.methods.index(place.name), others, len(ranked)) for place in places], areas


def _refuse_too_few(areas: Scores) -> None:
    """Refuse what has nothing to rank over: no seed, no data set, or one of each."""
    sets = len({problem["dataset"] for problem in areas.problems})
    if sets * len(areas.seeds) > 1:
        return
    have = [f"{n} {what}{'s' * (n != 1)}" for n, what in ((sets, "data set"), (len(areas.seeds), "seed"))]
    raise BadData(
        f"there are {' and '.join(have)} that every strategy has run on",
        allowed="two data sets, or one with two seeds",
        fix="let more runs finish, or leave out strategies whose runs failed",
    )


def _refuse_units(metric: str, areas: Scores) -> None:
    """Refuse means over data sets of what has another unit in each."""
    sets = list(dict.fromkeys(problem["dataset"] for problem in areas.problems))
    if metric in IN_UNITS and len(sets) > 1:
        raise BadData(
            f"{metric} is in the unit of the labels, which {sets[0]} and {sets[1]} need not share",
            allowed="one data set, or a metric without a unit, such as r2 or -log-rmse",
            fix="add --metric r2: runs are kept, only scores change",
        )


def of_the_reached(saved: Array) -> Array:
    """Savings (D, S, M) over the same runs for every method: where any of them reached the target.

    One that did not get there, beside a baseline that did not either, has saved nothing.

    Examples
    --------
    >>> of_the_reached(np.array([[[0.5, np.nan], [np.nan, np.nan]]])).tolist()
    [[[0.5, 0.0], [nan, nan]]]
    """
    reached = ~np.isnan(saved).all(axis=2, keepdims=True)
    return np.where(reached & np.isnan(saved), 0.0, saved)


def _line(place: Any, m: int, others: dict[str, Array], sets: int) -> Line:
    low, high = (place.low, place.high) if sets >= FEWEST else (math.nan, math.nan)

    def known(name: str) -> Array:
        values = others[name][:, :, m]
        return values[~np.isnan(values)]

    def mean(values: Array) -> float:
        return float(values.mean()) if len(values) else math.nan

    gains = [mean(row[~np.isnan(row)]) for row in others["gain"][:, :, m]]
    worst = min((gain for gain in gains if not math.isnan(gain)), default=math.nan)
    saved = float(np.median(known("saved"))) if len(known("saved")) else math.nan
    return Line(
        place.name, place.rank, low, high, place.score, mean(known("last")), saved, worst,
        mean(known("query_seconds")),
    )  # fmt: skip


@dataclass(frozen=True)
class Gap:
    """One pair of strategy and learner against the best one, seed by seed.

    Parameters
    ----------
    strategy, learner : str
        The pair.
    area : float
        Its mean area.
    below : float
        How far it is below the best pair, mean over the seeds.
    low, high : float
        Interval of that; all intervals hold together with 95%.
    """

    strategy: str
    learner: str
    area: float
    below: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether it is worse by more than chance explains."""
        return self.low > 0


def best_pair(table: Any) -> tuple[list[Gap], int]:
    """Every pair of strategy and learner, best mean area first, held against the first; on how many seeds.

    Only seeds count of which every pair has a finished run.

    The intervals are Student's t over the seeds at the level 1 - 0.05 / C with C comparisons of any two
    pairs, so that by Bonferroni's inequality all of them hold together, whichever pair comes out best. With
    fewer than five seeds there are none: a few differences may be equal by chance. The
    seeds share one data set: the intervals speak of other draws of test items and chance in the campaigns,
    not of other data. The best pair is picked by the same seeds, so that its own area is a little too high.

    Raises
    ------
    BadData
        If no seed has a finished run of every pair.

    Examples
    --------
    >>> import pyarrow as pa
    >>> rows = [{"strategy": s, "learner": "svm", "seed": k, "area": a + k / 10}
    ...         for s, a in (("margin", 0.8), ("random", 0.5)) for k in range(5)]
    >>> gaps, seeds = best_pair(pa.Table.from_pylist(rows))
    >>> [(g.strategy, g.clear) for g in gaps], seeds
    ([('margin', False), ('random', True)], 5)
    """
    found: dict[tuple[str, str], dict[int, float]] = {}
    for row in table.select(["strategy", "learner", "seed", "area"]).to_pylist():
        found.setdefault((row["strategy"], row["learner"]), {})[row["seed"]] = row["area"]
    seeds = sorted(set.intersection(*(set(areas) for areas in found.values())))
    if not seeds:
        raise BadData(
            "no seed has a finished run of every strategy with every learner",
            fix="leave out those whose runs failed",
        )
    areas = {pair: np.array([by_seed[seed] for seed in seeds]) for pair, by_seed in found.items()}
    order = sorted(areas, key=lambda pair: -areas[pair].mean())
    best = areas[order[0]]
    return [
        Gap(*pair, float(areas[pair].mean()), *_interval(best - areas[pair], math.comb(len(order), 2)))
        for pair in order
    ], len(seeds)


def _interval(gaps: Array, many: int) -> tuple[float, float, float]:
    mean = float(gaps.mean())
    if len(gaps) < FEWEST:
        return mean, math.nan, math.nan
    t = float(stdtrit(len(gaps) - 1, 1 - 0.025 / max(1, many)))
    half = t * float(np.std(gaps, ddof=1)) / math.sqrt(len(gaps))
    return mean, mean - half, mean + half


def verdict(gaps: Sequence[Gap], seeds: int) -> list[str]:
    """Which strategy and which learner were best, in words, and what cannot be told apart from them."""
    best, rest = gaps[0], gaps[1:]
    named = f"{best.strategy} with {best.learner or 'the usual learner'}"
    if seeds < FEWEST:
        said = f"{seeds} seeds tell" if seeds > 1 else "one seed tells"
        return [
            f"{named} has the largest area, but {said} too little about chance; {FEWEST} or more are needed."
        ]
    if not rest:
        return [f"Only one pair was compared: {named}."]
    clear, equal = [g for g in rest if g.clear], [g for g in rest if not g.clear]
    if not clear:
        return [
            f"Nothing is distinguishable: {named} has the largest area, but no other pair is worse by more "
            f"than chance explains over {seeds} paired seeds."
        ]
    told = [f"Best here: {named}. {len(clear)} of {len(rest)} other pairs are clearly worse."]
    for what in ("strategy", "learner"):
        told.append(_alone(best, equal, what, {getattr(g, what) for g in gaps}))
    return told


def _alone(best: Gap, equal: Sequence[Gap], what: str, known: set[str]) -> str:
    """Which values of a setting are among the pairs that cannot be told from the best one."""
    name = getattr(best, what) or "the usual learner"
    others = sorted({getattr(g, what) or "the usual learner" for g in equal} - {name})
    if len(known) == 1:
        return f"Only one {what} was compared: {name}."
    if not others:
        return f"Which {what}: {name}; no other one comes near it with any partner."
    return f"Which {what}: {name}, though {', '.join(others)} cannot be told from it."
