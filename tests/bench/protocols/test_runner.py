"""Killed and resumed equals uninterrupted; pieces of time, failures and two writers end as they should."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from labelwise.bench.protocols import results as stored
from labelwise.bench.protocols import runner
from labelwise.bench.protocols.makers import Makers
from labelwise.bench.protocols.protocol import Protocol
from labelwise.bench.protocols.results import COLUMNS, TIMINGS, Results
from labelwise.bench.protocols.runner import Limits, Progress, run
from labelwise.engines import Spread
from labelwise.errors import StoreLocked, UnknownName
from labelwise.testing.labelled_sets import load_labelled, refuse_unnamed

SMALL = {
    "datasets": ["blobs", "rings"],
    "strategies": ["margin", "random"],
    "seeds": 2,
    "budgets": [20],
    "batches": [10],
}
PROTOCOL = Protocol("small", **SMALL)
MAKERS = Makers(load_labelled, check_dataset=refuse_unnamed)
SAME = [name for name in COLUMNS if name not in TIMINGS]
PLAYED = """
import sys
from labelwise.bench.protocols import results
from tests_runner import MAKERS, PROTOCOL, run
results.CHUNK_ROWS = 2
run(PROTOCOL, sys.argv[1], MAKERS, engine=sys.argv[2], progress=lambda p: print(p.done, flush=True))
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The rows of a run that nothing interrupted."""
    folder = tmp_path_factory.mktemp("whole")
    run(PROTOCOL, folder, MAKERS, engine="serial")
    return Results(folder).table(SAME)


def test_every_cell_has_one_row(whole):
    assert whole["cell"].to_pylist() == sorted(cell.id for cell in PROTOCOL.cells())
    assert set(whole["status"].to_pylist()) == {"done"} and set(whole["protocol"].to_pylist()) == {
        PROTOCOL.hash
    }


def test_processes_give_the_same_rows(whole, tmp_path):
    run(PROTOCOL, tmp_path, MAKERS, engine="loky", spread=Spread(2))
    assert Results(tmp_path).table(SAME).equals(whole)


@pytest.mark.parametrize("engine", ["serial", pytest.param("loky", marks=pytest.mark.slow)])
def test_killed_and_resumed_equals_uninterrupted(whole, tmp_path, engine):
    """Killed by the system after three runs, which cannot be caught, again and again until it is done."""
    module = tmp_path / "tests_runner.py"
    module.write_text(Path(__file__).read_text("utf-8"))
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    command = [sys.executable, "-c", PLAYED, str(tmp_path / "out"), engine]
    for _ in range(2):
        with subprocess.Popen(
            command, env=env, stdout=subprocess.PIPE, text=True, start_new_session=True
        ) as process:
            assert process.stdout is not None
            for _ in range(4):  # once before the first run
                assert process.stdout.readline().strip().isdigit()
            os.killpg(process.pid, signal.SIGKILL)
        assert 0 < len(Results(tmp_path / "out").done()) < PROTOCOL.size
    run(PROTOCOL, tmp_path / "out", MAKERS, engine="serial")
    assert Results(tmp_path / "out").table(SAME).equals(whole)


def test_pieces_of_time_add_up_to_the_whole(whole, tmp_path, monkeypatch):
    clock = iter(range(0, 10_000, 3))
    monkeypatch.setattr(runner.time, "time", lambda: next(clock))
    pieces = [run(PROTOCOL, tmp_path, MAKERS, engine="serial", limits=Limits(seconds=30))]
    while pieces[-1].done < PROTOCOL.size:
        pieces.append(run(PROTOCOL, tmp_path, MAKERS, engine="serial", limits=Limits(seconds=30)))
    assert len(pieces) > 2 and sum(piece.new for piece in pieces) == PROTOCOL.size
    assert Results(tmp_path).table(SAME).equals(whole)


def test_a_piece_of_no_time_runs_nothing(tmp_path):
    assert run(PROTOCOL, tmp_path, MAKERS, engine="serial", limits=Limits(seconds=0)).new == 0


class Flaky:
    """Loads sets, one of them only once it was mended."""

    def __init__(self) -> None:
        self.mended = False

    def __call__(self, name: str):
        if name == "rings" and not self.mended:
            raise OSError("the disk is away")
        return load_labelled(name)


def test_failures_are_kept_and_tried_again_only_when_asked(whole, tmp_path):
    load = Flaky()
    makers = Makers(load)
    assert run(PROTOCOL, tmp_path, makers, engine="serial").failed == 6
    kept = Results(tmp_path).table(["dataset", "status", "failure"]).to_pylist()
    assert {(r["dataset"], r["status"], r["failure"]) for r in kept} == {
        ("blobs", "done", ""), ("rings", "failed", "OSError: the disk is away"),
    }  # fmt: skip
    load.mended = True
    assert run(PROTOCOL, tmp_path, makers, engine="serial").new == 0
    again = run(PROTOCOL, tmp_path, makers, engine="serial", limits=Limits(retry_failed=True))
    assert (again.new, again.failed, again.done) == (6, 0, 12)
    assert Results(tmp_path).table(SAME).equals(whole)


def test_runs_over_time_are_said_to_be(tmp_path):
    run(PROTOCOL, tmp_path, MAKERS, engine="serial", limits=Limits(cell_seconds=0))
    table = Results(tmp_path).table(["strategy", "status", "labels"]).to_pylist()
    assert {(r["status"], len(r["labels"])) for r in table if r["strategy"] != "all-labels"} == {
        ("over time", 1)
    }


def test_unknown_names_are_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(UnknownName, match="ring"):
        run(Protocol("p", **{**SMALL, "datasets": ["ring"]}), tmp_path / "out", MAKERS, engine="serial")
    assert not (tmp_path / "out").exists()


def test_two_cannot_write_into_one_folder(tmp_path):
    def again(_: Progress) -> None:
        with pytest.raises(StoreLocked):
            run(PROTOCOL, tmp_path, MAKERS, engine="serial")

    run(PROTOCOL, tmp_path, MAKERS, engine="serial", limits=Limits(seconds=60), progress=again)


def test_how_far_it_is_is_told_before_the_first_run_too(tmp_path):
    told: list[Progress] = []
    run(PROTOCOL, tmp_path, MAKERS, engine="serial", limits=Limits(seconds=0), progress=told.append)
    assert [(now.done, now.total) for now in told] == [(0, PROTOCOL.size)]


def test_an_error_of_the_caller_loses_no_finished_run(tmp_path):
    def stop(now: Progress) -> None:
        if now.new == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(PROTOCOL, tmp_path, MAKERS, engine="serial", progress=stop)
    assert len(Results(tmp_path).done()) == 3


@pytest.mark.parametrize("size", [2_000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_a_large_grid_resumes_in_a_moment(tmp_path, size):
    """What is missing of ten thousand runs is known after less than five seconds of computing."""
    protocol = Protocol(
        "large", ["blobs"], ["margin", "random"], seeds=size // 4, batches=[5, 10], full=False
    )
    cells = list(protocol.cells())
    results = Results(tmp_path)
    results.write([{"cell": cell.id, "status": "done"} for cell in cells[:-1]])
    started = time.process_time()
    now = run(protocol, tmp_path, MAKERS, engine="serial", limits=Limits(seconds=0))
    assert (now.done, now.total) == (size - 1, size) and time.process_time() - started < 5 * size / 10_000


def test_how_long_it_will_take():
    assert Progress(30, 100, 0, 20.0, 10).left == 140.0
    assert Progress(30, 100, 0, 0.0, 0).left != Progress(30, 100, 0, 0.0, 0).left
    assert stored.CHUNK_ROWS > 1
