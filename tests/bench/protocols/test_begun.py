"""Runs that take their process with them stop nobody else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from labelwise.bench.protocols.begun import TRIES, begin, forget, tried
from labelwise.bench.protocols.makers import Makers
from labelwise.bench.protocols.protocol import Protocol
from labelwise.bench.protocols.results import Results
from labelwise.bench.protocols.runner import Limits, run
from labelwise.testing.labelled_sets import load_labelled, refuse_unnamed

MAKERS = Makers(load_labelled, check_dataset=refuse_unnamed)
PROTOCOL = Protocol("p", ["blobs"], ["margin", "random"], seeds=1, budgets=[20], batches=[10], full=False)
KILLED = """
import os, sys
from labelwise.bench.protocols import runner
from labelwise.bench.protocols.runner import run
from tests_begun import MAKERS, PROTOCOL

plain = runner.run_cell
runner.run_cell = lambda cell, *given: os._exit(9) if cell.strategy == "margin" else plain(cell, *given)
run(PROTOCOL, sys.argv[1], MAKERS, engine="serial")
"""


def told(folder):
    return {row["strategy"]: (row["status"], row["failure"]) for row in Results(folder).rows()}


def test_notes_are_counted_and_forgotten(tmp_path):
    assert not tried(tmp_path)
    for name in ("a", "b", "a"):
        begin(tmp_path, name)
    assert tried(tmp_path) == {"a": 2, "b": 1}
    forget(tmp_path)
    forget(tmp_path)
    begin(tmp_path / "elsewhere", "a")  # on another machine
    assert not tried(tmp_path) and not list(tmp_path.iterdir())


def test_a_run_that_ended_its_process_often_has_failed_and_the_others_go_on(tmp_path):
    margin = next(cell for cell in PROTOCOL.cells() if cell.strategy == "margin")
    for _ in range(TRIES):
        begin(tmp_path, margin.id)
    now = run(PROTOCOL, tmp_path, MAKERS, engine="serial")
    assert (now.new, now.done) == (1, 2)
    found = told(tmp_path)
    assert found["random"][0] == "done" and found["margin"][0] == "failed"
    assert "its process ended 3 times while it ran" in found["margin"][1]
    run(PROTOCOL, tmp_path, MAKERS, engine="serial", limits=Limits(retry_failed=True))
    assert told(tmp_path)["margin"][0] == "done" and not tried(tmp_path)


def test_what_was_interrupted_is_not_held_against_a_run(tmp_path):
    def stop(now):
        if now.new:
            raise KeyboardInterrupt

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            run(PROTOCOL, tmp_path / "out", MAKERS, engine="serial", progress=stop)
    assert not tried(tmp_path / "out")


@pytest.mark.slow
def test_a_run_that_kills_its_process_is_left_for_the_end_and_given_up(tmp_path):
    (tmp_path / "tests_begun.py").write_text(Path(__file__).read_text("utf-8"))
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    command = [sys.executable, "-c", KILLED, str(tmp_path / "out")]
    codes = [subprocess.run(command, env=env, check=False).returncode for _ in range(TRIES + 1)]
    assert codes == [9] * TRIES + [0]
    assert {name: state for name, (state, _) in told(tmp_path / "out").items()} == {
        "random": "done", "margin": "failed",
    }  # fmt: skip
