"""Writes docs/benchmarks/evidence.md from the files of scores in benchmarks/results.

python -m benchmarks.evidence
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.evidence import boards, budgets, margin, published, regression, retraining, targets
from benchmarks.evidence.published import RESULTS

from labelwise.bench.protocols import Protocol, read_scores

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "benchmarks" / "evidence.md"
REPORTS = PAGE.parent / "reports"
HEAD = """# Evidence

`python -m benchmarks.evidence` wrote this page from the curves in `benchmarks/results`, which
`labelwise bench NAME --scores benchmarks/results/NAME.parquet` makes, in pieces as long as you like.
Reports with every test and figure: {reports}.
"""


def final() -> Iterator[str]:
    """The targets of ``auto``."""
    protocol, runs = Protocol.read("final"), read_scores(RESULTS / "final.parquet")
    if not runs:
        return
    yield from boards.ranked("final", "The best strategies, many sets, three learners")
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
        *final(),
        *boards.elsewhere(),
        *boards.ranked("screening", "Every strategy, twelve sets"),
        *published.section(),
        *margin.section(),
        *regression.section(),
        *budgets.section(),
        *retraining.section(),
    ]
    PAGE.write_text("\n".join(parts).rstrip() + "\n", "utf-8")


if __name__ == "__main__":
    main()
