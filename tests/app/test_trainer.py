"""The server's view of the training process."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

from labelwise.app.trainer import THREADS, Trainer, _environment


def until(condition: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def test_it_runs_listens_and_stops(project):
    trainer = Trainer(project())
    assert trainer.state == {"state": "off"}
    trainer.start()
    until(lambda: trainer.state["state"] == "waiting" and "seconds" in trainer.state)
    pid = trainer.pid
    trainer.stop()
    assert trainer.pid is None and trainer.state == {"state": "off"}
    until(lambda: not alive(pid), 2)


def test_a_crash_is_told_and_mended(project):
    trainer = Trainer(project(), pause=0.3)
    trainer.start()
    try:
        until(lambda: trainer.state["state"] == "waiting")
        first = trainer.pid
        os.kill(first, signal.SIGKILL)
        until(lambda: trainer.state["state"] == "failed")
        until(lambda: trainer.pid not in (None, first) and trainer.state["state"] == "waiting")
    finally:
        trainer.stop()


def test_stopping_at_once_leaves_nothing_behind(project):
    trainer = Trainer(project())
    trainer.start()
    trainer.stop()
    until(lambda: trainer.pid is None, 2)


def test_lines_that_are_not_ours_are_passed_over(project):
    trainer = Trainer(project())
    for line in ("progress 3%\n", "[1, 2]\n", '{"other": 1}\n', ""):
        trainer._hear(line)
    assert trainer.state == {"state": "off"}
    trainer._hear('{"state": "training"}\n')
    assert trainer.state == {"state": "training"}


def test_a_core_stays_free_unless_the_user_decides(monkeypatch):
    monkeypatch.delenv(THREADS[0], raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    assert _environment()[THREADS[0]] == "7"
    monkeypatch.setenv(THREADS[0], "3")
    assert _environment()[THREADS[0]] == "3"


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
