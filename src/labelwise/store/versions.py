"""The schema of an opened database: made new, as it should be, upgraded, or refused."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, select

from labelwise.errors import NotAStore, StoreError
from labelwise.store import schema

MIGRATIONS = Path(__file__).with_name("migrations")


def make(connection: Connection) -> None:
    """Create the tables of the newest revision in an empty database."""
    schema.metadata.create_all(connection, checkfirst=False)
    schema.version.create(connection, checkfirst=False)
    connection.execute(schema.version.insert().values(version_num=schema.HISTORY[-1]))


def check(connection: Connection, where: str, begin: str) -> None:
    """Bring the database to the newest revision.

    Parameters
    ----------
    connection : Connection
        In autocommit mode, so that ``begin`` opens the one transaction of an upgrade.
    where : str
        How messages name the store.
    begin : str
        The statement that opens an exclusive transaction.

    Raises
    ------
    NotAStore
        If it has none of our tables.
    StoreError
        If a newer version of labelwise made it.
    """
    found = _revision(connection, where)
    if found == schema.HISTORY[-1]:
        return
    if found not in schema.HISTORY:
        raise StoreError(
            f"{where} was made by a newer labelwise (schema {found})",
            allowed=f"schema {schema.HISTORY[-1]} or older",
            fix="upgrade labelwise",
        )
    upgrade(connection, begin)


def _revision(connection: Connection, where: str) -> str:
    if not inspect(connection).has_table(schema.version.name):
        raise NotAStore(f"{where} has no tables of labelwise", fix="choose another name")
    return str(connection.execute(select(schema.version.c.version_num)).scalar())


def upgrade(connection: Connection, begin: str) -> None:
    """Run the missing migrations in one transaction; another process may have run them meanwhile."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    connection.exec_driver_sql(begin)
    try:
        command.upgrade(config, schema.HISTORY[-1])
        connection.exec_driver_sql("COMMIT")
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
