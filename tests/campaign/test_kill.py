"""A killed campaign resumes with every acknowledged answer and at most the batch in flight."""

from __future__ import annotations

import json
import os
import random
import signal
from pathlib import Path

import numpy as np
import pytest

from labelwise.campaign import Campaign
from labelwise.store import faults, open_store, refold
from labelwise.store.fold import Fold
from labelwise.testing.killing import Warm

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs fork")

X = np.random.default_rng(0).normal(size=(400, 3))
BY = "rule:x"


@pytest.fixture(scope="module")
def warm():
    with Warm(Path(__file__).with_name("killed_campaign.py")) as warm:
        yield warm


def folded(store):
    """The state of the project, nothing but its events read; empty before the first.

    They are read by a writer, who waits until a server has ended what the killed one had begun.
    """
    fold = Fold()
    with open_store(store, create=True) as ledger:
        with ledger.transaction() as tx:
            fold.absorb(tx.events())
        assert ledger.current() == refold(ledger)
        assert len(ledger.current().answers) == len(fold.answers)
        for name in filter(None, [fold.config.get("pool", {}).get("items")]):
            assert ledger.get(name)["hashes"].shape == (400,)
    return fold


def values(fold):
    return {answer.id: answer.value for answer in fold.answers.values()}


def expected(run, before):
    """Answers for certain, those of the batch in flight, and the last acknowledged plan."""
    sure, flight, undoing, asked, planned = dict(before), {}, None, set(), 0
    for line in run.said:
        word, _, rest = line.partition(" ")
        said = json.loads(rest)
        if word == "telling":
            flight = {f"{query}:{BY}": value for query, value in said.items()}
        elif word == "told":
            sure, flight = {**sure, **flight}, {}
        elif word == "undoing":
            undoing = said
        elif word == "undone":
            assert said == undoing
            del sure[said]
            undoing = None
        elif word == "asked":
            asked |= set(said)
        elif word == "planned":
            planned = said
    with_flight = [sure, {**sure, **flight}]
    if undoing is not None:
        with_flight.append({k: v for k, v in sure.items() if k != undoing})
    return with_flight, asked, planned


def check(run, store, before):
    """The fold is what was acknowledged, with or without what was in flight; gives the answers."""
    assert run.status == -signal.SIGKILL, run.said
    allowed, asked, planned = expected(run, before)
    fold = folded(store)
    assert values(fold) in allowed
    assert asked <= set(fold.asked)
    assert planned <= fold.seq
    return values(fold)


# Commits of an undisturbed run: 1 created, 2 trained, 3 planned, 4 asked, 9 answered, 16 retracted.
ONCE = [(point, 1) for point in faults.POINTS]  # a campaign stores one artefact
LATER = [(p, nth) for p in faults.POINTS if not p.startswith("artefact") for nth in (2, 3, 4, 9, 12, 16)]


PLACES = [("sqlite", *place) for place in ONCE + LATER]
PLACES += [("postgresql", p, 9) for p in faults.POINTS if not p.startswith("artefact")]


@pytest.mark.parametrize(("new_store", "point", "nth"), PLACES, indirect=["new_store"])
def test_killed_at_every_fault_point(warm, new_store, point, nth):
    store = new_store()
    answers = check(warm.run("label", store, point=point, nth=nth), store, before={})
    check(warm.run("label", store, point="commit.after", nth=6), store, before=answers)


def kill_often(warm, new_store, times):
    """Kill again and again while one project grows, a new one every 10 times; gives all its answers.

    Every other time the moment is counted from the first batch that was told, so that however
    slow the machine is there is something to lose.
    """
    generator, answers, grown, store = random.Random(times), {}, 0, ""
    for k in range(times):
        store, before = (store, answers) if k % 10 else (new_store(), {})
        run = warm.run("label", store, delay=generator.uniform(0, 0.1), after=k % 2 * 3)
        answers = check(run, store, before)
        grown += len(answers) - len(before)
    return grown


@pytest.mark.parametrize(("new_store", "times"), [("sqlite", 40), ("postgresql", 10)], indirect=["new_store"])
def test_killed_at_random_moments(warm, new_store, times):
    assert kill_often(warm, new_store, times) >= times // 2


@pytest.mark.slow
def test_killed_at_1000_random_moments(warm, new_store):
    assert kill_often(warm, new_store, 1000) >= 500


def test_a_killed_campaign_goes_on(warm, new_store):
    store = new_store()
    run = warm.run("label", store, point="commit.before", nth=15)
    answers = check(run, store, {})
    with Campaign.open(store, pool=X) as campaign:
        assert campaign.status().labels == len(answers) > 0
        done = {answer.item for answer in campaign.fold.answers.values()}
        held = {query.item for query in campaign.held(BY)}
        batch = campaign.ask(20, to="human:anna")
        assert len(batch) == 20
        assert not {query.item for query in batch} & (done | held)
        campaign.tell(batch, ["no"] * 20)
        assert campaign.status().labels == len(answers) + 20
