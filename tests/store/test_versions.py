"""Older projects are upgraded, newer ones refused."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from labelwise.errors import NotAStore, StoreError
from labelwise.store import open_store, schema, versions
from labelwise.testing.store_events import trained

SECOND = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.create_table("notes", sa.Column("id", sa.Text, primary_key=True))
    op.execute("{also}")
"""


@pytest.fixture
def project(tmp_path):
    path = tmp_path / "p.db"
    with open_store(path, create=True) as ledger:
        ledger.append([trained(1)])
    return path


def set_version(path, version):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))


def look(path, sql):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture
def next_version(tmp_path, monkeypatch):
    """A version of labelwise with one more revision, which runs ``also``."""

    def install(also):
        folder = tmp_path / "migrations"
        shutil.copytree(versions.MIGRATIONS, folder)
        (folder / "versions" / "0002_second.py").write_text(SECOND.format(also=also))
        monkeypatch.setattr(versions, "MIGRATIONS", folder)
        monkeypatch.setattr(schema, "HISTORY", (*schema.HISTORY, "0002"))

    return install


def test_an_older_project_is_upgraded_and_keeps_its_events(project, next_version):
    next_version("SELECT 1")
    with open_store(project, create=False) as ledger:
        assert [event.id for event in ledger.events()] == ["e1"]
        assert ledger.append([trained(2)])[0].seq == 2
    assert look(project, "SELECT version_num FROM alembic_version") == [("0002",)]
    assert look(project, "SELECT count(*) FROM notes") == [(0,)]


def test_an_upgrade_that_fails_changes_nothing(project, next_version):
    next_version("INSERT INTO no_such_table VALUES (1)")
    with pytest.raises(StoreError, match="no_such_table"):
        open_store(project, create=False)
    assert look(project, "SELECT version_num FROM alembic_version") == [("0001",)]
    assert look(project, "SELECT name FROM sqlite_master WHERE name = 'notes'") == []


def test_a_newer_project_is_refused(project):
    set_version(project, "9999")
    before = project.read_bytes()
    with pytest.raises(StoreError, match=r"newer labelwise \(schema 9999\).*upgrade labelwise"):
        open_store(project, create=False)
    assert project.read_bytes() == before


def test_a_project_without_its_tables_is_refused(project):
    with closing(sqlite3.connect(project)) as connection, connection:
        connection.execute("DROP TABLE alembic_version")
    with pytest.raises(NotAStore, match="no tables"):
        open_store(project, create=False)


def test_a_current_project_opens_without_alembic(project):
    code = (
        "import sys; from labelwise.store import open_store;"
        f"open_store({str(project)!r}, create=False).close(); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
