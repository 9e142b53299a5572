"""The report of a protocol: one page with every claim, its test, and how to get the same numbers again."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from labelwise.bench.protocols.cell import SETTINGS, bare
from labelwise.bench.protocols.claims import ROPE, Claims, claims_of
from labelwise.bench.protocols.compared import Scores, arrays
from labelwise.bench.protocols.comparing import FEWEST, Line, board
from labelwise.bench.protocols.page_curves import CURVES, mean_curves
from labelwise.bench.protocols.protocol import Protocol
from labelwise.bench.protocols.tables import by_price, computed_with
from labelwise.bench.statistics import ranking_influence
from labelwise.bench.statistics.grid import named
from labelwise.errors import BadData
from labelwise.report import (
    Figure,
    Report,
    Table,
    critical_diagram,
    heat_map,
    rank_intervals,
)

__all__ = ["board_cells", "page"]

LEVEL = 0.05
CROSSED = ("strategy", "dataset", "seed")
"""Settings whose influence is not drawn: what is ranked, and over what."""


def page(table: Any, protocol: Protocol, command: str = "", gone: Sequence[str] = ()) -> Report:
    """The report of the finished runs of a protocol.

    Parameters
    ----------
    table : pyarrow.Table
        Of :func:`labelwise.bench.protocols.figures`.
    protocol : Protocol
        What was run.
    command : str
        What gives the same numbers again.
    gone : sequence of str
        Sentences about the runs that have no figures, and why.

    Raises
    ------
    BadData
        If there are fewer than two data sets that every strategy has run on.
    """
    lines, areas = board(table)
    if len(areas.by_dataset().problems) < 2:
        raise BadData("there is one data set", allowed="two or more", fix="read the board instead")
    found = claims_of(areas, protocol.baseline, level=LEVEL)
    influences, lacking = _influences(table)
    parts: list[Figure | Table] = [
        _board(lines, protocol),
        *_rank_figures(found),
        *_against(found, protocol),
        *mean_curves(table, lines, areas, protocol),
        *influences,
        _problems(found),
    ]
    title = protocol.about.rstrip(".").replace("`", "") or protocol.name
    told = [*sentences(found, protocol), *by_price(table), *left_out(table, areas), *lacking, *gone]
    return Report(title, told, parts, command, _note(table))


def sentences(found: Claims, protocol: Protocol) -> list[str]:
    """What can be said, and on what it rests."""
    names, ranks = found.scores.methods, found.ranks
    best = [names[m] for m in np.flatnonzero(ranks.ranks == ranks.ranks.min())]
    lead, count = "share" if len(best) > 1 else "has", len(found.scores.seeds)
    seeds = f"{count} seed{'s' * (count != 1)}"
    told = [
        f"{len(names)} strategies on {len(found.scores.problems)} problems of {found.datasets} data sets, "
        f"each with the same {seeds}. A problem is a data set with all other settings; the area is the mean "
        "height of the learning curve. Ranks and tests count a data set once, by its mean over its problems.",
        f"{' and '.join(best)} {lead} the best mean rank, {ranks.ranks.min():.2f}.",
    ]
    if found.datasets < FEWEST:
        told.append(f"{found.datasets} data sets are too few for tests over them, which want {FEWEST}.")
    if _by_ranks(found):
        told += _told_by_ranks(found)
    if found.against is not None:
        told += _told_against(found, protocol.baseline)
    return told


def _by_ranks(found: Claims) -> bool:
    """Whether tests by ranks keep their level: of two strategies, or on fewer sets, they find too much."""
    return found.datasets >= FEWEST and len(found.scores.methods) > 2


def _told_by_ranks(found: Claims) -> list[str]:
    names, best, p = found.scores.methods, int(found.ranks.order[0]), found.friedman.p_f
    alike = "refutes" if p <= LEVEL else "does not refute"
    group = next((g for g in found.groups if best in g), (best,))
    others = ", ".join(names[m] for m in group if m != best)
    return [
        f"Friedman's test {alike} that all strategies are alike (p {_p(p)}).",
        f"By Nemenyi's test {names[best]} "
        + (f"cannot be told from {others}." if others else "is apart from all others."),
    ]


def left_out(table: Any, areas: Scores) -> list[str]:
    """What has runs and is not judged, because others lack them or it lacks runs that the others have."""
    every = arrays(table)
    problems = _without(every.problems, areas.problems)
    lists = {
        ("strategy", "strategies", "has not run on every problem"): _without(every.methods, areas.methods),
        ("problem", "problems", "lacks runs of others"): [", ".join(_short(p.values())) for p in problems],
        ("seed", "seeds", "lacks runs (unfinished, failed or rejected)"): list(
            map(str, _without(every.seeds, areas.seeds))
        ),
    }
    return [
        f"Left out, because it {why}: the {one} {names[0]}."
        if len(names) == 1
        else f"Left out, because each {why}: the {many} {'; '.join(names)}."
        for (one, many, why), names in lists.items()
        if names
    ]


def _without(every: Sequence[Any], kept: Sequence[Any]) -> list[Any]:
    return [one for one in every if one not in kept]


def _told_against(found: Claims, baseline: str) -> list[str]:
    tests, names = found.against, found.scores.methods
    assert tests is not None
    clear = tests.adjusted <= LEVEL
    better = [names[m] for m in tests.first[clear & (tests.difference > 0)]]
    worse = [names[m] for m in tests.first[clear & (tests.difference < 0)]]
    said = f"Better than {baseline} over data sets (Wilcoxon, Holm): {', '.join(better) or 'none'}."
    told = [said] if found.datasets >= FEWEST else []
    if worse:
        told.append(f"Worse than {baseline} over data sets: {', '.join(worse)}.")
    hurt = sorted({s.strategy for s in found.setbacks})
    if len(found.scores.seeds) < 2:
        return [*told, "Single problems cannot be judged by one seed."]
    told.append(
        f"Worse than {baseline} on a single problem by a paired t test, Holm over all of them: "
        + (", ".join(hurt) if hurt else "none")
        + "."
    )
    return told


def board_cells(lines: Sequence[Line], baseline: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows of a board as text."""
    against = f"worst vs {baseline}"
    return ("strategy", "mean rank (95%)", "area", "last", "saved", against, "ranking s"), [
        (
            line.name,
            f"{line.rank:.2f}" + (f" ({line.low:.1f}–{line.high:.1f})" if line.low == line.low else ""),
            f"{line.area:.4f}",
            f"{line.last:.4f}",
            _saved(line.saved),
            "–" if math.isnan(line.worst) or line.name == baseline else f"{line.worst:+.4f}",
            f"{line.seconds:.2f}",
        )
        for line in lines
    ]


def _saved(share: float) -> str:
    """A median share of labels saved; ``never`` where random choice got there and the strategy did not."""
    if math.isnan(share):
        return "–"
    return f"{100 * share:.0f}%" if math.isfinite(share) else "never"


def _board(lines: Sequence[Line], protocol: Protocol) -> Table:
    caption = (
        f"Saved: median share of the labels of {protocol.baseline} that were not needed up to "
        f"{100 * protocol.target:.0f}% of the score with all labels, over the runs in which any strategy got "
        f"there; never: in half of them or more {protocol.baseline} got there and the strategy did not. "
        "Worst: mean gain of area on the problem where it is the least."
    )
    return Table(*board_cells(lines, protocol.baseline), caption)


def _rank_figures(found: Claims) -> list[Figure]:
    names, ranks = found.scores.methods, found.ranks
    made = []
    if _by_ranks(found):
        title = "Mean ranks and what Nemenyi's test does not tell apart"
        critical = critical_diagram(
            names, ranks.ranks, found.groups, title, difference=found.difference, id="critical"
        )
        made.append(Figure(critical, f"{title}: those under one bar."))
    if found.datasets >= FEWEST:
        between = rank_intervals(
            names, ranks.ranks, ranks.low, ranks.high, "Mean ranks with intervals", id="ranks"
        )
        made.append(Figure(between, "Bootstrap intervals over data sets, 95%."))
    if found.wins is not None:
        order = ranks.order
        shares = np.array(found.wins.share)[np.ix_(order, order)]
        np.fill_diagonal(shares, np.nan)
        listed = [names[m] for m in order]
        drawn = heat_map(shares, listed, listed, "Wins of the row over the column", percent=True, id="wins")
        made.append(
            Figure(
                drawn, "Share of problems on which the row beats the column, by a paired t test over seeds."
            )
        )
    return made


def _against(found: Claims, protocol: Protocol) -> list[Table]:
    tests, practical = found.against, found.practical
    if tests is None or practical is None:
        return []
    if found.datasets < FEWEST:
        return _hurt(found, protocol)
    order = np.argsort(-tests.difference)
    names = found.scores.methods
    rows = [
        (
            names[tests.first[k]], f"{tests.difference[k]:+.4f}", f"{tests.effect[k]:+.2f}",
            _p(tests.adjusted[k]), f"{100 * practical.left[k]:.0f}%", f"{100 * practical.rope[k]:.0f}%",
            f"{100 * practical.right[k]:.0f}%",
        )
        for k in order
    ]  # fmt: skip
    header = ("strategy", "gain of area", "effect", "p (Holm)", "better", "equal", "worse")
    caption = (
        f"Against {protocol.baseline}, over data sets: Wilcoxon's test with its rank-biserial effect, and "
        f"the probability that it is better, equal or worse by more than {ROPE:g} (Bayesian signed-rank "
        "test)."
    )
    return [Table(header, rows, caption), *_hurt(found, protocol)]


def _hurt(found: Claims, protocol: Protocol) -> list[Table]:
    """Where a strategy is worse than the baseline; nothing where none is."""
    if not found.setbacks:
        return []
    rows = [
        (s.strategy, ", ".join(map(str, s.problem.values())), f"{s.gain:+.4f}", _p(s.p))
        for s in sorted(found.setbacks, key=lambda s: s.gain)
    ]
    caption = f"Where a strategy is worse than {protocol.baseline}: paired t test over seeds, Holm over all."
    return [Table(("strategy", "problem", "gain of area", "p (Holm)"), rows, caption)]


def _influences(table: Any) -> tuple[list[Figure], list[str]]:
    """How much the ranking changes with each setting that has several values, and why that is not known."""
    columns = {name: table[name].to_pylist() for name in (*SETTINGS, "area")}
    made, lacking = [], []
    varied = [name for name in SETTINGS if name in CROSSED or len(set(columns[name])) > 1]
    for name in [name for name in varied if name not in CROSSED]:
        try:
            found = ranking_influence(columns, name, [other for other in varied if other != name], "area")
        except BadData as error:
            lacking.append(f"Rankings by {name} are not compared: {error.problem}.")
            continue
        values = [named(value) for value in found.values]
        drawn = heat_map(found.matrix, values, values, f"Rankings by {name}", id=f"influence-{name}")
        caption = f"Kendall's tau between the rankings at two values of {name}; 1 is the same ranking."
        made.append(Figure(drawn, caption))
    return made, lacking


def _problems(found: Claims) -> Table:
    """The mean area of every strategy on every problem."""
    means = found.scores.values.mean(axis=1)
    order = found.ranks.order[:CURVES]
    header = ("problem", *(found.scores.methods[m] for m in order))
    rows = [
        (", ".join(_short(problem.values())), *(f"{means[d, m]:.4f}" for m in order))
        for d, problem in enumerate(found.scores.problems)
    ]
    return Table(header, rows, f"Mean area of the {len(order)} strategies with the best mean rank.")


def _short(values: Iterable[Any]) -> list[str]:
    return [bare(value) for value in values if value != ""]


def _p(value: float) -> str:
    return "< 0.0001" if value < 1e-4 else f"{value:.4f}"


def _note(table: Any) -> str:
    told = f"{table.num_rows} runs.", computed_with(table)
    return " ".join(filter(None, told)) + " Nothing is claimed of other learners, budgets or data."
