"""The statements of the ledger, compiled once for a dialect, and when each is run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, CursorResult, Dialect, Executable, Table, bindparam, select

from labelwise.store.current import Taken, lease_of, lost_leases, standing_of
from labelwise.store.rows import COLUMNS, EventRow, to_json
from labelwise.store.schema import answers, events, leases
from labelwise.types import Event

LEASE = ("item", "part", "slot", "query", "holder", "until", "at")
ANSWER = ("id", "query", "item", "part", "by", "kind", "value", "event")


class Statement:
    """SQL text and the order of its parameters.

    Compiling once and handing the text to the driver costs a fifth of executing the
    construct, which matters for batches of a hundred answers.

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

    def __call__(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> CursorResult[Any]:
        """Run it once for every row, in one call to the driver."""
        given: Any = rows if self._positional else [dict(zip(self.names, row, strict=True)) for row in rows]
        return connection.exec_driver_sql(self.text, given if len(rows) > 1 else given[0])


class Statements:
    """All statements of one ledger.

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

        self._last = made(select(sa.func.max(events.c.seq)))
        self._read = made(
            select(events).where(events.c.seq > bindparam("after")).order_by(events.c.seq), "after"
        )
        self._insert = made(insert(events), *COLUMNS)
        self._lease = made(_lease(insert(leases)), *LEASE)
        self._end = made(sa.delete(leases).where(leases.c.query == bindparam("question")), "question")
        self._renew = made(
            sa.update(leases).where(leases.c.query == bindparam("question")).values(until=bindparam("end")),
            "end", "question",
        )  # fmt: skip
        self._answer = made(_answer(insert(answers)), *ANSWER)
        self._retract = made(sa.delete(answers).where(answers.c.id == bindparam("answer")), "answer")

    def last(self, connection: Connection) -> int:
        """Position of the newest event, 0 when there is none."""
        return int(self._last(connection, [()]).scalar() or 0)

    def read(self, connection: Connection, after: int) -> Sequence[EventRow]:
        """Rows of the events after a position, in order."""
        return self._read(connection, [(after,)]).fetchall()  # type: ignore[return-value]

    def insert(self, connection: Connection, rows: Sequence[EventRow]) -> None:
        """Add the rows of events."""
        self._insert(connection, rows)

    def follow(self, connection: Connection, stored: Iterable[Event]) -> None:
        """Change leases and answers as ``stored`` says: runs of one kind in one call each.

        Raises
        ------
        Taken
            If an asked unit and slot is held by somebody.
        """
        for kind, run in groupby(stored, key=lambda event: event.kind):
            group = list(run)
            self._many(connection, self._end, [(q,) for e in group for q in lost_leases(e)])
            if kind == "asked":
                self._open(connection, group)
            elif kind == "answered":
                self._many(connection, self._answer, [_answer_row(event) for event in group])
            elif kind == "retracted":
                lost = [(e.body["answer"],) for e in group if "answer" in e.body]
                self._many(connection, self._retract, lost)
            elif kind == "changed":
                ends = [(end, q) for e in group for q, end in e.body.get("renew", {}).items()]
                self._many(connection, self._renew, ends)

    def _open(self, connection: Connection, asked: Sequence[Event]) -> None:
        opened = [(e.at, *found) for e in asked if (found := lease_of(e))]
        rows = [(*key, lease.query, lease.holder, lease.until, at) for at, key, lease in opened]
        if rows and self._lease(connection, rows).rowcount != len(rows):
            self._refuse(connection, rows)

    def _refuse(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """Name the first unit of ``rows`` that another question has."""
        for *key, query, _, _, _ in rows:
            where = [column == value for column, value in zip(leases.primary_key, key, strict=True)]
            found = connection.execute(select(leases).where(*where)).one()
            if found.query != query:
                break
        raise Taken.key((found.item, found.part, found.slot), found.holder)

    def _many(self, connection: Connection, statement: Statement, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:
            statement(connection, rows)


def _lease(insert: Any) -> Executable:
    """A lease of a free key or over an expired one; over an open one it changes no row."""
    new = {name: insert.excluded[name] for name in ("query", "holder", "until")}
    keys = list(leases.primary_key)
    return insert.on_conflict_do_update(  # type: ignore[no-any-return]
        index_elements=keys, set_=new, where=leases.c.until <= bindparam("at")
    )


def _answer(insert: Any) -> Executable:
    new = {name: insert.excluded[name] for name in ANSWER[1:]}
    return insert.on_conflict_do_update(index_elements=[answers.c.id], set_=new)  # type: ignore[no-any-return]


def _answer_row(event: Event) -> tuple[Any, ...]:
    id_, row = standing_of(event)
    return (id_, row.query, row.item, row.part, row.by, row.kind, to_json(row.value), row.event)
