"""The ledger in a database, through SQLAlchemy Core; a backend says what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray
from sqlalchemy import Engine, PoolProxiedConnection, Table

from labelwise.errors import StoreError
from labelwise.store.artefacts import ArtefactFolder
from labelwise.store.base import Ledger
from labelwise.store.current import Current, DuplicateEvent
from labelwise.store.faults import point
from labelwise.store.rows import events_of, rows_of
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
        Makes the typed error of an error of the driver.
    """

    where: str
    begin: str
    insert: Callable[[Table], Any]
    explain: Callable[[Exception, str], StoreError]


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
        self._driver: Any = engine.dialect.loaded_dbapi  # for its Error and IntegrityError
        self._connection: PoolProxiedConnection | None = engine.raw_connection()

    @property
    def last(self) -> int:
        """Position of the newest event."""
        with self._reading() as cursor:
            return self._sql.last(cursor)

    def current(self) -> Current:
        """The tables of open leases and standing answers."""
        with self._reading() as cursor:
            return self._sql.current(cursor)

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
    def _writer(self) -> PoolProxiedConnection:
        if self._connection is None:
            raise StoreError(f"{self._backend.where} is closed", fix="open the project again")
        return self._connection

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except self._driver.Error as error:
            raise self._backend.explain(error, self._backend.where) from error

    @contextmanager
    def _reading(self) -> Iterator[Any]:
        """A cursor of the writer inside its transaction, else of a connection that waits for no writer."""
        writer = self._writer
        with self._explaining():
            connection = writer if self._writes() else self._engine.raw_connection()
            try:
                yield connection.cursor()
            finally:
                if connection is not writer:
                    connection.close()

    def _read(self, after: int) -> list[Event]:
        with self._reading() as cursor:
            rows = self._sql.read(cursor, after)
        return events_of(rows)

    def _insert(self, events: Sequence[Event]) -> list[Event]:
        with self._explaining():
            cursor = self._writer.cursor()
            rows = rows_of(events, self._sql.last(cursor) + 1)
            stored = events_of(rows)
            point("insert.before")
            try:
                self._sql.insert(cursor, rows)
                self._sql.follow(cursor, stored)
            except self._driver.IntegrityError as error:
                raise self._duplicate(stored) from error
        point("insert.after")
        return stored

    def _duplicate(self, new: Sequence[Event]) -> DuplicateEvent:
        """Say which id made the database refuse."""
        seen: set[str] = set()
        for event in new:
            position = self._sql.find(self._writer.cursor(), event.id)
            if event.id in seen or 0 < position < new[0].seq:
                return DuplicateEvent(f"the event {event.id!r} is already stored")
            seen.add(event.id)
        return DuplicateEvent("a question of this batch is already out for another unit")

    def _begin(self) -> None:
        with self._explaining():
            self._writer.cursor().execute(self._backend.begin)

    def _commit(self) -> None:
        point("commit.before")
        with self._explaining():
            self._writer.cursor().execute("COMMIT")
        point("commit.after")

    def _rollback(self) -> None:
        """Through the driver, which knows when an error has already ended the transaction."""
        with self._explaining():
            self._writer.rollback()
