"""What the figures of a campaign cost: status, rounds, and each new label."""

from __future__ import annotations

import json
import math
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from labelwise import Campaign, Trust
from labelwise.evaluation.figures import Anytime, certificate
from labelwise.evaluation.testing import Drawn, RunningAccuracy, RunningLure, lure_variance, weighted_accuracy

REPEATS, CALLS = 5, 51
ITEMS, ANSWERS, LABELS = 100_000, (1_000, 10_000), (100, 1_000, 10_000)
QUICK = 5_000, (200, 1_000), (100, 1_000)
CLASSES = ["neg", "pos"]
COMMAND = "from labelwise.cli import main; main()"

HEAD = """{items:,} texts in a Parquet file, a SQLite project, the learner that labelwise takes by itself, ten
evaluated rounds. Medians of {repeats} repeats with their range, each the median of {calls} calls where a call
takes less than a millisecond; {cores} cores, Python {python}, load {load:.1f} at the end. What stands beside
a figure is the least that this machine could need for it."""
STATUS = """
| status, {items:,} items | answers | ms | at least | ms |
|---|---|---|---|---|"""
ROUND = """
A round is judged once, in the background where a server runs; a fifth of the answers are random, and the
delivered model is represented by five models. Every 100 labels a hundred small models tell what was saved.

| one round, {items:,} items | answers | ms | at least | ms |
|---|---|---|---|---|"""
LABEL = """
Per new label, of a model that is given; microseconds.

| what | {labels} | cost grows with the labels |
|---|{dashes}---|"""


def timed(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def often(work: Callable[[], object]) -> float:
    """Median seconds of many calls."""
    return statistics.median(timed(work) for _ in range(CALLS))


class Times:
    """Seconds of every repeat, by what was done."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, int], list[float]] = {}

    def add(self, what: str, n: int, seconds: float) -> None:
        """One repeat."""
        self.found.setdefault((what, n), []).append(seconds)

    def median(self, what: str, n: int) -> float:
        """Seconds."""
        return statistics.median(self.found[what, n])

    def cell(self, what: str, n: int, unit: float = 1e3) -> str:
        """Median and range."""
        low, middle, high = (unit * f(self.found[what, n]) for f in (min, statistics.median, max))
        digits = max(0, 1 - math.floor(math.log10(middle)))
        return f"{middle:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})"


def texts(folder: Path, items: int) -> tuple[Path, np.ndarray]:
    """A file of texts of two classes with words of their own, and the classes."""
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, items)
    words = rng.integers(0, 500, (items, 12)) + 500 * y[:, None] * (rng.random((items, 12)) < 0.3)
    path = folder / "texts.parquet"
    pq.write_table(pa.table({"text": [" ".join(f"w{w}" for w in row) for row in words]}), path)
    return path, y


def answer(campaign: Campaign, y: np.ndarray, n: int) -> None:
    """Ask and answer truly."""
    while n:
        batch = campaign.ask(min(n, 100))
        campaign.tell(batch, [CLASSES[y[int(q.item)]] for q in batch], seconds=2.0)
        n -= len(batch)


def project(folder: Path, source: Path, y: np.ndarray, answers: int) -> Path:
    """A project with so many answers in ten evaluated rounds."""
    path = folder / f"{answers}.db"
    with Campaign(str(source), CLASSES, strategy="random", store=path, trust=Trust()) as campaign:
        campaign.plan(2 * answers)
        campaign.background = True
        for _ in range(10):
            answer(campaign, y, answers // 10)
            campaign.fit()
    return path


def status(times: Times, path: Path, y: np.ndarray, n: int) -> None:
    """Status after opening, again, and after one more answer."""
    with Campaign.open(path, background=True) as campaign:
        told = list(campaign.fold.answers.values())
        times.add("first", n, timed(campaign.status))
        times.add("counting", n, timed(lambda: Counter(a.value for a in told)))
        times.add("again", n, often(campaign.status))
        after = []
        for _ in range(5):
            answer(campaign, y, 1)
            after.append(timed(campaign.status))
        times.add("after", n, statistics.median(after))
    connection = sqlite3.connect(path)
    select = "SELECT max(seq) FROM events"
    times.add("select", n, often(lambda: connection.execute(select).fetchone()))
    connection.close()


def command(times: Times, source: Path, path: Path, n: int) -> None:
    """The command, and what of it is Python, imports and reading."""

    def python(code: str, *words: str) -> float:
        run = [sys.executable, "-c", code, *words]
        return timed(lambda: subprocess.run(run, check=True, capture_output=True))

    def read() -> None:
        pq.read_table(source)
        connection = sqlite3.connect(path)
        rows = connection.execute("SELECT body FROM events ORDER BY seq").fetchall()
        json.loads("[" + ",".join(row[0] for row in rows) + "]")
        connection.close()

    times.add("command", n, python(COMMAND, "status", "--project", str(path)))
    imports = "import labelwise.cli.status, labelwise.store.sqlite; from labelwise.campaign import Campaign"
    times.add("imports", n, python(imports))
    times.add("scikit-learn", n, python("import sklearn.ensemble, sklearn.linear_model, sklearn.pipeline"))
    times.add("open", n, timed(lambda: Campaign.open(path).close()))
    times.add("read", n, timed(read))


def rounds(times: Times, path: Path, y: np.ndarray, n: int) -> None:
    """Evaluating after one more answer, without and with the savings; the items are encoded before."""
    with Campaign.open(path, background=True) as campaign:
        for savings, name in ((False, "first round"), (False, "round"), (True, "savings")):
            answer(campaign, y, 1)
            campaign.fit(evaluate=False)
            times.add(name, n, timed(lambda savings=savings: campaign.evaluate(savings=savings)))
        brain = campaign.brain
        targets = brain.targets(list(campaign.fold.taught()), brain.final.accepts)
        trainings = [partial(brain.fit, brain.final, targets, np.random.default_rng(k)) for k in range(5)]
        times.add("trainings", n, sum(map(timed, trainings)))


def labels(times: Times, counts: tuple[int, ...]) -> None:
    """One more label after so many."""
    rng, size = np.random.default_rng(0), ITEMS
    for m in counts:
        right, q = rng.random(m) < 0.9, 1 / np.arange(size, size - m, -1)
        drawn, wrong = Drawn(np.arange(m), q, size), (~right).astype(float)
        lure, watch = RunningLure.of(wrong, q, size), Anytime()
        kinds = np.column_stack([wrong, np.zeros(m), np.ones(m)])
        running, next_ = RunningAccuracy(RunningLure.of(kinds, q, size)), 1 / (size - m)
        watch.add(right)
        works: dict[str, Callable[[], Any]] = {
            "`RunningLure`: one label, estimate, variance": lambda lure=lure, p=next_: (
                lure.add(1.0, p).variance
            ),
            "`lure_variance` of all labels": lambda w=wrong, q=q: lure_variance(w, q, size),
            "`RunningAccuracy`: one label, accuracy with its interval": lambda r=running, p=next_: (
                r.add(True, p).estimate
            ),
            "`weighted_accuracy` of all labels": lambda r=right, d=drawn: weighted_accuracy(r, d),
            "`Anytime`: one label, bounds for every look": lambda w=watch: w.add(True),
            "`certificate` of a planned look": lambda r=right: certificate(r, looks=(len(r),)),
            "at least: `sum` of all labels": lambda r=right: r.sum(),
        }
        for what, work in works.items():
            times.add(what, m, often(work))


def verdict(times: Times, answers: tuple[int, ...], counts: tuple[int, ...]) -> str:
    """What of the goals was reached, in a sentence."""
    slowest = max(times.median(what, n) for what in ("first", "again", "after") for n in answers)
    running = [w for w, _ in times.found if w.startswith(("`Running", "`Anytime"))]
    grown = max(times.median(w, counts[-1]) / times.median(w, counts[0]) for w in running)
    reached = "reached" if slowest < 0.2 else "missed"
    return (
        "The goal is 200 ms for every figure of a status, and the same cost for each new label however many "
        f"came before it. The first is {reached}: {1e3 * slowest:.0f} ms for the slowest call. With kept "
        f"sums, one label after {counts[-1]:,} others costs {grown:.1f} times what one after {counts[0]:,} "
        "does."
    )


def page(times: Times, items: int, answers: tuple[int, ...], counts: tuple[int, ...]) -> str:
    """The section."""
    table = {
        "`Campaign.status()`, first call after opening": ("first", "counting the answers", "counting"),
        "`Campaign.status()`, later calls": ("again", "one `SELECT`", "select"),
        "`Campaign.status()`, after one more answer": ("after", "one `SELECT`", "select"),
        "`Campaign.open`": ("open", "reading both files", "read"),
        "`labelwise status`, the command": ("command", "its imports alone", "imports"),
        "its imports": ("imports", "scikit-learn's alone", "scikit-learn"),
    }
    judged = {
        "`evaluate()`, first round after opening": ("first round", "five trainings", "trainings"),
        "`evaluate()`, later rounds": ("round", "five trainings", "trainings"),
        "`evaluate(savings=True)`": ("savings", "five trainings", "trainings"),
    }

    def lines(rows: dict[str, tuple[str, str, str]]) -> list[str]:
        return [
            f"| {what} | {n:,} | {times.cell(ours, n)} | {floor} | {times.cell(least, n)} |"
            for what, (ours, floor, least) in rows.items()
            for n in answers
        ]

    made = {"items": items, "repeats": REPEATS, "calls": CALLS, "cores": os.cpu_count()}
    made |= {"python": sys.version.split()[0], "load": os.getloadavg()[0]}
    said = (HEAD.format(**made), verdict(times, answers, counts))
    head = "## Speed\n" + "\n\n".join(textwrap.fill(part, 110) for part in said)
    per = [what for what, n in times.found if n == counts[0] and (what[0] == "`" or "`sum`" in what)]
    rows = []
    for what in per:
        grown = times.median(what, counts[-1]) / times.median(what, counts[0])
        cells = " | ".join(times.cell(what, n, 1e6) for n in counts)
        rows.append(f"| {what} | {cells} | {grown:.1f} times |")
    names = " | ".join(f"after {n:,}" for n in counts)
    label = LABEL.format(labels=names, dashes="---|" * len(counts))
    first = STATUS.format(items=items)
    return "\n".join([head, first, *lines(table), ROUND.format(items=items), *lines(judged), label, *rows])


def run(quick: bool) -> str:
    """The section on speed."""
    items, answers, counts = QUICK if quick else (ITEMS, ANSWERS, LABELS)
    times = Times()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, y = texts(folder, items)
        projects = {n: project(folder, source, y, n) for n in answers}
        for _ in range(2 if quick else REPEATS):
            for n, path in projects.items():
                status(times, path, y, n)
                command(times, source, path, n)
                rounds(times, path, y, n)
            labels(times, counts)
    return page(times, items, answers, counts)
