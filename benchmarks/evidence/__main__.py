"""Writes docs/benchmarks/evidence.md from the files of scores in benchmarks/results.

python -m benchmarks.evidence
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.evidence import boards, budgets, margin, published, regression, retraining, targets

from labelwise.bench.protocols import Protocol, read_scores
from labelwise.bench.protocols.tables import Run

BENCHMARKS = Path(__file__).resolve().parent.parent
RESULTS = BENCHMARKS / "results"
PAGE = BENCHMARKS.parent / "docs" / "benchmarks" / "evidence.md"
REPORTS = PAGE.parent / "reports"
HEAD = """# Evidence

`python -m benchmarks.evidence` wrote this page from the curves in `benchmarks/results`, which
`labelwise bench NAME --scores benchmarks/results/NAME.parquet` makes, in pieces as long as you like.
Reports with every test and figure: {reports}.
"""


def kept(name: str) -> list[Run]:
    """The runs of a protocol; none where there is no file of it."""
    return read_scores(RESULTS / f"{name}.parquet")


def final(protocol: Protocol, runs: Sequence[Run]) -> Iterator[str]:
    """The targets of ``auto``."""
    if not runs:
        return
    yield from boards.ranked(protocol, runs, "The best strategies, many sets, three learners")
    known = set(Protocol.read("screening").datasets)
    groups = {
        "all": runs,
        "sets of the screening": [run for run in runs if run.cell.dataset in known],
        "other sets": [run for run in runs if run.cell.dataset not in known],
        **{name: [r for r in runs if r.cell.learner == name] for name in protocol.learners},
    }
    yield "## The targets of `auto`"
    yield ""
    yield from targets.section(groups, protocol)
    yield ""


def main() -> None:
    names = sorted(path.stem for path in REPORTS.glob("*.html"))
    head = HEAD.format(reports=", ".join(f"[{name}](reports/{name}.html)" for name in names))
    parts = [
        head,
        *final(Protocol.read("final"), kept("final")),
        *boards.elsewhere(kept),
        *boards.ranked(Protocol.read("screening"), kept("screening"), "Every strategy, twelve sets"),
        *published.section(kept("rebenchmark")),
        *margin.section(kept("margin-tabular")),
        *regression.section(kept("regression")),
        *budgets.section(kept("low-budget")),
        *retraining.section(kept("retraining-and-proxy")),
    ]
    PAGE.write_text("\n".join(parts).rstrip() + "\n", "utf-8")


if __name__ == "__main__":
    main()
