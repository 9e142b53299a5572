"""What the runner of benchmarks costs beside the work itself, and what a second process gives.

python benchmarks/bench_runner.py            prints the figures and writes docs/benchmarks/runner.md
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from joblib import Parallel, delayed, parallel_config
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from labelwise.bench.protocols import Limits, Makers, Protocol, Results, Spread, run
from labelwise.bench.protocols.cell import Cell
from labelwise.bench.protocols.play import run_cell
from labelwise.bench.protocols.rows import split_rows
from labelwise.campaign import Campaign
from labelwise.learners import SklearnLearner
from labelwise.tasks import Classification
from labelwise.testing.labelled_sets import LabelledItems

FIT = 0.05
"""CPU seconds of a training."""
BATCH, BUDGET = 10, 200
PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks" / "runner.md"


def burn(seconds: float) -> None:
    """Compute for so much time of a processor."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        sum(range(100))


class Busy(LogisticRegression):
    """Logistic regression whose training takes FIT seconds longer."""

    def fit(self, x: Any, y: Any, sample_weight: Any = None) -> Busy:
        burn(FIT)
        return super().fit(x, y, sample_weight)


def load(name: str) -> LabelledItems:
    rng = np.random.default_rng(0)
    codes = np.arange(2000) % 4
    x = rng.normal(size=(2000, 20)) + 1.5 * np.eye(4, 20)[codes]
    return LabelledItems(x, np.array(list("abcd"))[codes], Classification(tuple("abcd")))


def learner(spec: str, pool: Any, task: Any) -> SklearnLearner:
    return SklearnLearner(Busy(max_iter=1000), encoder=StandardScaler())


def protocol(seeds: int) -> Protocol:
    settings = {"batches": [BATCH], "budgets": [BUDGET], "full": False}
    return Protocol("busy", ["blobs"], ["margin"], seeds=seeds, **settings)


def plain(seed: int) -> int:
    """The same runs as a loop over arrays: fit, rank by margin, ask, score."""
    data, rng = load(""), np.random.default_rng(seed)
    rows = split_rows(Cell("blobs", "margin", seed), data.y.tolist(), 0)
    scaler = StandardScaler().fit(data.x[rows.train])
    x, y, test = scaler.transform(data.x[rows.train]), data.y[rows.train], scaler.transform(data.x[rows.held])
    known = rng.choice(len(x), BATCH, replace=False)
    while True:
        model = Busy(max_iter=1000).fit(x[known], y[known])
        model.predict(test)
        if len(known) >= BUDGET:
            return len(known)
        proba = np.sort(model.predict_proba(x), axis=1)
        margin = proba[:, -1] - proba[:, -2]
        margin[known] = np.inf
        known = np.append(known, np.argsort(margin)[:BATCH])


def cpu(work: Callable[[], Any]) -> float:
    """Seconds of the processor that ``work`` takes: the same whatever else runs."""
    before = time.process_time()
    work()
    return time.process_time() - before


def wall(work: Callable[[], Any]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def ours(seeds: int, engine: str, jobs: int) -> None:
    with TemporaryDirectory() as folder:
        makers = Makers(load, learner)
        run(protocol(seeds), folder, makers, engine=engine, spread=Spread(jobs))


def campaign(seed: int) -> None:
    """The same run as a user would write it: a campaign that is asked, told and fitted."""
    data = load("")
    rows = split_rows(Cell("blobs", "margin", seed), data.y.tolist(), 0)
    truth, test = data.y[rows.train].tolist(), data.x[rows.held]
    made = {"learner": learner("", None, None), "strategy": "margin", "seed": seed, "trust": None}
    with Campaign(data.x[rows.train], data.task, **made) as c:
        for _ in range(BUDGET // BATCH):
            asked = c.ask(BATCH)
            c.tell(asked, [truth[int(query.item)] for query in asked])
            c.fit()
            c.predict(test)


def overhead(repeats: int = 5) -> list[tuple[float, float]]:
    """Share of time beyond the same campaigns, and beyond the plain loop; one pair a repeat."""
    with threadpool_limits(1):  # as the runner does: a thread that waits takes time of the processor too
        works = [
            lambda: ours(2, "serial", 1),
            lambda: [campaign(0), campaign(1)],
            lambda: [plain(0), plain(1)],
        ]
        for work in works:
            work()
        taken = [[cpu(work) for work in works] for _ in range(repeats)]
    return [(mine / campaigns - 1, mine / loop - 1) for mine, campaigns, loop in taken]


def loops(jobs: int) -> None:
    """A loop that needs nothing but the processor, in so many processes."""
    with parallel_config("loky", n_jobs=jobs):
        Parallel(batch_size=1)(delayed(burn)(2.0) for _ in range(8))


def speed_ups(repeats: int = 3) -> Iterator[tuple[float, float]]:
    """Speed-up by a second process: of the runner, and of the loop in the same minutes."""
    for jobs in (1, 2):
        loops(jobs)
        ours(2, "loky", jobs)
    for _ in range(repeats):
        one, loop_one = wall(lambda: ours(8, "loky", 1)), wall(lambda: loops(1))
        two, loop_two = wall(lambda: ours(8, "loky", 2)), wall(lambda: loops(2))
        yield one / two, loop_one / loop_two


def resume(repeats: int = 3) -> list[float]:
    """Seconds until the one run begins that a grid of 10,000 lacks."""
    makers, sets = Makers(load, learner), [f"set{k}" for k in range(50)]
    settings = {"batches": [BATCH], "budgets": [BUDGET], "full": False}
    grid = Protocol("grid", sets, ["margin", "random"], seeds=100, **settings)
    *there, last = grid.cells()
    like = run_cell(last, makers)
    taken = []
    with TemporaryDirectory() as folder:
        for begin in range(0, len(there), 500):
            part = there[begin : begin + 500]
            Results(Path(folder)).write([{**like, **cell.settings, "cell": cell.id} for cell in part])
        for _ in range(repeats):
            begun = time.perf_counter()
            try:
                run(grid, folder, Makers(stop, learner), engine="serial", limits=Limits(retry_failed=True))
            except KeyboardInterrupt:
                taken.append(time.perf_counter() - begun)
    return taken


def stop(name: str) -> LabelledItems:
    """What a run does first."""
    raise KeyboardInterrupt


TEXT = """# The runner of benchmarks

Made by `python benchmarks/bench_runner.py`: {rounds} rounds of margin on 1,400 items, with a learner that
takes {fit:.0f} ms a training.

| figure | median | lowest | highest | target |
|---|---|---|---|---|
| time of the processor beyond the same campaigns written by hand | {over} | at most 5% |
| the same beyond a loop over arrays that keeps no record | {beyond} | |
| speed-up by a second process, in parts of that of a pure loop in the same minutes | {share} | at least 0.9 |
| seconds until the first missing run of a grid of 10,000 begins | {resume} | below 5 |

The pure loop reached a speed-up of {loop:.2f} by the second process, the runner {own:.2f} (medians).
"""


def spread(values: list[float], form: str) -> str:
    return " | ".join(format(v, form) for v in (float(np.median(values)), min(values), max(values)))


def main() -> None:
    over, both = overhead(), list(speed_ups())
    text = TEXT.format(
        rounds=BUDGET // BATCH,
        fit=1000 * FIT,
        over=spread([runner for runner, _ in over], ".1%"),
        beyond=spread([beyond for _, beyond in over], ".1%"),
        share=spread([own / loop for own, loop in both], ".2f"),
        resume=spread(resume(), ".2f"),
        own=float(np.median([own for own, _ in both])),
        loop=float(np.median([loop for _, loop in both])),
    )
    PAGE.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
