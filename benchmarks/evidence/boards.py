"""Boards of protocols: strategies by their mean rank, on all of a protocol or setting by setting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from benchmarks.evidence.verdict import setbacks

from labelwise.bench.protocols import Protocol, figures
from labelwise.bench.protocols.cell import FULL
from labelwise.bench.protocols.compared import Scores
from labelwise.bench.protocols.comparing import Line, board
from labelwise.bench.protocols.page import board_cells, left_out
from labelwise.bench.protocols.tables import Run

ELSEWHERE = {
    "batch-sizes": "Batches of one question to a thousand",
    "rare-classes": "Rare classes",
    "numbers": "Numbers",
    "tags": "Tags",
}
"""Protocols that ask whether ``auto`` holds on other data and batches than those of ``final``, and titles."""

More = Callable[[Sequence[Run], Scores], Iterator[str]]


def markdown(lines: Sequence[Line], baseline: str) -> Iterator[str]:
    """The rows of a board."""
    header, rows = board_cells(lines, baseline)
    yield "| " + " | ".join(header) + " |"
    yield "|---" * len(header) + "|"
    for row in rows:
        rank = row[1].replace(" ", "\N{NO-BREAK SPACE}").replace("–", "–\N{WORD JOINER}")  # on one line
        yield f"| `{row[0]}` | " + " | ".join([rank, *row[2:]]) + " |"


def ranked(
    protocol: Protocol, runs: Sequence[Run], title: str, more: More = lambda *_: iter(())
) -> Iterator[str]:
    """The board of a protocol, and ``more`` of its runs and areas; nothing where there is no run."""
    if not runs:
        return
    table = figures(runs, protocol.target, protocol.baseline)
    lines, areas = board(table)
    count = len(areas.seeds)
    yield f"## {title}"
    yield ""
    yield (
        f"{protocol.about} {len(areas.problems)} problems of {len(areas.by_dataset().problems)} data sets, "
        f"{count} seed{'s' * (count != 1)}, {len(runs)} of {protocol.size} runs. Ranks count a data set "
        "once. Area is the mean height of the learning curve; saved is the median share of the labels of "
        f"random choice that were not needed up to {protocol.target:.0%} of the score with all labels, over "
        "the runs in which any strategy got there."
    )
    yield ""
    yield from markdown(lines, protocol.baseline)
    yield ""
    for sentence in left_out(table, areas):
        yield f"{sentence}\n"
    yield from more(runs, areas)


def elsewhere(kept: Callable[[str], Sequence[Run]]) -> Iterator[str]:
    """Whether ``auto`` holds on other data and batches, from the runs of each protocol."""
    for name, title in ELSEWHERE.items():
        yield from ranked(Protocol.read(name), kept(name), title, against_chance)


def against_chance(runs: Sequence[Run], areas: Scores) -> Iterator[str]:
    """A board for each size of the batch where there are several, and ``auto`` beside random choice."""
    yield from by_batch(runs)
    yield f"`auto` against random choice, a paired t test on each problem, Holm: {setbacks(areas)[2]}."
    yield ""


def by_batch(runs: Sequence[Run]) -> Iterator[str]:
    """Mean ranks of the strategies, a column for each size of the batch; nothing for one size."""
    runs = [run for run in runs if run.cell.strategy != FULL]  # those with all labels have no batch
    sizes = sorted({run.cell.batch for run in runs})
    if len(sizes) < 2:
        return
    boards = [board(figures([run for run in runs if run.cell.batch == size]))[0] for size in sizes]
    ranks = [{line.name: line for line in lines} for lines in boards]
    names = sorted(set.intersection(*map(set, ranks)), key=lambda name: sum(r[name].rank for r in ranks))
    yield "Mean rank (95%) by the number of questions at a time:"
    yield ""
    yield "| strategy | " + " | ".join(f"{size:,}" for size in sizes) + " |"
    yield "|---" * (len(sizes) + 1) + "|"
    for name in names:
        cells = [board_cells([r[name]], "random")[1][0][1] for r in ranks]
        yield f"| `{name}` | " + " | ".join(cells) + " |"
    yield ""
