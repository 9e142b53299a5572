"""Ledgers in SQLite files: write-ahead log, every commit synced, foreign files left alone."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Callable
from contextlib import closing
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
ASK_ID = "PRAGMA application_id"
OURS = "a project file of labelwise"
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
        The project file; its artefacts are in ``<path without suffix>.artefacts``, what can be computed
        again in ``<path>.cache``.
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
                f"there is no project {str(path)!r}",
                allowed="the path of a project file",
                fix="check the path, or start a new project there",
            )
        _make(path, where)
    _refuse_foreign(path, where)
    if not (os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)):
        raise StoreError(f"{where} is read-only", fix=FIX[sqlite3.SQLITE_READONLY])
    return _opened(path, where)


def _opened(path: Path, where: str) -> SqlLedger:
    engine = _engine(path, "rw")
    try:
        with engine.connect() as connection:
            _refuse_other(connection.exec_driver_sql(ASK_ID).scalar(), where)
            versions.check(connection, where, BEGIN)
        artefacts = ArtefactFolder(path.resolve().with_suffix(".artefacts"))
        ledger = SqlLedger(engine, Backend(where, BEGIN, insert, explain), artefacts)
        ledger.cache = path.resolve().with_name(f"{path.name}.cache")
        return ledger
    except BaseException as error:
        engine.dispose()
        if isinstance(error, (DBAPIError, sqlite3.Error)):
            raise explain(error, where) from error
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
    code = _code(cause)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreLocked(
            f"another process holds {where}",
            allowed="one writer at a time",
            fix="close it there, then try again",
        )
    if code == sqlite3.SQLITE_NOTADB:
        return NotAStore(f"{where} cannot be used: {cause}", allowed=OURS, fix=FIX[code])
    return StoreError(f"{where} cannot be used: {cause}", fix=FIX.get(code, ""))


def _make(path: Path, where: str) -> None:
    """Make the file aside and link it into place, so that nobody ever sees a part of it."""
    new = path.with_name(f"{path.name}.{secrets.token_hex(8)}.new")
    engine = _engine(new, "rwc")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(BEGIN)
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            versions.make(connection)
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")  # kept in the file
        engine.dispose()  # the last connection leaves one complete file
        _link(new, path)
    except DBAPIError as error:
        raise explain(error, where) from error
    finally:
        engine.dispose()
        new.unlink(missing_ok=True)
    sync_folder(path.absolute().parent)


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
        raise NotAStore(f"{where} is not a file", allowed=OURS, fix=FIX[sqlite3.SQLITE_NOTADB])
    try:
        with closing(_connect(path, "ro&immutable=1")) as connection:
            found = connection.execute(ASK_ID).fetchone()[0]
    except sqlite3.Error as error:
        if _code(error) == sqlite3.SQLITE_CORRUPT:
            return  # so it looks while another process moves its log into the file: ask again with locks
        raise explain(error, where) from error
    _refuse_other(found, where)


def _refuse_other(found: int | None, where: str) -> None:
    if found != APPLICATION_ID:
        raise NotAStore(f"{where} is a file of something else", allowed=OURS, fix=FIX[sqlite3.SQLITE_NOTADB])


def _code(error: BaseException) -> int:
    """SQLite's primary result code."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


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
