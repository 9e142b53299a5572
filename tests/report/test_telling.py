"""The story of a campaign is what its ledger says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from labelwise.campaign import Campaign
from labelwise.report import telling
from labelwise.report.campaign import as_json, page
from labelwise.report.story import Race
from labelwise.report.telling import tell_story
from labelwise.types import Savings, Trust


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


def test_the_race_is_told_at_the_labels_it_was_computed_for(campaign: Campaign) -> None:
    status = replace(campaign.status(), savings=Savings(90.0, 40.0, None, "replay"))
    assert telling._race([{"saved_at": 80}], status) == Race(80, 120.0, 170.0)
    assert telling._race([{}], status) is telling._race([], status) is None
    assert telling._race([{"saved_at": 80}], campaign.status()) is None


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
