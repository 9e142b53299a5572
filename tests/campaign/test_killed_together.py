"""Two processes ask and tell at once and are killed at any moment; one process replays what they did.

What a strategy keeps between plans, and what a bandit learns from delayed answers, has to come out of the
recorded order of events alone: the same picks, probabilities and states, bit for bit.
"""

from __future__ import annotations

import json
import os
import random
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from labelwise.campaign import Campaign
from labelwise.campaign.replay import replay
from labelwise.store import open_store, refold
from labelwise.store.fold import Fold
from labelwise.testing.killing import Warm

from .asking_process import CLASSES, LABELS, STRATEGIES, X, truth

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs fork")
NAMES = ("human:anna", "human:bert")


@pytest.fixture(scope="module")
def warm():
    script = Path(__file__).with_name("asking_process.py")
    with Warm(script) as one, Warm(script) as other:
        assert one.run("ready").status == other.run("ready").status == 0
        yield one, other


def work(warm, store, name, seed, kills):
    """Label, be killed as ``kills`` say, and go on to the end; gives all that was said."""
    said = []
    for life, kill in enumerate([*kills, {}]):
        run = warm.run("label", store, name, f"{seed}{life}", 0.15, **kill)
        said += run.said
        if run.status == 0:
            break
        assert run.status == -signal.SIGKILL, said
    assert run.status == 0, said
    return said


def together(warm, store, strategy, kills, seed=0):
    """Both at one project until each has given its labels; its events, and how many lives it took."""
    Campaign(X, CLASSES, strategy=STRATEGIES[strategy], store=store, seed=seed, trust=None).close()
    with ThreadPoolExecutor(2) as threads:
        each = zip(warm, NAMES, kills, strict=True)
        runs = [threads.submit(work, one, store, name, seed, own) for one, name, own in each]
        said = [line for run in runs for line in run.result(timeout=300)]
    with open_store(store, create=False) as ledger:
        with ledger.transaction() as tx:  # after whatever a server has still to end
            events = tx.events()
        assert ledger.current() == refold(ledger)
        assert replay(ledger, pool=X) == []
    fold = Fold()
    fold.absorb(events)
    told = {answer for line in said if line.startswith("told") for answer in json.loads(line[5:])}
    assert told - set(fold.retracted) <= set(fold.answers)
    assert {a.id: a.value for a in fold.answers.values()} == {
        a.id: truth(a.item) for a in fold.answers.values()
    }
    assert len(fold.by_unit) == len(fold.answers) >= 2 * LABELS
    return events, said.count("begins")


def held_twice(events):
    """Questions about an item that was out or answered at that moment."""
    found, out, answered = [], {}, {}
    for event in events:
        body = event.body
        if event.kind == "asked":
            taken = out.get(event.item, ("", 0.0))[1] > event.at or event.item in answered.values()
            found += [event] * taken
            out[event.item] = (event.query, body["until"])
        elif event.kind == "answered":
            answered[body["answer"]["id"]] = event.item
            out = {item: lease for item, lease in out.items() if lease[0] != event.query}
        elif event.kind == "retracted":
            answered.pop(body.get("answer"), None)
            out = {item: lease for item, lease in out.items() if lease[0] not in body.get("queries", ())}
    return found


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_few_kills(warm, new_store, strategy):
    kills = [{"point": "commit.after", "nth": 9}], [{"point": "artefact-write.after", "nth": 2}]
    events, lives = together(warm, new_store(), strategy, kills)
    assert lives == 4
    assert held_twice(events) == []
    assert {event.by for event in events if event.kind == "answered"} == set(NAMES)
    assert len({event.body["state"] for event in events if "state" in event.body}) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_many_kills(warm, new_store, strategy, seed):
    generator = random.Random(seed)
    kills = [[{"delay": generator.uniform(0, 0.15), "after": 1} for _ in range(8)] for _ in NAMES]
    events, lives = together(warm, new_store(), strategy, kills, seed)
    assert lives >= 6
    assert held_twice(events) == []


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_unit_held_twice_would_be_noticed(new_store, strategy):
    with Campaign(X, CLASSES, strategy=STRATEGIES[strategy], store=new_store(), trust=None) as campaign:
        campaign.tell(campaign.ask(2), ["common", "rare"])
        campaign.ask(2, to="human:anna")
        events = campaign.ledger.events()
    assert held_twice(events) == []
    asked = [event for event in events if event.kind == "asked"]
    assert held_twice([*events, asked[0]]) == [asked[0]]
    assert held_twice([*events, asked[-1]]) == [asked[-1]]


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_answer_and_undo_leave_what_was_learnt_as_it_was(warm, new_store, strategy):
    store = new_store()
    together(warm, store, strategy, kills=([], []), seed=3)

    def learnt(campaign):
        campaign.refresh()
        policy = campaign.strategy
        made = policy.fold(campaign.fold.replies(), campaign.task.classes) if hasattr(policy, "fold") else {}
        return {k: np.asarray(v).tobytes() for k, v in made.items()}

    with Campaign.open(store, pool=X) as one, Campaign.open(store, pool=X) as two:
        before = learnt(one)
        batch = two.ask(3, to="human:bert")
        two.tell(batch, ["rare"] * 3)
        assert not before or learnt(one) != before
        for _ in batch:
            two.undo("human:bert")
        assert learnt(one) == learnt(two) == before
