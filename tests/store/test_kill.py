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


def check(run, store, before):
    """The ledger holds the acknowledged batches and at most the one in flight; gives how many.

    It is looked at by a writer, who waits until a server has ended what the killed one had begun.
    """
    assert run.status == -signal.SIGKILL
    done = [int(line.split()[1]) for line in run.said if line.startswith("done")]
    tried = [int(line.split()[1]) for line in run.said if line.startswith("try")]
    acknowledged = before + len(done)
    assert done == tried[: len(done)] == list(range(before, acknowledged))
    with open_store(store, create=True) as ledger:
        with ledger.transaction() as tx:
            events = tx.events()
        batches = len(events) // BATCH
        assert batches in range(acknowledged, before + len(tried) + 1)
        assert [event.id for event in events] == [f"{n}.{k}" for n in range(batches) for k in range(BATCH)]
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert ledger.current() == refold(ledger)
        for number, event in enumerate(events[BATCH - 1 :: BATCH]):
            np.testing.assert_array_equal(ledger.get(event.body["artefact"])["number"], np.full(500, number))
    return batches


FILES_ONLY = ("artefact-fsync", "artefact-rename")  # in a table one statement does all of it
PLACES = [("sqlite", point) for point in faults.POINTS]
PLACES += [("postgresql", point) for point in faults.POINTS if not point.startswith(FILES_ONLY)]


@pytest.mark.parametrize("nth", [1, 4])
@pytest.mark.parametrize(("new_store", "point"), PLACES, indirect=["new_store"])
def test_killed_at_every_fault_point(warm, new_store, point, nth):
    store = new_store()
    run = warm.run("write", store, point=point, nth=nth)
    batches = check(run, store, before=0)
    assert batches == (nth if point == "commit.after" else nth - 1)
    assert (f"try {nth - 1}" in run.said) != point.startswith("artefact")


def kill_often(warm, new_store, times):
    """Kill again and again while one project grows, a new one every 20 times; gives all its batches.

    Every other time the moment is counted from the first batch that is done, so that however
    slow the machine is there is something to lose.
    """
    generator, batches, grown, store = random.Random(times), 0, 0, ""
    for k in range(times):
        store, before = (store, batches) if k % 20 else (new_store(), 0)
        run = warm.run("write", store, delay=generator.uniform(0, 0.04), after=k % 2 * 2)
        batches = check(run, store, before)
        grown += batches - before
    return grown


@pytest.mark.parametrize(("new_store", "times"), [("sqlite", 40), ("postgresql", 10)], indirect=["new_store"])
def test_killed_at_random_moments(warm, new_store, times):
    assert kill_often(warm, new_store, times) >= times // 2


@pytest.mark.slow
def test_killed_at_1000_random_moments(warm, new_store):
    assert kill_often(warm, new_store, 1000) >= 500
