"""A killed writer loses nothing that it acknowledged and leaves nothing half."""

from __future__ import annotations

import os
import random
import signal
from pathlib import Path

import numpy as np
import pytest

from labelwise.store import faults, open_store, refold
from labelwise.testing.killing import Warm

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs fork")
BATCH = 5


@pytest.fixture(scope="module")
def warm():
    with Warm(Path(__file__).with_name("killed_writer.py")) as warm:
        yield warm


def check(run, path, before):
    """The ledger holds the acknowledged batches and at most the one in flight; gives how many."""
    assert run.status == -signal.SIGKILL
    done = [int(line.split()[1]) for line in run.said if line.startswith("done")]
    tried = [int(line.split()[1]) for line in run.said if line.startswith("try")]
    acknowledged = before + len(done)
    assert done == tried[: len(done)] == list(range(before, acknowledged))
    with open_store(path, create=True) as ledger:
        events = ledger.events()
        batches = len(events) // BATCH
        assert batches in range(acknowledged, before + len(tried) + 1)
        assert [event.id for event in events] == [f"{n}.{k}" for n in range(batches) for k in range(BATCH)]
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert ledger.current() == refold(ledger)
        for number, event in enumerate(events[BATCH - 1 :: BATCH]):
            np.testing.assert_array_equal(ledger.get(event.body["artefact"])["number"], np.full(500, number))
    return batches


@pytest.mark.parametrize("nth", [1, 4])
@pytest.mark.parametrize("point", faults.POINTS)
def test_killed_at_every_fault_point(warm, tmp_path, point, nth):
    path = tmp_path / "p.db"
    run = warm.run("write", str(path), point=point, nth=nth)
    batches = check(run, path, before=0)
    assert batches == (nth if point == "commit.after" else nth - 1)
    assert (f"try {nth - 1}" in run.said) != point.startswith("artefact")


def kill_often(warm, folder, times):
    """Kill again and again while one project grows, a new one every 20 times; gives all its batches.

    Every other time the moment is counted from the first batch that is done, so that however
    slow the machine is there is something to lose.
    """
    generator, batches, grown = random.Random(times), 0, 0
    for k in range(times):
        path, before = folder / f"{k // 20}.db", batches if k % 20 else 0
        run = warm.run("write", str(path), delay=generator.uniform(0, 0.04), after=k % 2 * 2)
        batches = check(run, path, before)
        grown += batches - before
    return grown


def test_killed_at_100_random_moments(warm, tmp_path):
    assert kill_often(warm, tmp_path, 100) >= 50


@pytest.mark.slow
def test_killed_at_1000_random_moments(warm, tmp_path):
    assert kill_often(warm, tmp_path, 1000) >= 500
