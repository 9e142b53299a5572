"""Streams through a campaign: decided once, within the budget, kept through kills and between processes."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

import labelwise as lw
from labelwise.campaign import Campaign
from labelwise.errors import BadData, BadParameter
from labelwise.learners import BaggedLearner
from labelwise.selectors import OnePass
from labelwise.store import MemoryLedger, open_store
from labelwise.strategy import Strategy
from labelwise.streams import Bernoulli, Selective, Vessal
from labelwise.tasks.forms import YesNo
from labelwise.testing.killing import Warm
from labelwise.types import Decision

from .conftest import X, Y
from .killed_stream import BLOCK, SIZE, begin, truth

CLASSES = ["0", "1", "2"]


def campaign_of(gate, *, labels=12, **options):
    """A campaign whose first items have labels."""
    settings_of = {"learner": LogisticRegression(), "trust": None, "budget": 30, **options}
    made = Campaign(X, CLASSES, strategy=Strategy(selector=OnePass(gate)), **settings_of)
    made.add_labels(range(labels), [str(y) for y in Y[:labels]])
    return made


def pass_by(campaign, block=20, start=12, end=120, tell=True):
    """Offer the stream in blocks; all questions."""
    asked = []
    for k in range(start, end, block):
        batch = campaign.offer(range(k, min(k + block, end)))
        asked += batch
        if tell and batch:
            campaign.tell(batch, [str(Y[int(q.item)]) for q in batch])
    return asked


def decisions(campaign):
    """(item, action, p) of everything that was decided, in order."""
    streams = [e.body["stream"] for e in campaign.ledger.events() if "stream" in e.body]
    return [row for s in streams for row in zip(s["items"], s["actions"], s["p"], strict=True)]


def test_questions_carry_what_was_decided():
    campaign = campaign_of(Vessal())
    batch = campaign.offer(range(12, 60), to="anna")
    made = decisions(campaign)
    assert [item for item, _, _ in made] == [str(k) for k in range(12, 60)]
    asked = {item: p for item, action, p in made if action == "ask"}
    assert [q.item for q in batch] == list(asked) and batch[0].to == "anna"
    assert batch[0].purpose == "train" and batch[0].proposal in CLASSES and batch[0].why == "vessal"
    for q in batch:
        body = campaign.fold.asked[q.id]
        assert body["p"] == asked[q.item] > 0 and body["model"] == campaign.fold.trained["model"]
    assert {q.id for q in campaign.held("anna")} == {q.id for q in batch}
    campaign.tell(batch, [str(Y[int(q.item)]) for q in batch])
    assert campaign.status().labels == 12 + len(batch)


def test_the_recorded_p_is_the_one_that_was_drawn_with():
    """The same as lw.decide on the arrays of the campaign's model."""
    campaign = campaign_of(Vessal(), seed=5)
    campaign.offer(range(12, 120))
    model = campaign.model
    made, state = lw.decide(
        Vessal(), rng=5, limit=30, horizon=108, proba=model.proba(X)[12:], embedding=model.embedding(X)[12:]
    )
    got = decisions(campaign)
    assert [a for _, a, _ in got] == [d.action for d in made]
    np.testing.assert_allclose([p for _, _, p in got], [d.p for d in made], rtol=1e-9)
    kept = campaign.ledger.get(campaign.fold.streamed["state"])
    np.testing.assert_allclose(kept["inverse"], state["gate.inverse"], rtol=1e-9)


@pytest.mark.parametrize("gate", [Vessal(), Vessal(rate=1.0), Bernoulli(), Bernoulli(1.0)])
@pytest.mark.parametrize("block", [7, 108])
def test_the_budget_is_a_hard_cap_over_all_calls(gate, block):
    campaign = campaign_of(gate, budget=15)
    asked = pass_by(campaign, block)
    assert 12 <= len(asked) <= 15
    assert campaign.status().left == 15 - len(asked)
    assert campaign.fold.streamed["asked"] == len(asked) and campaign.fold.streamed["seen"] == 108


@settings(max_examples=15)
@given(st.lists(st.integers(12, 120), max_size=4), st.integers(0, 12), st.booleans())
def test_no_cut_of_the_stream_asks_more(cuts, budget, tell):
    campaign = campaign_of(Vessal(rate=0.6), budget=budget)
    asked = []
    for rows in np.split(np.arange(12, 120), np.sort(np.array(cuts, dtype=int)) - 12):
        batch = campaign.offer(rows)
        asked += batch
        if tell:
            campaign.tell(batch, [str(Y[int(q.item)]) for q in batch])
    assert len(asked) <= budget and len({q.item for q in asked}) == len(asked)
    with_p = [p for _, action, p in decisions(campaign) if action == "ask"]
    assert [campaign.fold.asked[q.id]["p"] for q in asked] == with_p and all(0 < p <= 1 for p in with_p)


def test_skipped_questions_leave_the_budget_whole():
    campaign = campaign_of(Bernoulli(1.0), budget=5)
    first = campaign.offer(range(12, 30))
    campaign.tell(first, [None] * 5)
    assert len(first) == 5 and len(campaign.offer(range(30, 60))) == 5


def test_each_item_once():
    campaign = campaign_of(Bernoulli(0.5), budget=None)
    first = campaign.offer([30, 31, 30, "32"])
    assert campaign.fold.streamed["items"] == ["30", "31", "32"]
    assert campaign.offer(["31", 30, 32]) == [] and campaign.fold.streamed["seen"] == 3
    campaign.release([q.id for q in first])
    assert campaign.offer([30, 31, 32]) == []


def test_what_is_labelled_out_or_sealed_passes_without_a_decision():
    campaign = campaign_of(Bernoulli(1.0), trust=lw.Trust(reserve=0.2), budget=None)
    sealed = set(campaign.fold.config["reserve"])
    out = campaign.offer([40, 41, 42, 43])
    campaign.offer(range(120))
    seen = [item for item, _, _ in decisions(campaign)]
    assert len(seen) == len(set(seen)) and not sealed & set(seen)
    assert not set(seen) & {str(k) for k in range(12)}
    assert {q.item for q in out} == {"40", "41", "42", "43"} - sealed


def test_a_constant_rate_needs_no_budget_and_an_adaptive_one_does():
    campaign = campaign_of(Bernoulli(0.3), budget=None)
    assert 10 < len(pass_by(campaign)) < 55
    with pytest.raises(BadParameter, match=r"no rate, and the limit is None.*rate=0.05"):
        campaign_of(Vessal(), budget=None).offer(range(12, 20))


def committee(**options):
    return campaign_of(Selective(0.8), learner=BaggedLearner(LogisticRegression()), **options)


def test_self_labels_train_and_are_no_labels_of_people():
    campaign = committee(budget=20)
    pass_by(campaign)
    own = [a for a in campaign.fold.present() if a.by.startswith("model:m")]
    asked = [a for a in campaign.fold.present() if a.query is not None]
    assert own and asked and len(asked) <= 20
    assert campaign.status().labels == 12 + len(asked)
    assert campaign.fold.spent["answers"] == len(asked)
    models = {e.body["stream"]["model"] for e in campaign.ledger.events() if "stream" in e.body}
    assert {a.by.removeprefix("model:") for a in own} <= models
    assert all(a.weight > 0 and 0.5 < a.confidence <= 1 for a in own)
    assert np.mean([a.value == str(Y[int(a.item)]) for a in own]) > 0.9
    before = campaign.fold.trained["labels"]
    campaign.fit()
    assert campaign.fold.trained["labels"] == 12 + len(asked) + len(own) >= before
    table = campaign.export().to_pydict()
    sources = dict(zip(table["id"], table["source"], strict=True))
    assert {sources[a.item] for a in own} == {"model"} and {sources[a.item] for a in asked} == {"asked"}


def test_a_self_label_leaves_the_item_open_for_people():
    campaign = committee(budget=None)
    campaign.offer(range(12, 60))
    own = next(a for a in campaign.fold.present() if a.by_machine)
    (query,) = (q for q in campaign.ask(108) if q.item == own.item)
    campaign.tell([query], ["0"])
    assert [a.value for a in campaign.fold.people(query.unit)] == ["0"]
    assert own not in list(campaign.fold.taught())


def test_before_a_model_the_first_items_are_asked():
    campaign = campaign_of(Vessal(), labels=0)
    batch = campaign.offer(range(20))
    assert [q.item for q in batch] == [str(k) for k in range(6)]
    assert batch[0].why == "start: there is no proba yet"
    assert [p for _, _, p in decisions(campaign)] == [1.0] * 6 + [0.0] * 14
    campaign.tell(batch, [str(Y[int(q.item)]) for q in batch])
    assert {q.why for q in campaign.offer(range(20, 120))} == {"vessal"}
    assert len(campaign_of(Vessal(), labels=0, budget=2).offer(range(20))) == 2


def test_a_question_is_posed_as_the_form_says():
    strategy = Strategy(selector=OnePass(Bernoulli(1.0)), form=YesNo())
    campaign = Campaign(X, CLASSES, learner=LogisticRegression(), strategy=strategy, trust=None)
    campaign.add_labels(range(12), [str(y) for y in Y[:12]])
    batch = campaign.offer([50])
    assert batch[0].form == "yes-no" and batch[0].proposal in CLASSES
    campaign.tell(batch, [True])
    cold = Campaign(X, CLASSES, learner=LogisticRegression(), strategy=strategy, trust=None)
    assert {q.form for q in cold.offer(range(20))} == {"full"}


def test_closed_and_opened_between_blocks_is_as_if_not(tmp_path):
    whole = campaign_of(Vessal(), store=str(tmp_path / "whole.db"))
    pass_by(whole)
    store = str(tmp_path / "parts.db")
    campaign_of(Vessal(), store=store).close()
    for start in range(12, 120, 20):
        with Campaign.open(store, pool=X, learner=LogisticRegression()) as campaign:
            pass_by(campaign, start=start, end=min(start + 20, 120))
    with Campaign.open(store, pool=X, learner=LogisticRegression()) as campaign:
        assert decisions(campaign) == decisions(whole)
        assert campaign.fold.streamed["state"] == whole.fold.streamed["state"]  # the hash of its bytes
    whole.close()


def test_a_gate_without_memory_stores_nothing():
    campaign = campaign_of(Bernoulli())
    campaign.offer(range(12, 40))
    assert "state" not in campaign.fold.streamed
    campaign.offer(range(40, 60))
    assert campaign.fold.streamed["seen"] == 48


@pytest.mark.parametrize("gate", [Vessal(), Vessal(rate=1.0)])
def test_of_two_that_offer_at_once_the_second_sees_what_the_first_left(gate, monkeypatch, tmp_path):
    """The other one comes in between deciding and writing."""
    store = str(tmp_path / "p.db")
    one = campaign_of(gate, store=store, budget=20)
    with Campaign.open(store, pool=X, learner=LogisticRegression()) as two:
        right, came = one.ledger.put, []

        def put(arrays):
            if not came:
                came.append(two.offer(range(12, 60), to="two"))
            return right(arrays)

        monkeypatch.setattr(one.ledger, "put", put)
        mine = one.offer(range(40, 100), to="one")
        items = [item for item, _, _ in decisions(one)]
        assert items == [str(k) for k in range(12, 100)]
        assert not {q.item for q in mine} & {q.item for q in came[0]}
        assert len(mine) + len(came[0]) == one.fold.streamed["asked"] <= 20
        kept = one.ledger.get(one.fold.streamed["state"])
        assert kept["seen"] == one.fold.streamed["seen"] == 88
    one.close()


@pytest.mark.parametrize("new_store", ["sqlite", "postgresql"], indirect=True)
def test_two_at_once_are_one_stream_that_can_be_replayed(new_store):
    """Both offer the whole stream in blocks of their own; one after the other gives the same, bit for bit."""
    store = new_store()
    campaign_of(Vessal(), store=store, seed=3, budget=25).close()

    def offer_all(block):
        with Campaign.open(store, pool=X, learner=LogisticRegression()) as mine:
            return [q.item for k in range(12, 120, block) for q in mine.offer(range(k, min(k + block, 120)))]

    with ThreadPoolExecutor(2) as pool:
        asked = [item for items in pool.map(offer_all, (5, 9)) for item in items]
    with Campaign.open(store, pool=X, learner=LogisticRegression()) as both:
        streams = [e.body["stream"] for e in both.ledger.events() if "stream" in e.body]
        made = decisions(both)
    assert sorted(int(item) for item, _, _ in made) == list(range(12, 120))
    assert sorted(asked) == sorted(item for item, action, _ in made if action == "ask")
    assert len(asked) == streams[-1]["asked"] <= 25 and streams[-1]["seen"] == 108
    again = campaign_of(Vessal(), seed=3, budget=25)
    for stream in streams:
        again.offer(stream["items"])
    assert decisions(again) == made
    assert again.fold.streamed["state"] == streams[-1]["state"]


def test_an_item_that_is_asked_meanwhile_is_not_decided(monkeypatch):
    campaign = campaign_of(Bernoulli(1.0), budget=None)
    other = Campaign.open(campaign.ledger, pool=X, learner=LogisticRegression())
    body, came = campaign._body, []

    def late(*arguments):
        if not came:
            came.append(other.ask(1, to="two")[0].item)
        return body(*arguments)

    monkeypatch.setattr(campaign, "_body", late)
    asked = {q.item for q in campaign.offer(range(12, 120))}
    assert came[0] not in asked and len(asked) == 107


def test_a_lost_state_starts_anew_and_says_so():
    ledger = MemoryLedger()
    campaign = campaign_of(Vessal(), store=ledger)
    campaign.offer(range(12, 40))
    ledger._artefacts[campaign.fold.streamed["state"]] = b"damaged"
    with pytest.warns(UserWarning, match="kept between rankings is lost and starts anew: the artefact"):
        campaign.offer(range(40, 60))
    assert "is damaged" in campaign.fold.streamed["lost"]
    assert campaign.fold.streamed["seen"] == 48
    assert campaign.ledger.get(campaign.fold.streamed["state"])["seen"] == 20


def test_a_pool_that_grew_is_offered_too():
    campaign = campaign_of(Bernoulli(1.0), budget=None)
    campaign.offer(range(100, 120))
    campaign.grow(np.concatenate((X, X[:5] + 0.5)))
    assert [q.item for q in campaign.offer([119, 120, 124])] == ["120", "124"]


@pytest.mark.parametrize(
    ("items", "error", "message"),
    [
        ("12", BadParameter, "the items are '12'.*a list of ids"),
        (12, BadParameter, "the items are 12"),
        (["none"], BadData, "no item with id 'none'"),
    ],
)
def test_items_that_cannot_be_offered(items, error, message):
    campaign = campaign_of(Vessal())
    before = campaign.fold.seq
    with pytest.raises(error, match=message):
        campaign.offer(items)
    assert campaign.fold.seq == before and campaign.offer([]) == [] and campaign.fold.offered == {}


def test_a_strategy_without_a_gate_cannot(make):
    with pytest.raises(BadParameter, match=r"has no gate.*OnePass\(gate\).*Vessal"):
        make().offer([1])


class Wild(Bernoulli):
    def decide(self, view, spent, state, rng):
        return Decision("self-label", 0.0, 7), state


def test_a_self_label_outside_the_classes_is_refused():
    campaign = campaign_of(Wild())
    before = [e for e in campaign.ledger.events() if "stream" in e.body]
    with pytest.raises(BadParameter, match=r"the class 7 to an item.*0 to 2"):
        campaign.offer([20])
    assert before == [e for e in campaign.ledger.events() if "stream" in e.body]


@pytest.fixture(scope="module")
def warm():
    with Warm(Path(__file__).with_name("killed_stream.py")) as made:
        yield made


def plain(store):
    """All events, without the times."""

    def told(value):
        if isinstance(value, dict):
            return {k: told(v) for k, v in value.items() if k not in ("at", "until", "now", "seconds")}
        return [told(v) for v in value] if isinstance(value, list) else value

    with open_store(store, create=False) as ledger:
        return [(e.kind, e.id, e.item, e.query, told(dict(e.body))) for e in ledger.events()]


KILLS = [("commit.before", 7), ("commit.after", 7), ("artefact-rename.before", 4), ("commit.after", 8)]
"""An artefact of PostgreSQL is a row of a table."""


@pytest.mark.skipif(os.name == "nt", reason="needs fork")
@pytest.mark.parametrize(
    ("new_store", "gate"),
    [("sqlite", "vessal"), ("sqlite", "sl-selective"), ("postgresql", "vessal")],
    indirect=["new_store"],
)
def test_killed_again_and_again_it_is_the_stream_of_one_that_was_not(warm, new_store, gate):
    """The same questions, probabilities, self-labels and states; nothing twice, nothing lost."""
    store, whole = new_store(), new_store()
    for point, nth in [k for k in KILLS if "commit" in k[0] or store.endswith(".db")]:
        run = warm.run("pass_by", store, gate, point=point, nth=nth)
        assert run.status == -signal.SIGKILL, run.said
    for target in (store, whole):
        run = warm.run("pass_by", target, gate)
        assert run.status == 0 and run.said[-1] == f"done {SIZE}", run.said
    assert plain(store) == plain(whole)
    with begin(whole, gate) as campaign:
        assert 0 < campaign.fold.streamed["asked"] <= 60 and campaign.status().labels == campaign.spent()
        assert all(a.value == truth(a.item) for a in campaign.fold.present() if not a.by_machine)
        assert len(campaign.fold.offered) == SIZE and BLOCK < SIZE
