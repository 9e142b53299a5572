"""The ledger in a database, through SQLAlchemy Core; a backend says what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from numpy.typing import NDArray
from sqlalchemy import Engine, PoolProxiedConnection, Table

from labelwise.errors import StoreError
from labelwise.store.artefacts import Arrays
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


class Artefacts(Protocol):
    """Where a ledger in a database keeps arrays."""

    def put(self, arrays: Mapping[str, NDArray[Any]]) -> str:
        """Store arrays for good and return the name of their content."""

    def get(self, name: str) -> Arrays:
        """The arrays stored as ``name``."""


class SqlLedger(Ledger):
    """Events and current tables in one database; it says where artefacts are kept.

    Parameters
    ----------
    engine : Engine
        In autocommit mode: transactions are opened by ``backend.begin``.
    backend : Backend
        What is particular to this kind of database.
    artefacts : Artefacts
        Where :meth:`put` writes.
    """

    def __init__(self, engine: Engine, backend: Backend, artefacts: Artefacts) -> None:
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
        """Write arrays where artefacts are kept."""
        return self._artefacts.put(arrays)

    def get(self, name: str) -> dict[str, NDArray[Any]]:
        """Read arrays from where artefacts are kept."""
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
        """Say which id made the database refuse, through a connection that the error has not blocked."""
        seen: set[str] = set()
        with closing(self._engine.raw_connection()) as connection:
            for event in new:
                if event.id in seen or self._sql.find(connection.cursor(), event.id):
                    return DuplicateEvent(f"the event {event.id!r} is already stored")
                seen.add(event.id)
        return DuplicateEvent("a question of this batch is already out for another unit, or an id is taken")

    def _begin(self) -> None:
        """Open a transaction; once more when the server has gone and come back since the last one."""
        with self._explaining():
            try:
                self._start()
            except self._driver.Error:
                if self._writer.is_valid:
                    raise
                self._start()

    def _start(self) -> None:
        if not self._writer.is_valid:
            self._connection = self._engine.raw_connection()
        try:
            self._writer.cursor().execute(self._backend.begin)
        except self._driver.Error:
            self._end()
            raise

    def _end(self) -> None:
        """Take back what is open, if the driver knows of anything.

        A lost connection is let go of: then the server takes it back by itself.
        """
        connection = self._writer.driver_connection
        try:
            self._writer.rollback()
        except self._driver.Error as error:
            if not self._engine.dialect.is_disconnect(error, connection, None):
                raise
            self._writer.invalidate()

    def _commit(self) -> None:
        point("commit.before")
        with self._explaining():
            self._writer.cursor().execute("COMMIT")
        point("commit.after")

    def _rollback(self) -> None:
        with self._explaining():
            self._end()
