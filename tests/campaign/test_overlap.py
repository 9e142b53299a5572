"""Several annotators on one unit: never more than the overlap, nobody twice."""

from collections import Counter
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwise.campaign import Campaign
from labelwise.candidates import All
from labelwise.errors import BadAnswer
from labelwise.selectors import Random
from labelwise.strategy import Strategy
from labelwise.types import Answer, Unit

from .conftest import Make

X = np.arange(12.0)[:, None]
WHO = ("anna", "ben", "cleo")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ask", "tell", "late", "undo", "wait"]), st.sampled_from(WHO), st.integers(0, 3)
    ),
    max_size=40,
)


def overlapping(k: int) -> Strategy:
    return Strategy(candidates=All(max_votes=k), selector=Random())


def check(campaign: Campaign, k: int, now: float) -> None:
    fold = campaign.fold
    out = Counter(Unit(*key[:2]) for key in fold.held(now))
    for unit in set(fold.by_unit) | set(out):
        people = fold.people(unit)
        assert len(people) + out[unit] <= k
        names = [a.by for a in people] + [v.holder for v in fold.leases_of(unit) if v.until > now]
        assert len(set(names)) == len(names)


@settings(max_examples=40, deadline=None)
@given(STEPS, st.integers(2, 3))
def test_any_order_of_asking_and_telling_keeps_the_overlap(steps, k):
    clock = [1e9]
    with mock.patch("time.time", lambda: clock[0]):
        campaign = Campaign(X, ["x", "y"], strategy=overlapping(k), trust=None)
        mine = {who: [] for who in WHO}
        for what, who, n in steps:
            clock[0] += 1
            if what == "ask":
                mine[who] += campaign.ask(n, to=who)
            elif what == "wait":
                clock[0] += 700
            elif what == "undo":
                campaign.undo(who)
            elif mine[who]:
                query = mine[who].pop(0 if what == "late" else -1)
                try:
                    campaign.tell(query, "x", by=who)
                except BadAnswer as error:
                    assert "answered already" in str(error) or "went to" in str(error)
            check(campaign, k, clock[0])


def test_everyone_answers_until_all_have_their_share(make: Make) -> None:
    campaign = make(strategy=overlapping(2), pool=X, task=["x", "y"])
    for who in (*WHO, *WHO):
        batch = campaign.ask(6, to=who)
        campaign.tell(batch, ["x"] * len(batch), by=who)
    counts = Counter(a.item for a in campaign.fold.present())
    assert set(counts.values()) <= {1, 2} and campaign.status().cost == sum(counts.values())


def test_a_second_answer_of_one_annotator_is_refused(make: Make) -> None:
    campaign = make(strategy=overlapping(2), pool=X[:1], task=["x", "y"])
    query = campaign.ask(1, to="anna")[0]
    campaign.tell(query, "x", by="anna")
    assert campaign.ask(1, to="anna") == []
    other = campaign.ask(1, to="ben")[0]
    with pytest.raises(BadAnswer, match=r"answered already by anna.*2 answers per item, of different"):
        campaign.tell(other, "y", by="anna")
    campaign.tell(other, "y", by="ben")
    assert campaign.ask(1, to="cleo") == []


def test_two_answers_of_one_call(make: Make) -> None:
    campaign = make(strategy=overlapping(2), pool=X[:1], task=["x", "y"])
    both = [campaign.ask(1, to=who)[0] for who in ("anna", "ben")]
    assert [q.item for q in both] == ["0", "0"]
    campaign.tell(both, ["x", "y"])
    assert [a.by for a in campaign.fold.people(Unit("0"))] == ["anna", "ben"]


def test_an_undone_answer_is_asked_again_unless_its_holder_has_the_item(make: Make) -> None:
    campaign = make(strategy=overlapping(2), pool=X[:1], task=["x", "y"])
    anna, ben = (campaign.ask(1, to=who)[0] for who in ("anna", "ben"))
    campaign.tell(ben, "x")
    assert campaign.undo("ben", to="anna").query is None  # anna holds it already
    campaign.tell(anna, "x")
    campaign.tell(campaign.ask(1, to="ben"), ["y"])
    again = campaign.undo("ben", to="ben").query  # though the answer of anna stays
    assert (again.item, again.to) == ("0", "ben")
    check(campaign, 2, campaign.fold.asked[again.id]["at"])


def test_nobody_corrects_others_who_has_an_own_answer(make: Make) -> None:
    campaign = make(strategy=overlapping(3), pool=X[:1], task=["x", "y"])
    both = [campaign.ask(1, to=who)[0] for who in ("anna", "ben")]
    told = campaign.tell(both, ["x", "y"])
    before = campaign.ledger.last
    with pytest.raises(
        BadAnswer, match=r"ben corrects 'q\d+:anna' and has an own answer.*correct the own one"
    ):
        campaign.tell(both[0], Answer("c", both[0].id, "ben", "is", "y", of=told[0].id))
    assert campaign.ledger.last == before
    campaign.tell(both[0], Answer("c", both[0].id, "cleo", "is", "y", of=told[0].id))
    assert campaign.ask(1, to="anna") == []  # she has answered, whatever became of it
    check(campaign, 3, 0.0)


def test_a_correction_takes_no_question_from_anybody(make: Make) -> None:
    campaign = make(strategy=overlapping(2), pool=X[:1], task=["x", "y"])
    first, second = (campaign.ask(1, to=who)[0] for who in ("anna", "ben"))
    told = campaign.tell(first, "x")[0]
    campaign.tell(first, Answer("c", first.id, "anna", "is", "y", of=told.id))
    assert [q.id for q in campaign.held("ben")] == [second.id]
    campaign.tell(second, "y")


def test_a_label_that_comes_by_itself_ends_the_newest_question_too_many(make: Make) -> None:
    campaign = make(strategy=overlapping(2), pool=X[:1], task=["x", "y"])
    first, _ = (campaign.ask(1, to=who)[0] for who in ("anna", "ben"))
    campaign.add_labels([0], ["x"])
    assert [q.id for q in campaign.held("anna")] == [first.id] and campaign.held("ben") == []
    campaign.tell(first, "x")


def test_whoever_asks_without_a_name_is_one_annotator(make: Make) -> None:
    campaign = make(strategy=overlapping(2), pool=X[:1], task=["x", "y"])
    mine, hers = campaign.ask(1)[0], campaign.ask(1, to="anna")[0]
    campaign.tell(hers, "x", by="human")  # by the holder of the other question
    assert campaign.fold.lease_of(mine.id) is None and campaign.ask(1) == []
