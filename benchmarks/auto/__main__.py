"""Candidates for the default strategy on the development sets, ranked.

python -m benchmarks.auto typ+margin typ+power --hours 1       runs what is missing
python -m benchmarks.auto typ+margin typ+power --board         ranks what there is
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.auto.sets import SETS, load
from benchmarks.auto.variants import strategy

from labelwise.bench.protocols import Limits, Makers, Protocol, Results, Spread, figures, read_runs, run
from labelwise.bench.protocols.comparing import board
from labelwise.cli.bench_names import learner_of


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.auto")
    parser.add_argument("strategy", nargs="+")
    parser.add_argument("--learner", nargs="+", default=["logistic", "forest"])
    parser.add_argument("--batch", type=int, default=20)
    parser.add_argument("--budget", type=int, default=400)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--hours", type=float)
    parser.add_argument("--out", type=Path, default=Path("build/auto"))
    parser.add_argument("--board", action="store_true", help="rank only")
    parser.add_argument("--split", nargs="*", default=[], help="a board for each value of these settings")
    given = parser.parse_args()
    protocol = Protocol(
        "development", list(SETS), ["random", *given.strategy], seeds=given.seeds, batches=[given.batch],
        budgets=[given.budget], learners=given.learner,
    )  # fmt: skip
    if not given.board:
        makers = Makers(load, learner_of, strategy)
        limits = Limits(None if given.hours is None else given.hours * 3600)
        engine = "serial" if given.jobs == 1 else "loky"
        run(protocol, given.out, makers, engine=engine, spread=Spread(given.jobs), limits=limits)
    table = figures(read_runs(Results(given.out), protocol))
    show(table, "all")
    for name in given.split:
        for value in dict.fromkeys(table[name].to_pylist()):
            show(table.filter([v == value for v in table[name].to_pylist()]), f"{name} {value}")


def show(table: object, title: str) -> None:
    lines, areas = board(table)
    print(f"\n{title}: {len(areas.problems)} problems, {len(areas.seeds)} seeds")
    for line in lines:
        rank = f"rank {line.rank:5.2f} ({line.low:.2f} to {line.high:.2f})"
        heights = f"area {line.area:.4f}  last {line.last:.4f}  worst {line.worst:+.4f}"
        print(f"{line.name:22s} {rank}  {heights}  saved {line.saved:6.2f}  {line.seconds:.2f} s")


if __name__ == "__main__":
    main()
