"""The story of a campaign is what its ledger says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from labelwise.campaign import Campaign
from labelwise.candidates import All
from labelwise.report.campaign import as_json, page
from labelwise.report.telling import tell_story
from labelwise.selectors import Random
from labelwise.strategy import Strategy
from labelwise.tasks import Regression
from labelwise.types import Answer, Savings, Trust


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    rng = np.random.default_rng(0)
    y = rng.permutation(np.arange(300) % 3)
    x = rng.normal(size=(300, 4)) + 4 * np.eye(4)[y]
    made = Campaign(x, ["a", "b", "c"], strategy="random", budget=130)
    for who, n in (("human:anna", 60), ("human:ben", 70)):
        batch = made.ask(n)
        made.tell(batch, ["abc"[y[int(q.item)]] for q in batch], by=who, seconds=2.0)
        made.fit()
    return made


def test_everything_that_was_recorded_is_told(campaign: Campaign) -> None:
    story = tell_story(campaign, "Blobs", datetime(2026, 11, 29, tzinfo=UTC), command="again", diagnose=False)
    assert [(r.labels, r.cost) for r in story.rounds] == [(40, 60.0), (104, 130.0)]
    assert story.rounds[-1].quality == campaign.status().quality
    assert [r.certificate is not None for r in story.rounds] == [False, True]
    assert [(p.name, p.answers, p.seconds) for p in story.annotators] == [
        ("human:ben", 70, 140.0),
        ("human:anna", 60, 120.0),
    ]
    assert sum(story.reserve.values()) == 26 and set(story.reserve) == {"a", "b", "c"}
    assert story.versions.data == campaign.pool.fingerprint and story.command == "again"


def test_each_item_answered_once_says_nothing_of_agreement(campaign: Campaign) -> None:
    story = tell_story(campaign, "Blobs", datetime(2026, 11, 29, tzinfo=UTC), diagnose=False)
    assert story.agreement is not None and story.agreement.value is None
    assert "No item has answers of several annotators" in page(story)
    assert [p.agreement for p in story.annotators] == [None, None]


def shared(wrong: int, task: Any = ("a", "b"), values: tuple[Any, Any] = ("a", "b")) -> Campaign:
    """Thirty items that two annotators answered, some of them otherwise; ben came back to two."""
    twice = Strategy(candidates=All(max_votes=2), selector=Random())
    made = Campaign(np.arange(30.0)[:, None], task, strategy=twice, trust=None)
    for who, other in (("human:anna", 0), ("human:ben", wrong)):
        batch = made.ask(30, to=who)
        told = made.tell(batch, [values[(int(q.item) + (int(q.item) < other)) % 2] for q in batch], by=who)
    for old, value in ((told[0], told[0].value), (told[1], values[told[1].value == values[0]])):
        made.tell(old.query or "", Answer(f"again {old.id}", old.query, old.by, "is", value, of=old.id))
    made.tell(old.query or "", Answer("back", old.query, old.by, "is", old.value, of=f"again {old.id}"))
    return made


def test_two_who_answered_the_same_are_compared() -> None:
    story = tell_story(shared(3), "Both", datetime(2026, 11, 29, tzinfo=UTC))
    assert story.agreement is not None and (story.agreement.value, story.agreement.n) == (0.9, 30)
    assert story.beyond is not None and story.beyond.value == pytest.approx(0.803, abs=0.001)
    assert [p.agreement for p in story.annotators] == [story.agreement, story.agreement]
    assert [(p.name, p.again, p.changed) for p in story.annotators] == [
        ("human:anna", 0, 0),
        ("human:ben", 3, 2),
    ]
    assert "two of them agree in 90% of cases" in page(story)
    assert json.loads(as_json(story))["beyond"]["value"] == story.beyond.value
    assert "agreement" not in [f.name for f in story.findings]  # it is told once


def test_a_warning_about_agreement_is_among_the_warnings() -> None:
    made = shared(30)
    made.fit()
    found = tell_story(made, "Both", datetime(2026, 11, 29, tzinfo=UTC)).findings
    assert [(f.name, f.picture) for f in found if f.warn] == [("agreement", None)]


def test_numbers_have_no_agreement_and_say_so() -> None:
    made = shared(3, Regression(0, 1), (0.0, 1.0))
    story = tell_story(made, "Numbers", datetime(2026, 11, 29, tzinfo=UTC))
    assert story.agreement is not None and story.agreement.value is None
    assert story.agreement.reason.startswith("30 items have answers of several annotators. How far")


def test_what_was_saved_is_told_by_page_and_json_with_its_two_sides(campaign: Campaign) -> None:
    saved = Savings(70.0, 60.0, None, "measured", 0.9, "Reached.", used=100.0, random=160.0)
    story = tell_story(campaign, "Blobs", datetime(2026, 11, 29, tzinfo=UTC), diagnose=False)
    story = replace(story, status=replace(story.status, savings=saved))
    found = json.loads(as_json(story))["status"]["savings"]
    assert (found["kind"], found["used"], found["random"]) == ("measured", 100.0, 160.0)
    assert "at most 100 labels" in page(story)


def test_a_projection_reaches_no_further_than_it_was_made_for(campaign: Campaign) -> None:
    story = tell_story(campaign, "Blobs", datetime(2026, 11, 29, tzinfo=UTC), diagnose=False)
    assert story.ahead == min(100, story.rounds[-1].labels)


def test_the_page_and_its_json_hold_the_same_figures(campaign: Campaign) -> None:
    story = tell_story(campaign, "Blobs", datetime(2026, 11, 29, tzinfo=UTC))
    assert json.loads(as_json(story))["status"]["labels"] == 130
    assert "Blobs" in page(story) and "How good is it?" in page(story)


def test_a_campaign_without_a_reserve_has_a_story_too() -> None:
    made = Campaign(np.eye(6), ["a", "b"], strategy="random", trust=None)
    story = tell_story(made, "Nothing yet", datetime(2026, 11, 29, tzinfo=UTC))
    assert story.rounds == [] and story.target is None and "Nothing yet" in page(story)
    with_target = Campaign(np.eye(6), ["a", "b"], strategy="random", trust=Trust(target=0.9))
    assert tell_story(with_target, "x", datetime(2026, 11, 29, tzinfo=UTC)).target == 0.9
