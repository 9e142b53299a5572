"""Projects in a PostgreSQL database: one schema each, every commit synced, artefacts in a table.

Several projects and other tables may live in one database, and several machines share a project.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import ArgumentError, DBAPIError

from labelwise.errors import MissingExtra, NotAStore, StoreError, StoreLocked
from labelwise.store import schema, versions
from labelwise.store.artefacts import Arrays, name_of, pack, unpack
from labelwise.store.faults import point
from labelwise.store.opening import shown
from labelwise.store.sql import Backend, SqlLedger

try:
    import psycopg
except ImportError as error:
    raise MissingExtra.named("psycopg", "postgres") from error

LOCK_SECONDS = 5.0
IDLE_SECONDS = 60.0
"""A writer that has vanished in the middle of a transaction holds up the others no longer than this."""
CONNECT_SECONDS = 10
PROJECT = "labelwise"
NAME = re.compile(r"(?!pg_)[a-z0-9_][a-z0-9_-]{0,62}")
MARK = "the events of a labelwise project"
"""Comment on the table of events, by which a project is known."""
FORM = "postgresql://user@host:port/database?project=name"
GONE = "57P01", "57P02", "57P03", "25P03", "08006"
"""SQLSTATEs after which the connection is gone."""
FIX = {
    "42501": "let the owner of the database grant it, or use the role that made the project",
    "53100": "free some space; nothing is lost",
    "53300": "close other connections, or raise max_connections of the server",
    "25006": "connect to the primary server, not to a copy",
    "54000": "use shorter ids",
    "42P01": "restore the project from a copy",
}
"""What to do about an error, by SQLSTATE."""
UNREACHED = {
    "refused": "start the server, or check host and port",
    "password": "check user and password; the file ~/.pgpass or PGPASSWORD may hold it",
    'role "': "check the user",
    'database "': "check the name, or make the database with createdb",
    "resolve": "check the host",
    "not known": "check the host",
    "connection option": f"write it as {FORM}",
}
"""What to do when there is no connection, by what the driver says (it gives no code)."""


def open_url(text: str, *, create: bool) -> SqlLedger:
    """Open the project that a URL names.

    Parameters
    ----------
    text : str
        ``postgresql://user@host:port/database?project=name``; without ``project`` it is
        ``labelwise``. Other options go to the driver, ``sslmode`` for one. A project is the schema of
        its name.
    create : bool
        Whether a missing project is made; the database itself is never.

    Raises
    ------
    NotAStore
        If a schema of that name holds something else; it is not touched.
    StoreLocked
        If another process holds the project for more than five seconds.
    StoreError
        If the server, the database or the project cannot be used, or a newer labelwise made it.
        No message holds the password.
    """
    url, project = _parsed(text)
    where = f"the project {shown(text)!r}"
    engine = _engine(url, project)
    try:
        with engine.connect().execution_options(no_parameters=True) as connection:
            begin = f"BEGIN; SELECT pg_advisory_xact_lock({_key(project)})"
            if not _is_there(connection, project, where):
                _make(connection, project, where, begin=begin if create else "")
            versions.check(connection, where, begin)
        backend = Backend(where, begin, insert, explain)
        return SqlLedger(engine, backend, ArtefactTable(engine, where))
    except BaseException as error:
        engine.dispose()
        if isinstance(error, (DBAPIError, psycopg.Error)):
            raise explain(error, where) from error
        raise


def explain(error: Exception, where: str) -> StoreError:
    """The typed error for what PostgreSQL says.

    Parameters
    ----------
    error : Exception
        As the driver raised it, or wrapped by SQLAlchemy.
    where : str
        How to name the store.
    """
    cause = getattr(error, "orig", None) or error
    code, said = getattr(cause, "sqlstate", None), _line(cause)
    if code == "55P03":
        return StoreLocked(
            f"another process holds {where}",
            allowed="one writer at a time",
            fix="close it there, then try again",
        )
    if code in GONE or (
        code is None and isinstance(cause, (psycopg.OperationalError, psycopg.ProgrammingError))
    ):
        fixes = (fix for words, fix in UNREACHED.items() if words in said)
        again = "check the server, then try again; an answer that is told twice counts once"
        return StoreError(f"{where} cannot be reached: {said}", fix=next(fixes, again))
    if isinstance(cause, psycopg.DataError):
        return StoreError(f"{where} cannot hold this: {said}", allowed="text without NUL characters")
    return StoreError(f"{where} cannot be used: {said}", fix=FIX.get(str(code), ""))


def _line(cause: BaseException) -> str:
    """What the server said, without the driver's preface and the lines around it."""
    said = str(cause).strip().partition("\n")[0]
    return said.rpartition("FATAL:")[2].strip().removeprefix("connection failed: ")


def _parsed(text: str) -> tuple[URL, str]:
    """The URL for the driver, and the name of the project."""
    try:
        url = make_url(text).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError) as error:
        raise StoreError("the address of the database cannot be read", allowed=FORM) from error
    project = url.query.get("project", PROJECT)
    if not isinstance(project, str) or not NAME.fullmatch(project):
        raise StoreError(
            f"the project is named {project!r}",
            allowed="one name of at most 63 lower-case letters, digits, _ and -, not beginning with pg_",
        )
    return url.difference_update_query(["project"]), project


def _engine(url: URL, project: str) -> Engine:
    waits = {"connect_timeout": CONNECT_SECONDS, "application_name": "labelwise", "client_encoding": "utf8"}
    given = {name: value for name, value in waits.items() if name not in url.query}
    engine = create_engine(url, connect_args=given, isolation_level="AUTOCOMMIT", pool_pre_ping=True)

    def prepare(connection: psycopg.Connection, _: object) -> None:
        connection.execute(
            f"""SET search_path = "{project}";
            SET synchronous_commit = on;
            SET default_transaction_isolation = 'read committed';
            SET lock_timeout = {int(LOCK_SECONDS * 1000)};
            SET idle_in_transaction_session_timeout = {int(IDLE_SECONDS * 1000)}""".encode()
        )

    event.listen(engine, "connect", prepare)
    return engine


def _key(project: str) -> int:
    """Of the lock that a writer of this project holds until its commit; locks are the database's own."""
    digest = hashlib.sha256(f"labelwise:{project}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _is_there(connection: Connection, project: str, where: str) -> bool:
    """Whether the schema is a project; False when it is missing or empty.

    Raises
    ------
    NotAStore
        If it holds something else.
    """
    mark, others = connection.exec_driver_sql(
        f"""SELECT obj_description(to_regclass('"{project}".events'), 'pg_class'),
        (SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace('"{project}"'))"""
    ).one()
    if mark != MARK and others:
        raise NotAStore(
            f"{where} is something else", allowed="a project of labelwise", fix="choose another project="
        )
    return bool(mark == MARK)


def _make(connection: Connection, project: str, where: str, *, begin: str) -> None:
    """Make schema and tables in one transaction; another process may have made them meanwhile."""
    if not begin:
        raise StoreError(
            f"there is no {where.removeprefix('the ')}",
            allowed="the URL of a project",
            fix="check the URL, or start a new project there",
        )
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
    if encoding != "UTF8":
        raise StoreError(f"{where} would be in the encoding {encoding}", allowed="a database in UTF8")
    connection.exec_driver_sql(begin)
    if not _is_there(connection, project, where):
        if connection.exec_driver_sql(f"SELECT to_regnamespace('\"{project}\"')").scalar() is None:
            connection.exec_driver_sql(f'CREATE SCHEMA "{project}"')
        versions.make(connection)
        schema.artefacts.create(connection, checkfirst=False)
        connection.exec_driver_sql(f"COMMENT ON TABLE events IS '{MARK}'")
    connection.exec_driver_sql("COMMIT")


class ArtefactTable:
    """Artefacts as rows of one table, under the hash of their content.

    Parameters
    ----------
    engine : Engine
        Of the database.
    where : str
        How messages name the store.
    """

    PUT = (
        "INSERT INTO artefacts (name, content) VALUES (%s, %b) ON CONFLICT (name) DO UPDATE"
        " SET content = excluded.content WHERE artefacts.content IS DISTINCT FROM excluded.content"
    )

    def __init__(self, engine: Engine, where: str) -> None:
        self._engine, self._where = engine, where

    def put(self, arrays: Mapping[str, NDArray[Any]]) -> str:
        """Write arrays for good: one statement, one commit; what was damaged is mended.

        Raises
        ------
        StoreError
            If the database cannot be written.
        """
        content = pack(arrays)
        name = name_of(content)
        point("artefact-write.before")
        self._run(self.PUT, name, content)
        point("artefact-write.after")
        return name

    def get(self, name: str) -> Arrays:
        """Read the arrays stored as ``name``.

        Raises
        ------
        StoreError
            If there is no such artefact, or its content is damaged.
        """
        rows = self._run("SELECT content FROM artefacts WHERE name = %s", name)
        if not rows:
            raise StoreError(f"the artefact {name!r} is not in {self._where}", fix="restore it from a copy")
        return unpack(rows[0][0], name)

    def _run(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """One statement on a connection beside the writer's, so that it is committed at once."""
        try:
            connection = self._engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute(sql, values)
                return list(cursor.fetchall()) if cursor.description else []
            finally:
                connection.close()
        except psycopg.Error as error:
            raise explain(error, self._where) from error
