"""Run the cases, print their rows, and put them into the page."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.query.case import Case
from benchmarks.query.cases import load

ROOT = Path(__file__).parent.parent.parent
TARGET = ROOT / "docs" / "benchmarks" / "query.md"
LONG = 20
"""Seconds after which a side is called once only."""
SIDES = ("ours", "theirs", "floor")
HEAD = """# Choosing

`python -m benchmarks.query` wrote this. Ours, the peer and, where it is given, the least that the machine
has to do run in turn on the same data, each in a process of its own, on {cores} cores. Times are wall
seconds: the median of the calls and their spread, after one call that is not counted, because it compiles
and loads; what takes more than 20 s is called once. Memory is the highest that a counted call had above
what was there before it.

Where a target is missed: typiclust at 10k x 64, b=100, spends 0.04 s on k-means and 0.01 s on the
distances inside the visited clusters; ten times the peer would be 0.02 to 0.04 s, no more than k-means
alone. k-center with carried distances takes 11 ms, of which the arrays' check takes 2, a selection's set-up
3 and a hundred picks 6: 60 microseconds of interpreted code each. BADGE at 10k x 64, C=10, and ProbCover at
10k are as near: a hundred picks cost as much for 10,000 items as for 50,000, where the ratio is 67 and, at
20,000, 141. One pass over 1M x 10 probabilities in double precision takes 0.02 s, their logarithms 0.04 s
on two threads: entropy cannot be much faster. typiclust on 1M x 384 took its time beside other work, 330
processor seconds when measured alone: distances inside 100 clusters of 10,000 rows are 8e12 operations.

How the cost grows with the pool, by `python -m benchmarks.query.growth`:

![Cost of five strategies at four sizes of pool](query-growth.svg)

| what | ours, s | spread | extra MB | peer | peer, s | spread | extra MB | ratio | floor, s | target |
|---|---|---|---|---|---|---|---|---|---|---|
"""


class Side:
    """A process that runs one side of a case when it is told to."""

    def __init__(self, case: Case, side: str) -> None:
        env = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
        command = [sys.executable, "-m", "benchmarks.query.worker", case.name, side]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=env, cwd=ROOT)
        self.runs: list[dict[str, float]] = []
        self.missing = self._line().get("missing", "")

    def _line(self) -> dict[str, object]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        return json.loads(line) if line else {"missing": f"ended with {self._process.wait()}"}

    def run(self) -> None:
        """One call, unless one was long enough; a side that ends is missing from then on."""
        if not self.missing and not (self.runs and self.runs[0]["wall"] > LONG):
            assert self._process.stdin is not None
            self._process.stdin.write("\n")
            self._process.stdin.flush()
            made = self._line()
            self.missing = made.get("missing", "")
            if not self.missing:
                self.runs.append(made)

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    @property
    def walls(self) -> list[float]:
        """Wall seconds of the counted calls."""
        return [run["wall"] for run in self.counted]

    @property
    def counted(self) -> list[dict[str, float]]:
        """All calls but the first, where there are more."""
        return self.runs[1:] or self.runs

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.walls)

    def cells(self) -> list[str]:
        """Median, spread and memory as text."""
        if not self.runs:
            return [str(self.missing), "", ""]
        extra = max(run["extra"] for run in self.counted) / 2**20
        return [f"{self.median:.4g}", f"{min(self.walls):.4g} to {max(self.walls):.4g}", f"{extra:.0f}"]


def measure(case: Case) -> str:
    """The row of a case."""
    sides = {s: Side(case, s) for s in SIDES if s != "floor" or case.floor}
    for _ in range(case.repeats + 1):
        for side in sides.values():
            side.run()
    for side in sides.values():
        side.close()
    ours, theirs = sides["ours"], sides["theirs"]
    ratio = f"{theirs.median / ours.median:.1f}" if ours.runs and theirs.runs else ""
    floor = f"{sides['floor'].median:.4g}" if "floor" in sides and sides["floor"].runs else ""
    cells = [case.name, *ours.cells(), case.peer, *theirs.cells(), ratio, floor, case.target]
    return f"| {' | '.join(cells)} |"


def kept() -> dict[str, str]:
    """The rows of the page as it is, by case."""
    lines = TARGET.read_text().splitlines() if TARGET.exists() else []
    return {line.split(" | ")[0].removeprefix("| "): line for line in lines if line.startswith("| ")}


def main(names: list[str]) -> None:
    """Run the cases whose names contain one of ``names``, or all; put their rows into the page."""
    every, rows = load(), kept()
    for case in every.values():
        if not names or any(name in case.name for name in names):
            rows[case.name] = measure(case)
            print(rows[case.name], flush=True)
            table = "\n".join(rows[name] for name in every if name in rows)
            TARGET.write_text(HEAD.format(cores=len(os.sched_getaffinity(0))) + table + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
