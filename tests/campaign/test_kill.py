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


def folded(path):
    """The state of the project, nothing but its events read; empty when there is no file yet."""
    fold = Fold()
    if path.exists():
        with open_store(path, create=False) as ledger:
            fold.absorb(ledger.events())
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


def check(run, path, before):
    """The fold is what was acknowledged, with or without what was in flight; gives the answers."""
    assert run.status == -signal.SIGKILL, run.said
    allowed, asked, planned = expected(run, before)
    fold = folded(path)
    assert values(fold) in allowed
    assert asked <= set(fold.asked)
    assert planned <= fold.seq
    return values(fold)


# Commits of an undisturbed run: 1 created, 2 trained, 3 planned, 4 asked, 9 answered, 16 retracted.
ONCE = [(point, 1) for point in faults.POINTS]  # a campaign stores one artefact
LATER = [(p, nth) for p in faults.POINTS if not p.startswith("artefact") for nth in (2, 3, 4, 9, 12, 16)]


@pytest.mark.parametrize(("point", "nth"), ONCE + LATER)
def test_killed_at_every_fault_point(warm, tmp_path, point, nth):
    path = tmp_path / "p.db"
    answers = check(warm.run("label", str(path), point=point, nth=nth), path, before={})
    check(warm.run("label", str(path), point="commit.after", nth=6), path, before=answers)


def kill_often(warm, folder, times):
    """Kill again and again while one project grows, a new one every 10 times; gives all its answers.

    Every other time the moment is counted from the first batch that was told, so that however
    slow the machine is there is something to lose.
    """
    generator, answers, grown = random.Random(times), {}, 0
    for k in range(times):
        path, before = folder / f"{k // 10}.db", answers if k % 10 else {}
        run = warm.run("label", str(path), delay=generator.uniform(0, 0.1), after=k % 2 * 3)
        answers = check(run, path, before)
        grown += len(answers) - len(before)
    return grown


def test_killed_at_100_random_moments(warm, tmp_path):
    assert kill_often(warm, tmp_path, 100) >= 50


@pytest.mark.slow
def test_killed_at_1000_random_moments(warm, tmp_path):
    assert kill_often(warm, tmp_path, 1000) >= 500


def test_a_killed_campaign_goes_on(warm, tmp_path):
    path = tmp_path / "p.db"
    run = warm.run("label", str(path), point="commit.before", nth=15)
    answers = check(run, path, {})
    with Campaign.open(path, pool=X) as campaign:
        assert campaign.status().labels == len(answers) > 0
        done = {answer.item for answer in campaign.fold.answers.values()}
        held = {query.item for query in campaign.held(BY)}
        batch = campaign.ask(20, to="human:anna")
        assert len(batch) == 20
        assert not {query.item for query in batch} & (done | held)
        campaign.tell(batch, ["no"] * 20)
        assert campaign.status().labels == len(answers) + 20
