"""A private server starts fast, serves this machine alone, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import psycopg
import pytest

from labelwise.testing import postgres_server
from labelwise.testing.postgres_server import PostgresServer


def test_it_starts_fast_and_leaves_nothing(postgres):
    started = time.monotonic()
    with PostgresServer(postgres.programs) as server:
        took = time.monotonic() - started
        folder, process = server._folder, server._process.pid
        assert server.run("SELECT 1") == [(1,)]
        assert server.run("SHOW listen_addresses") == [("127.0.0.1",)]
        assert os.stat(f"/proc/{process}").st_uid != 0 if Path("/proc/self").exists() else True
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    assert took < 10  # about one second on an idle machine


def test_it_syncs_and_asks_for_the_password(postgres):
    settings = dict(postgres.run("SELECT name, setting FROM pg_settings WHERE name ~ 'fsync|commit$'"))
    assert settings["fsync"] == settings["synchronous_commit"] == "on"
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(postgres.url.replace(postgres.password, "wrong"))


def test_what_is_committed_survives_an_immediate_stop(postgres):
    with PostgresServer(postgres.programs) as server:
        server.run("CREATE TABLE t (x int)")
        server.run("INSERT INTO t VALUES (1)")
        server.stop(signal.SIGQUIT)
        server.start()
        assert server.run("SELECT * FROM t") == [(1,)]


def test_two_addresses_are_two_projects(postgres):
    assert len({postgres.new(), postgres.new()}) == 2


def test_the_newest_programs_are_taken(tmp_path, monkeypatch):
    for version in ("9", "15"):
        folder = tmp_path / version / "bin"
        folder.mkdir(parents=True)
        (folder / "initdb").touch()
        (folder / "postgres").touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgres_server, "DEBIAN", tmp_path)
    assert postgres_server.programs() == tmp_path / "15" / "bin"
    monkeypatch.setattr(postgres_server, "DEBIAN", tmp_path / "none")
    assert postgres_server.programs() is None


pytest_plugins = ["pytester"]
ASKS = "def test_store(postgres):\n    pass\n"


@pytest.mark.parametrize(("ci", "outcome"), [("", "1 skipped"), ("true", "1 error")])
def test_without_the_programs_it_says_so(pytester, monkeypatch, ci, outcome):
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(postgres_server, "programs", lambda: None)
    pytester.makepyfile(ASKS)
    result = pytester.runpytest_inprocess(
        "-p", "labelwise.testing.postgres_server", "-rs", "-p", "no:cacheprovider"
    )
    result.stdout.fnmatch_lines([f"*{outcome}*"])
    assert "NO POSTGRESQL: the store in PostgreSQL was NOT tested" in result.stdout.str()
