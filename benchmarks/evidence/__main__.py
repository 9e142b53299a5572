"""Writes docs/benchmarks/evidence.md from the files of scores in benchmarks/results.

python -m benchmarks.evidence
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.evidence import budgets, margin, published, regression, targets
from benchmarks.evidence.published import RESULTS

from labelwise.bench.protocols import Protocol, figures, read_scores
from labelwise.bench.protocols.comparing import board
from labelwise.bench.protocols.page import board_cells, left_out

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "benchmarks" / "evidence.md"
REPORTS = PAGE.parent / "reports"
HEAD = """# Evidence

`python -m benchmarks.evidence` wrote this page from the curves in `benchmarks/results`, which
`labelwise bench NAME --scores benchmarks/results/NAME.parquet` makes, in pieces as long as you like.
Reports with every test and figure: {reports}.
"""


def screening() -> Iterator[str]:
    """Every strategy on twelve sets."""
    yield from ranked("screening", "Every strategy, twelve sets")


def ranked(name: str, title: str) -> Iterator[str]:
    """The board of a protocol."""
    protocol, runs = Protocol.read(name), read_scores(RESULTS / f"{name}.parquet")
    if not runs:
        return
    table = figures(runs, protocol.target, protocol.baseline)
    lines, areas = board(table)
    header, rows = board_cells(lines, protocol.baseline)
    count = len(areas.seeds)
    yield f"## {title}"
    yield ""
    yield (
        f"{protocol.about} {len(areas.problems)} problems, {count} seed{'s' * (count != 1)}, {len(runs)} of "
        f"{protocol.size} runs. Area is the mean height of the learning curve; saved is the median share of "
        f"labels that random choice would have needed more up to {protocol.target:.0%} of the score with all "
        "labels."
    )
    yield ""
    yield "| " + " | ".join(header) + " |"
    yield "|---" * len(header) + "|"
    for row in rows:
        yield f"| `{row[0]}` | " + " | ".join(row[1:]) + " |"
    yield ""
    for sentence in left_out(table, areas):
        yield f"{sentence}\n"


def final() -> Iterator[str]:
    """The targets of ``auto``."""
    protocol, runs = Protocol.read("final"), read_scores(RESULTS / "final.parquet")
    if not runs:
        return
    yield from ranked("final", "The best strategies, many sets, three learners")
    known = set(Protocol.read("screening").datasets)
    groups = {
        "all": runs,
        "the twelve sets of the screening": [run for run in runs if run.cell.dataset in known],
        "the other sets": [run for run in runs if run.cell.dataset not in known],
        **{f"{name} only": [r for r in runs if r.cell.learner == name] for name in protocol.learners},
    }
    yield "## The targets of `auto`"
    yield ""
    for name, group in groups.items():
        yield f"### On {name}" if name.startswith(("all", "the")) else f"### {name.capitalize()}"
        yield ""
        yield from targets.lines(group, protocol)
        yield ""


def main() -> None:
    names = sorted(path.stem for path in REPORTS.glob("*.html"))
    head = HEAD.format(reports=", ".join(f"[{name}](reports/{name}.html)" for name in names))
    parts = [
        head,
        *final(),
        *screening(),
        *published.section(),
        *margin.section(),
        *regression.section(),
        *budgets.section(),
    ]
    PAGE.write_text("\n".join(parts).rstrip() + "\n", "utf-8")


if __name__ == "__main__":
    main()
