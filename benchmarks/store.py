"""Durable writes beside sqlite3 by hand, and opening a large project.

Run: python benchmarks/store.py   (writes docs/benchmarks/store.md)

Every floor is the standard library's sqlite3 with the same settings (write-ahead log,
synchronous=FULL) on the same disk, measured in turn with ours, batch by batch.
"""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from labelwise import Campaign, Trust
from labelwise.store import open_store
from labelwise.store.rows import rows_of
from labelwise.types import Event

REPEATS, BATCHES, SINGLES = 5, 40, 100
ITEMS, EVENTS = 100_000, 20_000
PAGE = Path(__file__).parent.parent / "docs" / "benchmarks" / "store.md"
CLASSES = ["neg", "pos"]
HEAD = f"""# Store

Medians of {REPEATS} repeats; a repeat is the median of {BATCHES} batches or {SINGLES} single
writes, in turn with its floor. Floors are written by hand with `sqlite3` and `executemany`, one
commit each; everything runs with a write-ahead log and `synchronous=FULL`. {{cores}} cores,
Python {{python}}, SQLite {sqlite3.sqlite_version}, load {{load:.1f}} at the end. `python benchmarks/store.py`

The goal for `campaign.tell` was half the rate of bare rows. It is missed where a sync is fast: checking,
JSON, the tables of open leases and the fold cost about 30 microseconds an answer, a bare row about 6.

| what | ours, ms | spread | floor, ms | times the floor | rate of the floor |
|---|---|---|---|---|---|
"""


class Bare:
    """The same tables, written with executemany and nothing around it."""

    def __init__(self, path: Path, template: Path) -> None:
        with sqlite3.connect(template) as ours:
            tables = ours.execute("SELECT sql FROM sqlite_master WHERE type = 'table'").fetchall()
        ours.close()
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = FULL")
        for (sql,) in tables:
            self.connection.execute(sql)

    def write(self, *statements: tuple[str, list[tuple]]) -> float:
        """Seconds of one transaction."""
        started = time.perf_counter()
        self.connection.execute("BEGIN IMMEDIATE")
        for sql, rows in statements:
            self.connection.executemany(sql, rows)
        self.connection.execute("COMMIT")
        return time.perf_counter() - started

    def insert(self, rows: list[tuple]) -> float:
        """Events alone."""
        return self.write(("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows))

    def answer(self, rows: list[tuple]) -> float:
        """Events, and what an answer changes in the other tables."""
        leases = [(row[4], "", "0", row[6], None, 9e9) for row in rows]
        self.write(("INSERT INTO leases VALUES (?, ?, ?, ?, ?, ?)", leases))
        return self.write(
            ("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows),
            ("DELETE FROM leases WHERE query = ?", [(row[6],) for row in rows]),
            ("INSERT INTO answers VALUES (?, ?)", [(row[1], row[0]) for row in rows]),
        )


def answered(first: int, count: int) -> list[Event]:
    """Events as ``tell`` writes them."""
    by = "human:anna"
    return [
        Event("answered", f"q{n}:{by}", 1.7e9, f"item {n}", "", f"q{n}", by,
              {"answer": {"id": f"q{n}:{by}", "query": f"q{n}", "by": by, "kind": "is", "value": "pos",
                          "at": 1.7e9, "item": f"item {n}"}})
        for n in range(first, first + count)
    ]  # fmt: skip


def timed(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def batches(folder: Path) -> dict[str, float]:
    """Median seconds of each way to write 100 answers."""
    ledger = open_store(folder / "append.db", create=True)
    events_alone, all_tables = (
        Bare(folder / f"{name}.db", folder / "append.db") for name in ("bare", "full")
    )
    with Campaign(
        np.zeros((ITEMS // 10, 2)), CLASSES, strategy="random", store=folder / "tell.db", trust=None
    ) as c:
        c.plan(100 * BATCHES)
        c.background = True
        times: dict[str, list[float]] = {"events": [], "tables": [], "append": [], "tell": []}
        for k in range(BATCHES):
            new = answered(100 * k, 100)
            rows = rows_of(new, 100 * k + 1)
            asked = c.ask(100)
            times["events"].append(events_alone.insert(rows))
            times["tables"].append(all_tables.answer(rows))
            times["append"].append(timed(lambda new=new: ledger.append(new)))
            times["tell"].append(timed(lambda asked=asked: c.tell(asked, ["pos"] * 100)))
    ledger.close()
    return {name: statistics.median(values) for name, values in times.items()}


def singles(folder: Path) -> dict[str, float]:
    """Median seconds of one event, and of one question from a plan."""
    ledger = open_store(folder / "append.db", create=True)
    bare = Bare(folder / "bare.db", folder / "append.db")
    with Campaign(
        np.zeros((ITEMS // 10, 2)), CLASSES, strategy="random", store=folder / "ask.db", trust=None
    ) as c:
        c.plan(1000)
        c.background = True
        times: dict[str, list[float]] = {"commit": [], "append one": [], "ask": []}
        for k in range(SINGLES):
            new = [Event("trained", f"t{k}", 1.7e9, body={"model": f"m{k}", "upto": k, "labels": k})]
            times["commit"].append(bare.insert(rows_of(new, k + 1)))
            times["append one"].append(timed(lambda new=new: ledger.append(new)))
            times["ask"].append(timed(lambda: c.ask(1)))
    ledger.close()
    return {name: statistics.median(values) for name, values in times.items()}


def large_project(folder: Path) -> Path:
    """A project of 100,000 texts in a Parquet file, with 20,000 events."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(0)
    words = rng.integers(0, 5000, size=(ITEMS, 12))
    texts = [" ".join(f"w{word}" for word in row) for row in words]
    pq.write_table(pa.table({"text": texts}), folder / "texts.parquet")
    path = folder / "large.db"
    with Campaign(str(folder / "texts.parquet"), CLASSES, strategy="random", store=path, trust=Trust()) as c:
        c.plan(EVENTS // 2)
        c.background = True
        while c.ledger.last < EVENTS:
            batch = c.ask(100)
            c.tell(batch, ["pos"] * len(batch))
    return path


def read_by_hand(path: Path) -> None:
    """All events of a project and their bodies, with sqlite3 and json."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT * FROM events ORDER BY seq").fetchall()
    json.loads("[" + ",".join(row[8] for row in rows) + "]")
    connection.close()


def opening(path: Path) -> dict[str, float]:
    """Seconds to open the large project, to read its events, and to read them by hand."""
    with open_store(path, create=False) as ledger:
        events = timed(ledger.events)
    return {
        "by hand": timed(lambda: read_by_hand(path)),
        "read": events,
        "open": timed(lambda: Campaign.open(path, background=True).close()),
    }


def measured() -> dict[str, list[float]]:
    """All figures of every repeat."""
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        large = large_project(Path(name))
        for k in range(REPEATS):
            folder = Path(name) / str(k)
            (folder / "batches").mkdir(parents=True)
            (folder / "singles").mkdir()
            for part in (batches(folder / "batches"), singles(folder / "singles"), opening(large)):
                for key, value in part.items():
                    found.setdefault(key, []).append(value)
    return found


def page(found: dict[str, list[float]]) -> str:
    """The table, with the ratio of medians."""
    middle = {name: statistics.median(values) for name, values in found.items()}

    def row(what: str, ours: str, floor: str) -> str:
        spread = f"{min(found[ours]) * 1e3:.2f} to {max(found[ours]) * 1e3:.2f}"
        times = f"{middle[ours] * 1e3:.2f} | {spread} | {middle[floor] * 1e3:.2f}"
        return (
            f"| {what} | {times} | {middle[ours] / middle[floor]:.2f} | {middle[floor] / middle[ours]:.0%} |"
        )

    rows = [
        row("`ledger.append` of 100 answers; floor: their event rows", "append", "events"),
        row("`ledger.append` of 100 answers; floor: their rows in all tables", "append", "tables"),
        row("`campaign.tell` of 100; floor: their event rows", "tell", "events"),
        row("`campaign.tell` of 100; floor: their rows in all tables", "tell", "tables"),
        row("`ledger.append` of one event; floor: one row", "append one", "commit"),
        row("`campaign.ask(1)` from a plan; floor: one row", "ask", "commit"),
        row(f"`ledger.events()` of {EVENTS:,}; floor: `SELECT`, `json.loads`", "read", "by hand"),
        row(f"`Campaign.open`, {ITEMS:,} texts, {EVENTS:,} events; same floor", "open", "by hand"),
    ]
    return (
        HEAD.format(cores=os.cpu_count(), python=sys.version.split()[0], load=os.getloadavg()[0])
        + "\n".join(rows)
        + "\n"
    )


def main() -> None:
    """Measure, print and write the table."""
    text = page(measured())
    print(text)
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(text)


if __name__ == "__main__":
    main()
