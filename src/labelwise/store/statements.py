"""The statements of the ledger: written in SQLAlchemy Core, compiled once for a dialect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Dialect, Executable, Table, bindparam, select

from labelwise.store.current import Current, Lease, Taken, lease_of
from labelwise.store.rows import COLUMNS, EventRow
from labelwise.store.schema import answers, events, leases
from labelwise.types import Event

LEASE = ("item", "part", "slot", "query", "holder", "until", "at")
KEY = LEASE[:3]


class Statement:
    """SQL text and the order of its parameters.

    The text goes straight to the driver's cursor: executing the construct each time would
    double the time of a batch of a hundred answers.

    Parameters
    ----------
    construct : Executable
        A Core statement.
    names : tuple of str
        Its parameters, in the order in which rows give them and the text uses them.
    dialect : Dialect
        Of the engine that will run it.
    """

    def __init__(self, construct: Executable, names: tuple[str, ...], dialect: Dialect) -> None:
        self.text = str(construct.compile(dialect=dialect))  # type: ignore[attr-defined]
        self.names, self._positional = names, dialect.positional

    def one(self, cursor: Any, *row: Any) -> Any:
        """Run it with the parameters ``row``; gives the cursor."""
        cursor.execute(self.text, self._given(row))
        return cursor

    def many(self, cursor: Any, rows: Sequence[tuple[Any, ...]]) -> int:
        """Run it for each of ``rows`` in one call to the driver; how many rows it changed."""
        if len(rows) == 1:
            return int(self.one(cursor, *rows[0]).rowcount)
        if not rows:
            return 0
        cursor.executemany(self.text, rows if self._positional else [self._given(row) for row in rows])
        return int(cursor.rowcount)

    def _given(self, row: tuple[Any, ...]) -> Any:
        return row if self._positional else dict(zip(self.names, row, strict=True))


class Statements:
    """All statements of one ledger; every method runs on a cursor of the driver.

    Parameters
    ----------
    dialect : Dialect
        Of the engine.
    insert : callable
        The dialect's own ``insert``, which knows ``ON CONFLICT``.
    """

    def __init__(self, dialect: Dialect, insert: Callable[[Table], Any]) -> None:
        def made(construct: Executable, *names: str) -> Statement:
            return Statement(construct, names, dialect)

        seq, query = events.c.seq, bindparam("question", type_=sa.Text)
        batch = select(events.c.query).where(seq.between(bindparam("first"), bindparam("last")))
        self._last = made(select(sa.func.max(seq)))
        self._read = made(select(events).where(seq > bindparam("after")).order_by(seq), "after")
        self._find = made(select(seq).where(events.c.id == bindparam("event")), "event")
        self._insert = made(insert(events), *COLUMNS)
        self._lease = made(_lease(insert(leases)), *LEASE)
        self._end_batch = made(sa.delete(leases).where(leases.c.query.in_(batch)), "first", "last")
        self._end = made(sa.delete(leases).where(leases.c.query == query), "question")
        renew = sa.update(leases).where(leases.c.query == query).values(until=bindparam("end"))
        self._renew = made(renew, "end", "question")
        self._answer = made(_answer(insert(answers)), "id", "event")
        self._retract = made(sa.delete(answers).where(answers.c.id == bindparam("answer")), "answer")
        key = [leases.c[name] == bindparam(name) for name in KEY]
        self._holder = made(select(leases.c.query, leases.c.holder).where(*key), *KEY)
        self._leases, self._answers = made(select(leases)), made(select(answers))

    def last(self, cursor: Any) -> int:
        """Position of the newest event, 0 when there is none."""
        return self._last.one(cursor).fetchone()[0] or 0

    def read(self, cursor: Any, after: int) -> list[EventRow]:
        """Rows of the events after a position, in order."""
        return self._read.one(cursor, after).fetchall()  # type: ignore[no-any-return]

    def find(self, cursor: Any, event: str) -> int:
        """Position of the event with this id, 0 when there is none."""
        found = self._find.one(cursor, event).fetchone()
        return found[0] if found else 0

    def current(self, cursor: Any) -> Current:
        """Both current tables."""
        held = self._leases.one(cursor).fetchall()
        return Current(
            {(item, part, slot): Lease(*lease) for item, part, slot, *lease in held},
            dict(self._answers.one(cursor).fetchall()),
        )

    def insert(self, cursor: Any, rows: Sequence[EventRow]) -> None:
        """Add the rows of events."""
        self._insert.many(cursor, rows)

    def follow(self, cursor: Any, stored: Sequence[Event]) -> None:
        """Change leases and answers as ``stored`` says, which is inserted: runs of one kind at once.

        Raises
        ------
        Taken
            If an asked unit and slot is held by somebody.
        """
        for kind, run in groupby(stored, key=lambda event: event.kind):
            group = list(run)
            if kind == "asked":
                self._open(cursor, group)
            elif kind == "answered":
                self._end_batch.one(cursor, group[0].seq, group[-1].seq)
                self._answer.many(cursor, [(e.body["answer"]["id"], e.seq) for e in group])
            elif kind == "retracted":
                self._end.many(cursor, [(query,) for e in group for query in e.body.get("queries", ())])
                self._retract.many(cursor, [(e.body["answer"],) for e in group if "answer" in e.body])
            elif kind == "changed":
                ends = [(end, query) for e in group for query, end in e.body.get("renew", {}).items()]
                self._renew.many(cursor, ends)

    def _open(self, cursor: Any, asked: Sequence[Event]) -> None:
        opened = [(*found, e.at) for e in asked if (found := lease_of(e))]
        rows = [(*key, lease.query, lease.holder, lease.until, at) for key, lease, at in opened]
        if self._lease.many(cursor, rows) != len(rows):
            self._refuse(cursor, rows)

    def _refuse(self, cursor: Any, rows: Sequence[tuple[Any, ...]]) -> None:
        """Name the first unit of ``rows`` that another question has."""
        for item, part, slot, query, *_ in rows:
            other, holder = self._holder.one(cursor, item, part, slot).fetchone()
            if other != query:
                break
        raise Taken.key((item, part, slot), holder)


def _lease(insert: Any) -> Executable:
    """A lease of a free key or over an expired one; over an open one it changes no row."""
    new = {name: insert.excluded[name] for name in ("query", "holder", "until")}
    free = leases.c.until <= bindparam("at")
    return insert.on_conflict_do_update(index_elements=list(KEY), set_=new, where=free)  # type: ignore[no-any-return]


def _answer(insert: Any) -> Executable:
    new = {"event": insert.excluded.event}
    return insert.on_conflict_do_update(index_elements=["id"], set_=new)  # type: ignore[no-any-return]
