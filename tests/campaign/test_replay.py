"""Replaying the recorded order of events gives every plan again, and says what was changed."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from labelwise import Tags
from labelwise.campaign import Campaign
from labelwise.campaign.replay import Difference, replay
from labelwise.candidates import StaleTop
from labelwise.errors import PoolChanged, StoreError
from labelwise.measures import margin
from labelwise.policies import Interleave, Tailor
from labelwise.selectors import Random
from labelwise.store import MemoryLedger
from labelwise.strategy import Strategy
from labelwise.types import Trust

from .conftest import X, answer

STALE = Strategy(candidates=StaleTop(margin, keep=0.2, refresh=(0,)), measure=margin)
BANDIT = Interleave((Strategy(measure=margin), Strategy(selector=Random())), Tailor())


def label(campaigns, rounds, seed=0):
    """Ask, tell, take back, give back and let leases run out, in turn and at random."""
    generator = random.Random(seed)
    for _ in range(rounds):
        who = generator.randrange(len(campaigns))
        campaign = campaigns[who]
        batch = campaign.ask(generator.randint(1, 4), to=f"human:{who}")
        given_back = batch[: generator.random() < 0.2]
        campaign.release([q.id for q in given_back])
        answer(campaign, batch[len(given_back) :])
        if generator.random() < 0.2:
            campaign.undo(f"human:{who}", to=generator.choice([None, f"human:{who}"]))


@pytest.mark.parametrize("strategy", ["margin", "badge", "random", "typiclust", BANDIT])
def test_every_plan_comes_again(make, strategy):
    campaign = make(strategy=strategy, trust=Trust())
    label([campaign], 8)
    plans = [event for event in campaign.ledger.events() if event.kind == "planned"]
    assert len(plans) >= 3
    assert replay(campaign.ledger, pool=X) == []


def test_two_campaigns_of_one_project(make, new_store):
    store = new_store()
    first = make(store=store, strategy=BANDIT, budget=100)
    with Campaign.open(store, pool=X) as second:
        label([first, second], 12)
        second.ask(2, strategy="entropy")
        assert replay(second.ledger, pool=X) == []


def test_leases_that_ran_out_count_as_of_then(make, monkeypatch):
    campaign = make()
    monkeypatch.setattr(Campaign, "lease", 0.0)
    for _ in range(4):
        campaign.ask(3)
        campaign.plan(5)
    assert replay(campaign.ledger, pool=X) == []


def test_a_pool_that_grew(make):
    campaign = make(pool=X[:60], trust=Trust())
    label([campaign], 5)
    campaign.grow(X)
    label([campaign], 6, seed=1)
    assert any(int(i) >= 60 for i in campaign.fold.planned["items"])
    assert replay(campaign.ledger, pool=X) == []
    with pytest.raises(PoolChanged):
        replay(campaign.ledger, pool=X[:60])


def test_a_table_that_grew():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"a": np.arange(40.0), "b": np.arange(40.0)[::-1]})
    campaign = Campaign(frame[:20], ["no", "yes"], strategy="margin", trust=None)
    for grown in (frame[:20], frame):
        campaign.grow(grown)
        for _ in range(3):
            batch = campaign.ask(2)
            campaign.tell(batch, [["no", "yes"][int(q.item) % 2] for q in batch])
    assert replay(campaign.ledger, pool=frame) == []


def test_another_task():
    campaign = Campaign(X, Tags(["a", "b"]), strategy="random", trust=None)
    for _ in range(3):
        batch = campaign.ask(3)
        campaign.tell(batch, [["a"], ["a", "b"], []])
    assert replay(campaign.ledger, pool=X) == []


def test_whatever_was_changed_is_named(make):
    campaign = make(strategy="random")
    label([campaign], 6)
    events = campaign.ledger.events()
    plans = [k for k, event in enumerate(events) if event.kind == "planned"]
    at = plans[1]
    body = events[at].body
    changed = {
        **body,
        "items": body["items"][::-1],
        "p": [1.0] * len(body["p"]),
        "score": [9.0, *body["score"][1:]],
    }
    events[at] = replace(events[at], body=changed)
    ledger = MemoryLedger()
    ledger.put = campaign.ledger.put
    ledger.append(events)
    found = replay(ledger, pool=X)
    assert {difference.what for difference in found} >= {"items", "p", "score"}
    assert {difference.seq for difference in found} == {at + 1}
    assert Difference(at + 1, "items", changed["items"], body["items"]) in found


def test_kept_states_come_again_and_are_not_read(make):
    campaign = make(strategy=STALE)
    label([campaign], 8)
    events, read = campaign.ledger.events(), []
    kept = [k for k, event in enumerate(events) if "state" in event.body]
    assert len({events[k].body["state"] for k in kept}) >= 3
    get = campaign.ledger.get
    campaign.ledger.get = lambda name: read.append(name) or get(name)
    assert replay(campaign.ledger, pool=X) == []
    assert read == []
    at, wrong = kept[0], "0" * 64
    events[at] = replace(events[at], body={**events[at].body, "state": wrong})
    ledger = MemoryLedger()
    ledger.append(events)
    assert [(d.seq, d.what, d.recorded) for d in replay(ledger, pool=X)] == [(at + 1, "state", wrong)]


def test_an_answer_that_was_changed_shows_in_later_plans(make):
    campaign = make()
    label([campaign], 8)
    events = campaign.ledger.events()
    at = next(k for k, event in enumerate(events) if event.kind == "answered")
    stored = events[at].body["answer"]
    other = str((int(stored["value"]) + 1) % 3)
    events[at] = replace(events[at], body={"answer": {**stored, "value": other}})
    ledger = MemoryLedger()
    ledger.append(events)
    found = replay(ledger, pool=X)
    assert found
    assert min(difference.seq for difference in found) > at


def test_a_plan_of_another_strategy_needs_its_configuration(make):
    campaign = make()
    label([campaign], 3)
    campaign.plan(5, strategy="entropy")
    assert campaign.fold.planned["strategy"] is not None
    assert replay(campaign.ledger, pool=X) == []
    campaign.plan(5, strategy=Strategy(measure=lambda proba: proba[:, 0]))
    found = replay(campaign.ledger, pool=X)
    assert [difference.what for difference in found if difference.what == "strategy"] == ["strategy"]


def test_without_a_campaign_there_is_nothing_to_replay():
    with pytest.raises(StoreError, match="holds no campaign"):
        replay(MemoryLedger())


def test_answer_and_undo_leave_a_bandit_as_it_was(make, new_store):
    campaign = make(store=new_store(), strategy=BANDIT)
    label([campaign], 8)

    def folded():
        campaign.refresh()
        return campaign.strategy.fold(campaign.fold.replies(), campaign.task.classes)

    before = folded()
    batch = campaign.ask(3, to="human:anna")
    answer(campaign, batch)
    assert not same(folded(), before)
    for _ in batch:
        campaign.undo("human:anna")
    assert same(folded(), before)


def same(one, other):
    return one.keys() == other.keys() and all(
        np.asarray(one[k]).tobytes() == np.asarray(other[k]).tobytes() for k in one
    )


def test_a_plan_of_a_version_that_recorded_no_moment_is_said_to_be_one(make):
    campaign = make()
    answer(campaign, campaign.ask(3))
    old = MemoryLedger()
    with old.transaction() as tx:
        bodies = [{k: v for k, v in e.body.items() if k != "now"} for e in campaign.ledger.events()]
        tx.append([replace(e, body=b) for e, b in zip(campaign.ledger.events(), bodies, strict=True)])
    found = replay(old, pool=X)
    assert [(d.what, d.recorded) for d in found] == [("now", None)] and "not recorded" in found[0].replayed
