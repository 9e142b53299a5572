"""Answers that are not a label, through a campaign: corrections, undo, votes, new classes, late answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwise.campaign import Campaign
from labelwise.candidates import All
from labelwise.errors import BadAnswer, BadParameter
from labelwise.learners import PartialLogistic
from labelwise.measures import margin
from labelwise.selectors import Random
from labelwise.strategy import Strategy
from labelwise.tasks import Classification
from labelwise.tasks.forms import CandidateSet, Verify, YesNo
from labelwise.types import Answer

from .conftest import X, Y, answer

ITEMS, CLASSES, NEW = 3, ("a", "b", "c"), "d"
PEOPLE = ("human:anna", "human:ben")

SAID = st.one_of(
    st.tuples(st.just("is"), st.sampled_from(CLASSES)),
    st.tuples(st.just("is"), st.just({"a": 2, "b": 1})),
    st.tuples(st.just("not"), st.sampled_from(CLASSES).map(lambda c: [c])),
    st.tuples(st.just("among"), st.just(["a", "b"])),
    st.tuples(st.just("other"), st.sampled_from([NEW, None])),
    st.tuples(st.sampled_from(["unsure", "skip"]), st.none()),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("tell"), st.integers(0, ITEMS - 1), st.sampled_from(PEOPLE), SAID),
        st.tuples(st.just("undo"), st.integers(0, 30)),
        st.tuples(st.just("grow")),
    ),
    max_size=14,
)


@dataclass
class Naive:
    """What should be, in plain lists."""

    told: list[Answer] = field(default_factory=list)
    classes: tuple[str, ...] = CLASSES

    def standing(self, item: str) -> list[Answer]:
        replaced = {a.of for a in self.told}
        return [a for a in self.told if a.item == item and a.id not in replaced]

    def own(self, item: str, by: str) -> Answer | None:
        return next((a for a in reversed(self.standing(item)) if a.by == by), None)

    def votes(self, a: Answer) -> list[tuple[set[str], float]]:
        """The classes that an answer agrees with, and how often it says so; ``?`` is one not known."""
        if a.kind == "is":
            given = a.value if isinstance(a.value, dict) else {a.value: 1}
            return [({c}, n) for c, n in given.items()]
        if a.kind in ("not", "among"):
            rest = {*self.classes, "?"} - set(a.value)
            return [(rest if a.kind == "not" else set(a.value), 1)]
        return [({a.value if a.value in self.classes else "?"}, 1)] if a.kind == "other" else []

    def label(self, item: str) -> str | None:
        votes = [v for a in self.standing(item) for v in self.votes(a)]
        support = Counter({c: sum(n for s, n in votes if c in s) for c in (*self.classes, "?")})
        best = [c for c, n in support.items() if n == max(support.values())] if votes else []
        named = list(dict.fromkeys(c for s, _ in votes if len(s) == 1 for c in s))
        if len(best) == 1 or (best and set(best) <= set(named)):
            first = best[0] if len(best) == 1 else next(c for c in named if c in best)
            return None if first == "?" else first
        return None


def step(campaign: Campaign, naive: Naive, asked: dict[Any, Any], act: Any) -> None:
    """Do one thing to both."""
    if act[0] == "grow":
        if NEW not in naive.classes:
            campaign.add_classes(NEW)
            naive.classes = (*naive.classes, NEW)
    elif act[0] == "undo":
        if naive.told:
            last = naive.told[act[1] % len(naive.told)]
            counts = last in naive.standing(last.item)
            assert (campaign.undo(answer=last.id) is not None) == counts
            naive.told = [a for a in naive.told if a is not last or not counts]
    else:
        _, item, by, (kind, value) = act
        query, before = asked[str(item), by], naive.own(str(item), by)
        of = None if before is None else before.id
        raw = Answer(f"x{campaign.refresh()}", query.id, by, kind, value, of=of)
        naive.told += campaign.tell(query, raw)


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_any_answers_corrections_and_undos_equal_a_naive_model(steps):
    strategy = Strategy(candidates=All(max_votes=2), selector=Random())
    task = Classification(CLASSES, open=True)
    x = np.arange(2.0 * ITEMS).reshape(ITEMS, 2)
    with Campaign(x, task, strategy=strategy, learner=PartialLogistic(), trust=None) as campaign:
        campaign.invite(*PEOPLE)
        asked = {(q.item, by): q for by in PEOPLE for q in campaign.ask(ITEMS, to=by)}
        naive = Naive()
        for act in steps:
            step(campaign, naive, asked, act)
            labels = [naive.label(str(k)) for k in range(ITEMS)]
            status = campaign.status()
            assert status.labels == sum(label is not None for label in labels)
            assert status.classes == {c: labels.count(c) for c in naive.classes}
            assert [a.id for a in campaign.fold.present()] == [
                a.id for a in naive.told if a in naive.standing(a.item)
            ]
        table = campaign.export(unlabelled=True)
        assert table["label"].to_pylist() == [naive.label(str(k)) for k in range(ITEMS)]


def test_a_correction_of_a_correction_and_undo_of_each_link(make):
    campaign = make(strategy="random")
    (query,) = campaign.ask(1)
    for k, label in enumerate("012"):
        of = None if k == 0 else f"a{k - 1}"
        campaign.tell(query, Answer(f"a{k}", query.id, "human:anna", "is", label, of=of))
        assert campaign.status().classes[label] == campaign.status().labels == 1
    with pytest.raises(BadAnswer, match="'a0' to correct is none that counts"):
        campaign.tell(query, Answer("a9", query.id, "human:anna", "is", "0", of="a0"))
    for label in "21":
        assert campaign.undo().answer.value == label
    assert campaign.status().classes == {"0": 1, "1": 0, "2": 0}
    campaign.undo()
    assert campaign.status().labels == 0


def test_unsure_is_an_answer_that_teaches_nothing(make):
    campaign = make()
    answer(campaign, campaign.ask(12))
    (query,) = campaign.ask(1)
    campaign.tell(query, Answer("u", query.id, "human:anna", "unsure"))
    assert campaign.status().labels == 12
    assert query.item not in {q.item for q in campaign.ask(100)}
    assert len(campaign.brain.train(campaign.fold).final.proba(X)) == len(X)


def test_votes_count_each_and_a_learner_of_shares_hears_them(make):
    campaign = make(strategy="random", learner=PartialLogistic())
    batch = campaign.ask(2)
    campaign.tell(batch, [{"0": 3, "2": 1}, "1"])
    targets = campaign.task.targets(list(campaign.fold.present()), int, ("votes",))
    assert sorted(targets.value.tolist()) == [[0, 1, 0], [3, 0, 1]]
    assert campaign.status().classes == {"0": 1, "1": 1, "2": 0}
    with pytest.raises(BadAnswer, match="the votes are"):
        campaign.tell(campaign.ask(1), [{"0": -1}])


def test_a_new_class_is_added_its_answer_undone_and_told_again(make):
    campaign = make(task=Classification(["0", "1"], open=True), strategy="random")
    batch = campaign.ask(60)
    kinds = [("is", str(Y[int(q.item)])) if Y[int(q.item)] < 2 else ("other", "2") for q in batch]
    said = [Answer(f"n{k}", q.id, "human", *kinds[k]) for k, q in enumerate(batch)]
    campaign.tell(batch, said)
    new = [a for a in said if a.kind == "other"]
    assert campaign.status().labels == 60 - len(new)
    assert campaign.fit().proba(X).shape[1] == 2
    campaign.add_classes("2")
    assert campaign.status().classes["2"] == len(new) > 10
    model = campaign.fit()
    assert (model.proba(X).argmax(axis=1) == Y).mean() > 0.9
    campaign.undo(answer=new[0].id)
    assert campaign.status().classes["2"] == len(new) - 1
    campaign.tell(new[0].query, Answer("again", new[0].query, "human", "is", "2"))
    assert campaign.status().classes["2"] == len(new)
    with pytest.raises(BadParameter, match="the class '2' is named twice"):
        campaign.add_classes("2")


def test_strangers_are_refused_once_somebody_is_invited(make):
    campaign = make(strategy="random")
    campaign.invite("human:anna")
    (query,) = campaign.ask(1, to="human:anna")
    with pytest.raises(BadAnswer, match=r"an answer by 'human:eve'.*Allowed: human:anna.*invite"):
        campaign.tell(query, "0", by="human:eve")
    assert campaign.status().labels == 0
    campaign.tell(query, "0")
    assert campaign.status().labels == 1


def test_an_answer_outside_the_candidate_set(make):
    campaign = make(strategy=Strategy(measure=margin, form=CandidateSet(5, 0.0, corrected=False)))
    answer(campaign, campaign.ask(30))
    calibrating = campaign.ask(20)
    assert {q.purpose for q in calibrating} == {"calibrate"} and len(calibrating) == 5
    answer(campaign, calibrating)
    batch = campaign.ask(15)
    query = next(q for q in batch if 0 < len(q.options) < 3)
    outside = next(c for c in "012" if c not in query.options)
    with pytest.raises(BadAnswer, match="to a choice among"):
        campaign.tell(batch, [outside if q is query else ("none", None) for q in batch])
    assert campaign.status().labels == 35
    campaign.tell(query, ("none", outside))
    assert campaign.status().classes[outside] > 0


def test_no_teaches_through_partial_targets_and_verify_corrects(make):
    campaign = make(strategy=Strategy(measure=margin, form=Verify(0.01, 0.04)), learner=PartialLogistic())
    answer(campaign, campaign.ask(12))
    batch = campaign.ask(3)
    assert all(q.form == "verify" and q.proposal in ("0", "1", "2") for q in batch)
    others = [next(c for c in "012" if c != q.proposal) for q in batch]
    told = campaign.tell(batch, [True, False, others[2]])
    assert [(a.kind, a.value) for a in told] == [
        ("is", batch[0].proposal),
        ("not", [batch[1].proposal]),
        ("is", others[2]),
    ]
    assert [str(a.price) for a in told] == ["0.01", "0.01", "0.04"]
    targets = campaign.brain.targets(list(campaign.fold.taught()), PartialLogistic.accepts)
    row = targets.rows.tolist().index(int(batch[1].item))
    assert targets.value[row].sum() == 2 and targets.value[row]["012".index(batch[1].proposal)] == 0


@pytest.mark.parametrize("models", [1, 2, 3])
def test_a_late_yes_or_no_means_what_was_asked(make, models):
    campaign = make(strategy=Strategy(measure=margin, form=YesNo()), learner=PartialLogistic())
    answer(campaign, campaign.ask(9))
    late = campaign.ask(4)
    asked = [campaign.fold.asked[q.id] for q in late]
    assert len({a["model"] for a in asked}) == 1
    for _ in range(models):
        batch = campaign.ask(4)
        campaign.tell(batch, [q.proposal == str(Y[int(q.item)]) for q in batch])
        campaign.fit()
    told = campaign.tell([q.id for q in late], [q.proposal == str(Y[int(q.item)]) for q in late])
    assert [a.value for a in told] == [q.proposal if a.kind == "is" else [q.proposal]
                                       for q, a in zip(late, told, strict=True)]  # fmt: skip
    assert campaign.fold.trained["model"] != asked[0]["model"]
    targets = campaign.brain.targets(told, PartialLogistic.accepts)
    truth = Y[targets.rows]
    assert (targets.value[np.arange(4), truth] == 1).all()


def test_a_late_answer_whose_item_went_to_another_is_refused(make):
    campaign = make(strategy=Strategy(measure=margin, form=YesNo()), learner=PartialLogistic())
    answer(campaign, campaign.ask(9))
    late = campaign.ask(2, to="human:anna")
    with mock.patch("time.time", return_value=late_by(campaign)):
        again = campaign.ask(111, to="human:ben")
        assert {q.item for q in late} <= {q.item for q in again}
        with pytest.raises(BadAnswer, match=r"expired and item .* went to human:ben.*still held"):
            campaign.tell(late, [True, False])
        kept = next(q for q in again if q.item == late[0].item)
        campaign.tell(kept, False)
        with pytest.raises(BadAnswer, match=r"answered already by human:ben; the question .* expired"):
            campaign.tell(late[0], True)
    assert campaign.status().labels <= 10


def late_by(campaign: Campaign) -> float:
    """A moment when all leases have run out."""
    import time

    return time.time() + campaign.lease + 60
