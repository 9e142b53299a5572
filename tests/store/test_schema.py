"""The tables made at once are the tables that the migrations make."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

from labelwise.store import schema, versions


def tables(connection):
    """Name to the statement that SQLite keeps, white space apart."""
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
    return {name: " ".join(sql.split()) for name, sql in found if name != "alembic_version"}


def empty():
    return sa.create_engine("sqlite://", isolation_level="AUTOCOMMIT")


def test_made_and_migrated_are_equal():
    with empty().connect() as made, empty().connect() as migrated:
        versions.make(made)
        versions.upgrade(migrated, "BEGIN IMMEDIATE")
        assert set(tables(made)) == {"events", "leases", "answers"}
        assert tables(made) == tables(migrated)
        version = sa.select(schema.version.c.version_num)
        assert made.execute(version).all() == migrated.execute(version).all() == [(schema.HISTORY[-1],)]


def test_history_is_what_the_migrations_say():
    config = Config()
    config.set_main_option("script_location", str(versions.MIGRATIONS))
    config.set_main_option("path_separator", "os")
    found = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert found == list(reversed(schema.HISTORY))
