"""The ledger in a database, through SQLAlchemy Core; a backend says what differs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, Row, Table, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from labelwise.errors import StoreError
from labelwise.store.artefacts import ArtefactFolder
from labelwise.store.base import Ledger
from labelwise.store.current import Current, DuplicateEvent, Lease, Standing
from labelwise.store.faults import point
from labelwise.store.rows import events_of, rows_of
from labelwise.store.schema import answers, events, leases
from labelwise.store.statements import Statements
from labelwise.types import Event


@dataclass(frozen=True)
class Backend:
    """What one kind of database does in its own way.

    Parameters
    ----------
    where : str
        How messages name the store.
    begin : str
        The statement that opens a transaction as the only writer.
    insert : callable
        The dialect's ``insert``, which knows ``ON CONFLICT``.
    explain : callable
        Makes the typed error of a driver's error.
    """

    where: str
    begin: str
    insert: Callable[[Table], Any]
    explain: Callable[[DBAPIError, str], StoreError]


class SqlLedger(Ledger):
    """Events and current tables in one database, artefacts in a folder.

    Parameters
    ----------
    engine : Engine
        In autocommit mode: transactions are opened by ``backend.begin``.
    backend : Backend
        What is particular to this kind of database.
    artefacts : ArtefactFolder
        Where :meth:`put` writes.
    """

    def __init__(self, engine: Engine, backend: Backend, artefacts: ArtefactFolder) -> None:
        super().__init__()
        self._engine, self._backend, self._artefacts = engine, backend, artefacts
        self._sql = Statements(engine.dialect, backend.insert)
        self._connection: Connection | None = engine.connect()

    @property
    def last(self) -> int:
        """Position of the newest event."""
        with self._reading() as connection:
            return self._sql.last(connection)

    def current(self) -> Current:
        """The tables of open leases and standing answers."""
        with self._reading() as connection:
            held = connection.execute(select(leases)).all()
            stand = connection.execute(select(answers).order_by(answers.c.event)).all()
        return Current(
            {(item, part, slot): Lease(*rest) for item, part, slot, *rest in held},
            {row.id: _standing(row) for row in stand},
        )

    def put(self, arrays: Mapping[str, NDArray[Any]]) -> str:
        """Write arrays into the folder of artefacts."""
        return self._artefacts.put(arrays)

    def get(self, name: str) -> dict[str, NDArray[Any]]:
        """Read arrays from the folder of artefacts."""
        return self._artefacts.get(name)

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
                self._engine.dispose()

    @property
    def _writer(self) -> Connection:
        if self._connection is None:
            raise StoreError(f"{self._backend.where} is closed", fix="open the project again")
        return self._connection

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._backend.explain(error, self._backend.where) from error

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """The writer's own connection inside its transaction, else one that waits for no writer."""
        writer = self._writer
        with self._explaining():
            if self._writes():
                yield writer
            else:
                with self._engine.connect() as connection:
                    yield connection

    def _read(self, after: int) -> list[Event]:
        with self._reading() as connection:
            rows = self._sql.read(connection, after)
        return events_of(rows)

    def _insert(self, events: Sequence[Event]) -> list[Event]:
        with self._explaining():
            rows = rows_of(events, self._sql.last(self._writer) + 1)
            stored = events_of(rows)
            point("insert.before")
            try:
                self._sql.insert(self._writer, rows)
                self._sql.follow(self._writer, stored)
            except IntegrityError as error:
                raise self._duplicate(stored) from error
        point("insert.after")
        return stored

    def _duplicate(self, new: Sequence[Event]) -> DuplicateEvent:
        """Say which id made the database refuse."""
        seen = {event.id: event.seq for event in reversed(new)}
        again = [event.id for event in new if seen[event.id] != event.seq]
        for event in new:
            old = select(events.c.seq).where(events.c.id == event.id, events.c.seq < new[0].seq)
            if event.id in again or self._writer.execute(old).first():
                return DuplicateEvent(f"the event {event.id!r} is already stored")
        return DuplicateEvent("a question of this batch is already out for another unit")

    def _begin(self) -> None:
        with self._explaining():
            self._writer.exec_driver_sql(self._backend.begin)

    def _commit(self) -> None:
        point("commit.before")
        with self._explaining():
            self._writer.exec_driver_sql("COMMIT")
        point("commit.after")

    def _rollback(self) -> None:
        """Through the driver, which knows when an error has already ended the transaction."""
        with self._explaining():
            self._writer.connection.rollback()


def _standing(row: Row[Any]) -> Standing:
    return Standing(row.query, row.item, row.part, row.by, row.kind, json.loads(row.value), row.event)
