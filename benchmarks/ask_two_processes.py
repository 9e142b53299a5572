"""``ask(1)`` with two processes that ask at once, beside bare commits of the same run.

Run: python benchmarks/ask_two_processes.py   (writes docs/benchmarks/ask.md)

Two processes pop the plan of one project of 100,000 items as fast as they can; each question is answered
before the next one, and asking alone is timed. The floor is one row in one transaction that is synced,
written by hand with the driver: by one process alone, and by two at once.
PostgreSQL's programs have to be installed; without them its rows are left out.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from labelwise import Campaign
from labelwise.store import open_store
from labelwise.testing.postgres_server import PostgresServer, programs

ITEMS, ASKS, REPEATS = 100_000, 400, 5
PAGE = Path(__file__).parent.parent / "docs" / "benchmarks" / "ask.md"
HEAD = f"""# Asking from two processes

`ask(1)` on a pool of {ITEMS:,} items, from a plan; each of two processes asks {ASKS} times and answers each
question before the next, without a pause; asking is timed. A bare commit is one row and one sync, written by
hand; the two take turns in {REPEATS} repeats. Milliseconds: median of the repeats, and their range.
{{cores}} cores, Python {{python}}, load {{load:.1f}} at the end.
`python benchmarks/ask_two_processes.py`

The goal is a 95th percentile of at most 3 times that of a bare commit.

| store | what | median | 95th percentile | range of the 95th |
|---|---|---|---|---|
"""
Times = list[float]
Once = Callable[[], float]


def pool() -> np.ndarray:
    """The items; both processes pass the same."""
    return np.random.default_rng(0).normal(size=(ITEMS, 4))


def timed(work: Callable[..., Any], *args: object) -> tuple[float, Any]:
    """Seconds of one call, and what it gave."""
    began = time.perf_counter()
    made = work(*args)
    return time.perf_counter() - began, made


def asking(store: str, name: str) -> Once:
    """One question of a project that another process has planned, and then its answer."""
    campaign = Campaign.open(store, pool=pool(), background=True)

    def once() -> float:
        seconds, batch = timed(lambda: campaign.ask(1, to=name))
        campaign.tell(batch, ["no"])
        return seconds

    return once


def committing(store: str, name: str) -> Once:
    """One row of a table of three columns, by hand."""
    if "://" in store:
        import psycopg

        session = psycopg.connect(store.partition("?")[0], autocommit=True)
        session.execute("SET synchronous_commit = on")
        sql = "INSERT INTO bare (who, at) VALUES (%s, %s)"
        return lambda: timed(session.execute, sql, (name, time.time()))[0]
    file = sqlite3.connect(f"{store}.bare", isolation_level=None, timeout=30)
    file.execute("PRAGMA synchronous = FULL")
    sql = "INSERT INTO bare (who, at) VALUES (?, ?)"
    return lambda: timed(file.execute, sql, (name, time.time()))[0]


def prepare(store: str) -> None:
    """A project with a plan for all questions of a repeat, and the table of the bare commits."""
    with Campaign(pool(), ["no", "yes"], strategy="random", store=store, trust=None) as campaign:
        campaign.plan(4 * ASKS)
    if "://" in store:
        import psycopg

        with psycopg.connect(store.partition("?")[0], autocommit=True) as session:
            session.execute("CREATE TABLE IF NOT EXISTS bare (id serial PRIMARY KEY, who text, at float8)")
        return
    file = sqlite3.connect(f"{store}.bare", isolation_level=None)
    file.execute("PRAGMA journal_mode = WAL")
    file.execute("CREATE TABLE bare (id integer PRIMARY KEY, who text, at real)")
    file.close()


def worker(work: Callable[[str, str], Once], store: str, name: str, start: Any, times: Any) -> None:
    """Wait for the other one, then do it again and again; gives the seconds of each."""
    once = work(store, name)
    once()
    start.wait()
    times.put([once() for _ in range(ASKS)])


def all_times(work: Callable[[str, str], Once], store: str, processes: int) -> Times:
    """Seconds of every call of all processes."""
    context = get_context("spawn")
    start, times = context.Barrier(processes), context.Queue()
    workers = [
        context.Process(target=worker, args=(work, store, f"human:{k}", start, times))
        for k in range(processes)
    ]
    for one in workers:
        one.start()
    found = [second for _ in workers for second in times.get(timeout=300)]
    for one in workers:
        one.join()
    return found


def repeat(store: str) -> dict[str, Times]:
    """All times of one project: ours, and both floors, in turn."""
    prepare(store)
    found = {
        "one bare commit at a time": all_times(committing, store, 1),
        "bare commits of two processes": all_times(committing, store, 2),
        "`ask(1)` of one process": all_times(asking, store, 1),
        "`ask(1)` of two processes": all_times(asking, store, 2),
    }
    with open_store(store, create=False) as ledger:
        held = [event.item for event in ledger.events() if event.kind == "asked"]
    assert len(held) == len(set(held)) == 3 * (ASKS + 1)
    return found


def rows(name: str, repeats: list[dict[str, Times]]) -> list[str]:
    """The lines of one store."""
    lines, p95 = [], {}
    for what in repeats[0]:
        half, high = (np.array([np.quantile(r[what], q) for r in repeats]) * 1e3 for q in (0.5, 0.95))
        p95[what] = float(np.median(high))
        spread = f"{high.min():.2f} to {high.max():.2f}"
        lines.append(f"| {name} | {what} | {np.median(half):.2f} | {p95[what]:.2f} | {spread} |")
    alone, two = (p95[what] for what in ("one bare commit at a time", "bare commits of two processes"))
    ours = p95["`ask(1)` of two processes"]
    ratio = f"{ours / two:.1f} times two at once, {ours / alone:.1f} times one at a time"
    return [*lines, f"| {name} | **`ask(1)` of two processes over bare commits** | | {ratio} | |"]


def main() -> None:
    """Measure, print and write the table."""
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        lines += rows("SQLite", [repeat(str(Path(folder) / f"{k}.db")) for k in range(REPEATS)])
    found = programs()
    if found is not None:
        with PostgresServer(found) as server:
            lines += rows("PostgreSQL", [repeat(server.new()) for _ in range(REPEATS)])
    head = HEAD.format(cores=os.cpu_count(), python=sys.version.split()[0], load=os.getloadavg()[0])
    text = head + "\n".join(lines) + "\n"
    print(text)
    PAGE.write_text(text)


if __name__ == "__main__":
    main()
