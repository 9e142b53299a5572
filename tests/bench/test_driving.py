"""Campaigns played to their end, step by step, with first labels and a clock."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.annotators import Simulated
from labelwise.bench.driving import Clock, drive, one_batch, predict
from labelwise.campaign import Campaign
from labelwise.errors import MissingCapability
from labelwise.pool import Pool
from labelwise.tasks import Classification, Regression

X = np.arange(20.0)[:, None]
Y = ["low"] * 10 + ["high"] * 10


@pytest.fixture
def campaign():
    with Campaign(X, ["high", "low"], strategy="margin", trust=None) as made:
        yield made


def annotator() -> Simulated:
    return Simulated.of(Pool(X), Y)


def test_steps_end_at_the_limit(campaign):
    assert [len(told) for told in drive(campaign, annotator(), 6, 14)] == [6, 12, 14]
    assert campaign.status().labels == 14


def test_first_labels_are_a_step_of_their_own(campaign):
    campaign.add_labels([0, 19], ["low", "high"])
    steps = [list(told) for told in drive(campaign, annotator(), 4, 8, told=["low", "high"])]
    assert [len(told) for told in steps] == [2, 6, 8] and steps[0] == ["low", "high"]
    assert campaign.status().labels == 8


def test_the_clock_counts_what_was_done(campaign):
    clock = Clock()
    for _ in drive(campaign, annotator(), 10, 10, clock=clock):
        assert clock.taken("fit") > 0 and clock.taken("query") > 0
    assert clock.taken("predict") == 0 == clock.taken("fit")


def test_a_batch_is_as_large_as_the_pool_allows(campaign):
    assert len(one_batch(campaign, annotator(), 30, Clock())) == 20
    assert one_batch(campaign, annotator(), 5, Clock()) == []


def test_one_label_so_far_is_what_is_predicted():
    class Mute:
        provides = ()

    blocks = [np.zeros((2, 1)), np.zeros((3, 1))]
    assert predict(Mute(), blocks, Classification(["a", "b"]), ["a", "a"]).tolist() == ["a"] * 5
    with pytest.raises(MissingCapability, match="mean"):
        predict(Mute(), blocks, Regression(), [1.0, 2.0])
