"""SQLite files: what is ours, what is not, and what every failure says."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from labelwise.errors import NotAStore, StoreError, StoreLocked
from labelwise.store import open_store, sqlite
from labelwise.testing.store_events import trained


@pytest.fixture
def project(tmp_path):
    path = tmp_path / "p.db"
    with open_store(path, create=True) as ledger:
        ledger.append([trained(n) for n in range(1, 201)])
    return path


def pragma(ledger, name):
    return ledger._writer.cursor().execute(f"PRAGMA {name}").fetchone()[0]


def test_every_connection_syncs_every_commit(project):
    with open_store(project, create=False) as ledger:
        assert pragma(ledger, "journal_mode") == "wal"
        assert pragma(ledger, "synchronous") == 2
        assert pragma(ledger, "foreign_keys") == 1
        assert pragma(ledger, "application_id") == sqlite.APPLICATION_ID
        assert pragma(ledger, "busy_timeout") == 5000


def test_a_new_file_is_one_complete_file(tmp_path):
    open_store(tmp_path / "p.db", create=True).close()
    assert [file.name for file in tmp_path.iterdir()] == ["p.db"]


def test_creating_over_a_project_opens_it(project):
    with open_store(project, create=True) as ledger:
        assert ledger.last == 200


def test_many_may_create_at_once(tmp_path):
    found, start = [], threading.Barrier(4)

    def create():
        start.wait()
        with open_store(tmp_path / "p.db", create=True) as ledger:
            found.extend(ledger.append([trained(threading.get_ident())]))

    threads = [threading.Thread(target=create) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(event.seq for event in found) == [1, 2, 3, 4]
    assert not list(tmp_path.glob("*.new"))


def test_without_hard_links_a_file_is_moved_into_place(tmp_path, monkeypatch):
    def link(*_):
        raise PermissionError

    monkeypatch.setattr(os, "link", link)
    with open_store(tmp_path / "p.db", create=True) as ledger:
        assert ledger.last == 0
    assert [file.name for file in tmp_path.iterdir()] == ["p.db"]


def test_a_missing_file_is_named_and_not_made(tmp_path):
    with pytest.raises(StoreError, match=r"there is no project .*p.db"):
        open_store(tmp_path / "p.db", create=False)
    with pytest.raises(StoreError, match="cannot be used: unable to open"):
        open_store(tmp_path / "no folder" / "p.db", create=True)
    assert list(tmp_path.iterdir()) == []


def foreign_database(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (x)")


CHECKPOINTS = """
import sys
from labelwise.store import open_store
from labelwise.types import Event
with open_store(sys.argv[1], create=False) as ledger:
    for n in range(25):
        ledger.append([Event("trained", f"{n}.{k}", 0.0, body={"text": "x" * 20_000}) for k in range(50)])
        ledger._writer.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
        print(n, flush=True)
"""


FOREIGN = {
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("text,label\nfine,pos\n" * 100),
    "short": lambda path: path.write_text("x"),
    "binary": lambda path: path.write_bytes(bytes(range(256)) * 40),
    "another database": foreign_database,
}


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize("kind", FOREIGN)
def test_a_foreign_file_is_refused_and_left_alone(tmp_path, kind, create):
    path = tmp_path / "p.db"
    FOREIGN[kind](path)
    before, changed = path.read_bytes(), path.stat().st_mtime_ns
    with pytest.raises(NotAStore, match=r"p.db.*choose another name"):
        open_store(path, create=create)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, changed)
    assert [file.name for file in tmp_path.iterdir()] == ["p.db"]


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(NotAStore, match="not a file"):
        open_store(tmp_path, create=True)


def test_a_dangling_link_is_refused(tmp_path):
    (tmp_path / "p.db").symlink_to(tmp_path / "nothing.db")
    with pytest.raises(NotAStore, match="not a file"):
        open_store(tmp_path / "p.db", create=True)


def test_a_link_to_a_project_is_the_project(project):
    with open_store(project, create=False) as ledger:
        name = ledger.put({"a": np.arange(3)})
    link = project.parent / "links" / "latest.db"
    link.parent.mkdir()
    link.symlink_to(project)
    with open_store(link, create=False) as ledger:
        assert ledger.last == 200
        assert ledger.get(name)["a"].tolist() == [0, 1, 2]


@pytest.mark.skipif(os.name == "nt", reason="permissions of another kind")
def test_files_may_be_read_as_the_user_allows(tmp_path):
    before = os.umask(0o027)
    try:
        with open_store(tmp_path / "p.db", create=True) as ledger:
            ledger.put({"a": np.arange(3)})
    finally:
        os.umask(before)
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert [file.stat().st_mode & 0o777 for file in files] == [0o640, 0o640]


def test_opening_while_another_process_moves_its_log(tmp_path):
    """For a moment the file is shorter than its header says; that is no damage."""
    path = tmp_path / "p.db"
    open_store(path, create=True).close()
    with subprocess.Popen([sys.executable, "-c", CHECKPOINTS, str(path)], stdout=subprocess.PIPE) as writer:
        writer.stdout.readline()
        opened = 0
        while writer.poll() is None:
            with open_store(path, create=False) as ledger:
                opened += ledger.last > 0
    assert writer.returncode == 0
    assert opened > 0


def test_odd_names(tmp_path):
    path = tmp_path / "100% ü?mode=ro#x'.db"
    with open_store(path, create=True) as ledger:
        ledger.append([trained(1)])
    assert path.is_file()


def test_a_locked_store_says_so_and_writes_nothing(project, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    with open_store(project, create=False) as ledger, closing(sqlite3.connect(project)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLocked, match=r"another process holds the project .*p.db"):
            ledger.append([trained(201)])
        assert len(ledger.events()) == 200
        other.rollback()
        assert ledger.append([trained(201)])[0].seq == 201


def test_a_store_locked_for_good_cannot_be_opened(project, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(project)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreLocked):
            open_store(project, create=False)


OPEN_UNPRIVILEGED = """
import os, sys
from labelwise.errors import StoreError
from labelwise.store import open_store, sqlite
if os.geteuid() == 0:
    os.setuid(65534)
try:
    open_store(sys.argv[1], create=False)
except StoreError as error:
    print(error)
"""


@pytest.mark.skipif(os.name == "nt", reason="permissions of another kind")
@pytest.mark.parametrize(("file", "folder"), [(0o444, 0o755), (0o666, 0o555)])
def test_a_read_only_project_is_refused(file, folder):
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "p.db"
        open_store(path, create=True).close()
        path.chmod(file)
        Path(name).chmod(folder)
        command = [sys.executable, "-c", OPEN_UNPRIVILEGED, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        Path(name).chmod(0o755)
        assert "is read-only. To fix: make the file and its folder writable" in done.stdout


def test_a_disk_that_turns_read_only_keeps_what_was_there(project):
    with open_store(project, create=False) as ledger:
        ledger._writer.cursor().execute("PRAGMA query_only = ON")
        with pytest.raises(StoreError, match=r"readonly.*writable"):
            ledger.append([trained(201)])
        ledger._writer.cursor().execute("PRAGMA query_only = OFF")
        assert ledger.last == 200


def test_a_full_disk_keeps_what_was_there(project):
    with open_store(project, create=False) as ledger:
        pages = pragma(ledger, "page_count")
        pragma(ledger, f"max_page_count = {pages}")
        with pytest.raises(StoreError, match=r"full.*free some space"):
            for n in range(1000):
                ledger.append([trained(1000 * n + k) for k in range(201, 301)])
        pragma(ledger, "max_page_count = 1000000")
        assert ledger.last % 100 == 0
        assert len(ledger.events()) == ledger.last
        assert ledger.append([trained(999)])


def test_a_damaged_file_says_so(project):
    content = bytearray(project.read_bytes())
    content[4096:] = b"\x5a" * (len(content) - 4096)
    project.write_bytes(content)
    with pytest.raises(StoreError, match=r"malformed.*restore the project from a copy"):
        open_store(project, create=False).events()


def test_a_cut_file_says_so(project):
    project.write_bytes(project.read_bytes()[:5000])
    with pytest.raises(StoreError, match="restore the project from a copy"):
        open_store(project, create=False).events()


def test_looking_does_not_drop_the_locks_of_this_process(project):
    """Closing any descriptor of a file drops a process's locks on it; SQLite's own way does not."""
    with open_store(project, create=False) as ledger:
        with ledger.transaction() as tx:
            tx.append([trained(201)])
            open_store(project, create=False).close()
            code = (
                "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=0);"
                "c.execute('BEGIN IMMEDIATE')"
            )
            done = subprocess.run([sys.executable, "-c", code, str(project)], capture_output=True, text=True)
            assert "locked" in done.stderr
        assert ledger.last == 201


def test_artefacts_stand_beside_the_file(project):
    with open_store(project, create=False) as ledger:
        name = ledger.put({"a": np.arange(3)})
    assert (project.parent / "p.artefacts" / f"{name}.npz").is_file()
