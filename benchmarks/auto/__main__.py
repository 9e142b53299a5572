"""Candidates for the default strategy on the development sets, ranked.

python -m benchmarks.auto typ+margin typ+power --hours 1       runs what is missing
python -m benchmarks.auto typ+margin typ+power --board         ranks what there is
python -m benchmarks.auto typ+igs --kind numbers               on sets of numbers, or of tags
python -m benchmarks.auto --page                               writes docs/benchmarks/auto.md

The curves of all runs stand in ``benchmarks/results/auto.parquet``, those of numbers and of tags in
``auto-numbers.parquet`` and ``auto-tags.parquet``; what is in them is not run again.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.auto.kinds import KINDS, load
from benchmarks.auto.variants import strategy
from benchmarks.evidence.boards import markdown

from labelwise.bench.protocols import (
    Limits,
    Makers,
    Protocol,
    Results,
    Spread,
    figures,
    merged,
    read_runs,
    read_scores,
    run,
    write_scores,
)
from labelwise.bench.protocols.comparing import board
from labelwise.cli.bench_names import learner_of

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "benchmarks" / "auto.md"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.auto")
    parser.add_argument("strategy", nargs="*")
    parser.add_argument("--page", action="store_true", help="write the page only")
    parser.add_argument("--kind", choices=KINDS, default="classes", help="what is asked for")
    parser.add_argument("--learner", nargs="+", help="by default those of the kind")
    parser.add_argument("--batch", type=int, default=20)
    parser.add_argument("--budget", type=int, default=400)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--hours", type=float)
    parser.add_argument("--out", type=Path, default=Path("build/auto"))
    parser.add_argument("--board", action="store_true", help="rank only")
    parser.add_argument("--split", nargs="*", default=[], help="a board for each value of these settings")
    given = parser.parse_args()
    if given.page:
        PAGE.write_text(page(), encoding="utf-8")
        return
    kind = KINDS[given.kind]
    known = read_scores(kind.scores)
    protocol = Protocol(
        "development", kind.sets, ["random", *given.strategy], seeds=given.seeds, batches=[given.batch],
        budgets=[given.budget], learners=given.learner or kind.learners, metric=kind.metric,
    )  # fmt: skip
    if not given.board:
        makers = Makers(load, learner_of, strategy)
        limits = Limits(None if given.hours is None else given.hours * 3600)
        engine = "serial" if given.jobs == 1 else "loky"
        spread = Spread(given.jobs)
        cells = [one.cell for one in known]
        run(protocol, given.out, makers, engine=engine, spread=spread, limits=limits, known=cells)
    runs = merged(read_scores(kind.scores), read_runs(Results(given.out), protocol, protocol.metric))
    write_scores(runs, kind.scores)
    wanted = set(protocol.cells())
    table = figures([one for one in runs if one.cell in wanted])
    show(table, "all")
    for name in given.split:
        for value in dict.fromkeys(table[name].to_pylist()):
            show(table.filter([v == value for v in table[name].to_pylist()]), f"{name} {value}")


def page() -> str:
    """The boards of every kind and learner as markdown."""
    parts = [HEAD]
    for name, kind in KINDS.items():
        runs = read_scores(kind.scores)
        for learner in dict.fromkeys(one.cell.learner for one in runs):
            lines, areas = board(figures([one for one in runs if one.cell.learner == learner]))
            about = f"{len(areas.problems)} sets, seeds in which every candidate has run: {len(areas.seeds)}"
            title = f"{name.capitalize()}, {learner}" if learner else name.capitalize()
            parts += [f"\n## {title}\n{about}.\n", *markdown(lines, "random")]
    return "\n".join(parts) + "\n"


HEAD = """# What the default strategy was chosen from

`python -m benchmarks.auto --page` wrote this. Candidates begin with one strategy, and go on with another
one once every class has a label or 5 labels a class are spent, 5 labels a tag, 10 labels of numbers; with
`typ10` after 10 labels, whatever they are.
`typ+herd`, typiclust, then uncertainty-herding, became `auto` for classes; `typ+lcmd` for numbers,
scored by R². With `~` a tenth of the picks is random; `typ+margin~` and `typ+var~` are what `auto` was
before. `var` takes the largest variances, `power-var` draws by them, `herd-var` is herding by them,
`unit-herd-var` on directions alone. 400 labels in batches of 20.

Of tags, `tag` is the margin of the least certain one, `tags` the mean of all margins; `max` is maxherding. In
batches of 10 up to 200 labels no candidate could be told from `typ+tag~`, which `auto` was and stays, nor a
start of 10 labels from that of 5 labels a tag; all of them stand before random choice.

No set is among those that the protocols judge `auto` by: numbers cut into classes, two graphs as bags of
words, texts with several annotators, a stream (`benchmarks/auto/sets.py`); for numbers those of
`regression_pmlb`; for tags what texts are flagged for, columns of tables, texts on end and images over each
other (`benchmarks/auto/tag_sets.py`). Nine sets of the protocol `numbers` are, cut into classes, among
those of classes here.

Ranks are over sets, 1 is best, with bootstrap intervals, which overlap: the best candidate is not
told from the next ones. Saved is the median share of labels saved up to 95% of the score with all
labels."""


def show(table: object, title: str) -> None:
    lines, areas = board(table)
    print(f"\n{title}: {len(areas.problems)} problems, {len(areas.seeds)} seeds")
    for line in lines:
        rank = f"rank {line.rank:5.2f} ({line.low:.2f} to {line.high:.2f})"
        heights = f"area {line.area:.4f}  last {line.last:.4f}  worst {line.worst:+.4f}"
        print(f"{line.name:22s} {rank}  {heights}  saved {line.saved:6.2f}  {line.seconds:.2f} s")


if __name__ == "__main__":
    main()
