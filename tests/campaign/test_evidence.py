"""Diagnoses of a campaign are made of what its ledger holds."""

from __future__ import annotations

import time

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from labelwise.campaign.evidence import evidence
from labelwise.campaign.reserve import Reserve
from labelwise.candidates import All
from labelwise.learners import SklearnLearner
from labelwise.selectors import Random
from labelwise.strategy import Strategy
from labelwise.types import Trust

from .conftest import Make, answer, blobs

BIG, TRUTH = blobs(300)


def test_the_arrays_say_what_was_asked_and_answered(make: Make) -> None:
    campaign = make(pool=BIG, trust=Trust(), strategy="margin")
    asked: list[list[str]] = []
    for who in ("anna", "ben", "anna"):
        batch = campaign.ask(20)
        campaign.tell(batch, [str(TRUTH[int(q.item)]) for q in batch], by=who)
        asked.append([q.item for q in batch if q.purpose == "train"])
    campaign.fit()
    fold, brain, trained = campaign._latest()
    assert trained is not None
    found = evidence(brain, trained, fold, Reserve(brain, trained, fold))
    assert [str(row) for row in found["chosen"].tolist()] == [item for part in asked for item in part]
    assert found["batch"].tolist() == [k for k, part in enumerate(asked) for _ in part]
    known = np.flatnonzero(found["labels"] >= 0)
    assert len(known) == 60 and (found["labels"][known] == TRUTH[known]).all()
    rows, by, values = found["answers"]
    assert (values == TRUTH[rows]).all() and by.count("ben") == 20
    assert found["proba"].shape == (300, 3) and found["embedding"].shape == BIG.shape
    assert len(found["right"]) == 20 and found["outcomes"].output.shape == (20, 3)


def test_findings_are_sentences(make: Make) -> None:
    campaign = make(pool=BIG, trust=Trust(), strategy="margin")
    assert campaign.diagnose() == []
    for _ in range(3):
        batch = campaign.ask(20)
        campaign.tell(batch, [str(TRUTH[int(q.item)]) for q in batch])
    campaign.fit()
    last = campaign.ledger.last
    found = campaign.diagnose()
    assert len(found) >= 3 and all(f.sentence.endswith(".") and f.name for f in found)
    assert campaign.ledger.last == last


def test_a_question_to_two_annotators_was_chosen_once(make: Make) -> None:
    twice = Strategy(candidates=All(max_votes=2), selector=Random())
    campaign = make(pool=BIG[:40], strategy=twice, trust=None)
    asked = []
    for who in ("anna", "ben"):
        batch = campaign.ask(40, to=who)
        campaign.tell(batch, [str(TRUTH[int(q.item)]) for q in batch], by=who)
        asked.append([int(q.item) for q in batch])
    campaign.fit()
    fold, brain, trained = campaign._latest()
    assert trained is not None
    found = evidence(brain, trained, fold, Reserve(brain, trained, fold))
    assert found["chosen"].tolist() == asked[0] and sorted(asked[1]) == sorted(asked[0])
    assert len(found["answers"][0]) == 80


def test_where_another_model_asks_the_cost_is_told_or_why_it_is_not(make: Make) -> None:
    """S067: with 80 answers of the reserve it is played again; of slow learners the report says so."""

    class Slow(SklearnLearner):
        def fit(self, data, rng):
            time.sleep(0.3)
            return super().fit(data, rng)

    for final, said in (
        (GaussianNB(), "80 are needed"),
        (Slow(GaussianNB()), "takes some hundred trainings"),
    ):
        campaign = make(learner={"acquire": LogisticRegression(), "final": final}, trust=Trust(reserve=0.3))
        answer(campaign, campaign.ask(12))
        campaign.fit(evaluate=False)
        [found] = [f for f in campaign.diagnose() if f.name == "asking model"]
        assert said in found.sentence and not found.warn
        assert campaign.status().warnings[0].startswith("One model asks and another is delivered")
    one = make(trust=Trust(reserve=0.3))
    answer(one, one.ask(12))
    one.fit(evaluate=False)
    assert not any(f.name == "asking model" for f in one.diagnose())
    assert not any("another is delivered" in said for said in one.status().warnings)
