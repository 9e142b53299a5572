"""The tool that kills: what a child said is whole, and the warm process goes on."""

from __future__ import annotations

import os
import signal

import pytest

from labelwise.store import faults
from labelwise.testing.killing import Warm, dies_at

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs fork")

SCRIPT = """
import time
from labelwise.store.faults import point

def walk(say, *points):
    for name in points:
        point(name)
        say(name)

def wait(say):
    say("waiting")
    time.sleep(60)

def walk_slowly(say):
    for step in range(1, 1000):
        say(str(step))
        time.sleep(0.05)

def fail(say):
    raise ValueError("on purpose")
"""


@pytest.fixture(scope="module")
def warm(tmp_path_factory):
    script = tmp_path_factory.mktemp("script") / "script.py"
    script.write_text(SCRIPT)
    with Warm(script) as warm:
        yield warm


def test_dies_at_the_named_point_for_the_nth_time(warm):
    run = warm.run("walk", "a", "b", "a", "c", point="a", nth=2)
    assert (run.status, run.said) == (-signal.SIGKILL, ["a", "b"])


def test_dies_after_the_delay(warm):
    run = warm.run("wait", delay=0.2)
    assert (run.status, run.said) == (-signal.SIGKILL, ["waiting"])


def test_the_delay_may_start_with_a_line(warm):
    run = warm.run("walk_slowly", delay=0.0, after=2)
    assert (run.status, run.said[:2]) == (-signal.SIGKILL, ["1", "2"])


def test_an_end_that_was_no_kill_is_told_apart(warm):
    assert warm.run("walk", "a", point="never").status == 0
    assert warm.run("fail").status == 1


def test_the_hook_counts_only_its_own_point(monkeypatch):
    killed = []
    monkeypatch.setattr(os, "kill", lambda pid, number: killed.append((pid, number)))
    with faults.installed(dies_at("x", 2)):
        for name in "yxyy":
            faults.point(name)
        assert killed == []
        faults.point("x")
    assert killed == [(os.getpid(), signal.SIGKILL)]


def test_a_script_that_cannot_be_loaded_is_an_error(tmp_path):
    (tmp_path / "broken.py").write_text("import no_such_module")
    with Warm(tmp_path / "broken.py") as warm, pytest.raises((RuntimeError, BrokenPipeError)):
        warm.run("walk")
