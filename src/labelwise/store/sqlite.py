"""Ledgers in SQLite files: write-ahead log, every commit synced, foreign files left alone."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, QueuePool, create_engine, event
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DBAPIError

from labelwise.errors import NotAStore, StoreError, StoreLocked
from labelwise.store import versions
from labelwise.store.artefacts import ArtefactFolder, sync_folder
from labelwise.store.sql import Backend, SqlLedger

APPLICATION_ID = 0x4C62_5773  # "LbWs", in the header of every file of ours
BUSY_SECONDS = 5.0
BEGIN = "BEGIN IMMEDIATE"
FIX = {
    sqlite3.SQLITE_READONLY: "make the file and its folder writable, or copy the project",
    sqlite3.SQLITE_FULL: "free some space; nothing is lost",
    sqlite3.SQLITE_CORRUPT: "restore the project from a copy",
    sqlite3.SQLITE_NOTADB: "choose another name",
    sqlite3.SQLITE_IOERR: "check the disk and the folder",
    sqlite3.SQLITE_CANTOPEN: "check the folder and its permissions",
}
"""What to do about an error, by SQLite's primary result code."""


def open_file(path: Path, *, create: bool) -> SqlLedger:
    """Open the SQLite file at ``path``.

    Parameters
    ----------
    path : Path
        The project file; its artefacts are in ``<path without suffix>.artefacts``.
    create : bool
        Whether a missing file is made.

    Raises
    ------
    NotAStore
        If the file is not ours; it is not touched.
    StoreLocked
        If another process holds it for more than five seconds.
    StoreError
        If it is missing, read-only, damaged or made by a newer labelwise.
    """
    where = f"the project {str(path)!r}"
    if not os.path.lexists(path):
        if not create:
            raise StoreError(
                f"there is no project {str(path)!r}", fix="check the path, or start a new project there"
            )
        _make(path, where)
    _refuse_foreign(path, where)
    if not (os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)):
        raise StoreError(f"{where} is read-only", fix=FIX[sqlite3.SQLITE_READONLY])
    engine = _engine(path, "rw")
    try:
        with engine.connect() as connection:
            versions.check(connection, where, BEGIN)
        return SqlLedger(
            engine, Backend(where, BEGIN, insert, explain), ArtefactFolder(path.with_suffix(".artefacts"))
        )
    except (DBAPIError, sqlite3.Error) as error:
        raise explain(error, where) from error
    except BaseException:
        engine.dispose()
        raise


def explain(error: Exception, where: str) -> StoreError:
    """The typed error for what SQLite says.

    Parameters
    ----------
    error : Exception
        As the driver raised it, or wrapped by SQLAlchemy.
    where : str
        How to name the store.
    """
    cause = getattr(error, "orig", error)
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreLocked(f"another process holds {where}", fix="close it there, then try again")
    kind = NotAStore if code == sqlite3.SQLITE_NOTADB else StoreError
    return kind(f"{where} cannot be used: {cause}", fix=FIX.get(code, ""))


def _make(path: Path, where: str) -> None:
    """Make the file aside and link it into place, so that nobody ever sees a part of it."""
    try:
        handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=f"{path.name}.", suffix=".new")
    except OSError as error:
        raise StoreError(
            f"{where} cannot be made: {error.strerror}", fix=FIX[sqlite3.SQLITE_CANTOPEN]
        ) from error
    os.close(handle)
    new = Path(name)
    try:
        _fill(new)
        _link(new, path)
    except DBAPIError as error:
        raise explain(error, where) from error
    finally:
        new.unlink(missing_ok=True)
    sync_folder(path.absolute().parent)


def _fill(new: Path) -> None:
    engine = _engine(new, "rw")
    with engine.connect() as connection:
        connection.exec_driver_sql(BEGIN)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        versions.make(connection)
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")  # kept in the file
    engine.dispose()


def _link(new: Path, path: Path) -> None:
    try:
        os.link(new, path)
    except FileExistsError:
        return  # another process was first: its file is opened
    except OSError:
        os.rename(new, path)  # a file system without hard links


def _refuse_foreign(path: Path, where: str) -> None:
    """Raise unless the header is ours.

    Read through SQLite as immutable: no lock is taken and no file made beside it, and no
    descriptor is closed under the locks of another connection of this process.
    """
    if not path.is_file():
        raise NotAStore(f"{where} is not a file", fix=FIX[sqlite3.SQLITE_NOTADB])
    try:
        connection = _connect(path, "ro&immutable=1")
        try:
            found = connection.execute("PRAGMA application_id").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise explain(error, where) from error
    if found != APPLICATION_ID:
        raise NotAStore(f"{where} is a file of something else", fix=FIX[sqlite3.SQLITE_NOTADB])


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=BUSY_SECONDS, isolation_level=None,
        check_same_thread=False,
    )  # fmt: skip


def _engine(path: Path, mode: str) -> Engine:
    creator: Callable[[], Any] = lambda: _connect(path, mode)  # noqa: E731
    engine = create_engine("sqlite://", creator=creator, poolclass=QueuePool, isolation_level="AUTOCOMMIT")
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
