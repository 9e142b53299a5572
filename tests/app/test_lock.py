"""One server a project."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys

import pytest

from labelwise.app.lock import ProjectLock
from labelwise.errors import StoreLocked


def test_the_second_is_refused_and_told_where_the_first_is(tmp_path):
    with ProjectLock(tmp_path / "p.db") as first:
        first.note("http://127.0.0.1:1234/")
        with pytest.raises(
            StoreLocked, match=rf"p\.db open \(process {os.getpid()}, http://127\.0\.0\.1:1234/\)"
        ):
            ProjectLock(tmp_path / "p.db")
    ProjectLock(tmp_path / "p.db").close()


def test_another_project_is_free(tmp_path):
    with ProjectLock(tmp_path / "a.db"), ProjectLock(tmp_path / "b.db") as other:
        assert other.path.name == "b.db.lock"


def test_a_killed_process_leaves_it_free(tmp_path):
    code = f"""if True:
        from pathlib import Path
        from labelwise.app.lock import ProjectLock
        lock = ProjectLock(Path({str(tmp_path / "p.db")!r}))
        print(1, flush=True)
        input()"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"1\n"
        with pytest.raises(StoreLocked, match=f"process {process.pid}"):
            ProjectLock(tmp_path / "p.db")
        process.send_signal(signal.SIGKILL)
    ProjectLock(tmp_path / "p.db").close()


def test_only_the_owner_can_read_it(tmp_path):
    with ProjectLock(tmp_path / "p.db") as lock:
        assert stat.S_IMODE(lock.path.stat().st_mode) == 0o600


def test_an_unreadable_note_does_not_hide_the_refusal(tmp_path):
    with ProjectLock(tmp_path / "p.db") as lock:
        lock.path.write_text("{")
        with pytest.raises(StoreLocked, match=r"p\.db open\. To fix"):
            ProjectLock(tmp_path / "p.db")
