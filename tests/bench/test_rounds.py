"""Rounds are played in order, by ask and tell alone."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.bench.rounds import play
from labelwise.campaign import Campaign
from labelwise.errors import BadData

X = np.arange(30.0)[:, None]


def truth(query):
    return "low" if query.payload[0] < 15 else "high"


def test_each_round_is_asked_by_its_strategy_and_scored():
    campaign = Campaign(X, ["low", "high"], strategy="margin", trust=None)
    whys = lambda c: sorted({c.fold.asked[q]["why"] for q in c.fold.asked})  # noqa: E731
    seen = play(campaign, truth, [(6, "random"), (4, None)], whys)
    assert seen == [["random"], ["margin", "random"]]
    assert campaign.status().labels == 10
    assert {a.by for a in campaign.fold.answers.values()} == {"simulated"}


def test_a_round_that_gets_too_few_is_refused():
    with pytest.raises(BadData, match="a round of 40 questions got 30"):
        play(Campaign(X, ["low", "high"], trust=None), truth, [(40, "random")], len)
