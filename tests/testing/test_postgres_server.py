"""A private server starts fast, serves this machine alone, and leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from labelwise.testing import postgres_server
from labelwise.testing.postgres_server import PostgresServer


def pid_of(folder):
    return int((Path(folder) / "data" / "postmaster.pid").read_text().partition("\n")[0])


def test_it_starts_fast_and_leaves_nothing(postgres):
    started = time.monotonic()
    with PostgresServer(postgres.programs) as server:
        took = time.monotonic() - started
        folder, process = server._folder, pid_of(server._folder)
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


HOLDS = """
import sys, time
from labelwise.testing.postgres_server import PostgresServer, programs
with PostgresServer(programs()) as server:
    print(server._folder, flush=True)
    time.sleep(60)
"""


def test_it_ends_with_a_test_process_that_is_killed():
    with subprocess.Popen([sys.executable, "-c", HOLDS], stdout=subprocess.PIPE, text=True) as holder:
        folder = holder.stdout.readline().strip()
        process = pid_of(folder)
        holder.kill()
    for _ in range(500):
        if gone(process):
            break
        time.sleep(0.02)
    shutil.rmtree(folder)
    assert gone(process)


def gone(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


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
