"""Labelling beside another learner than the usual one: it trains, ranks and suggests like any."""

from __future__ import annotations

import pytest

from labelwise.campaign import Campaign
from labelwise.learners import BoostingLearner
from labelwise.learners.encoders import TextEncoder

pytestmark = pytest.mark.browser


def test_boosted_trees_learn_beside_the_page(project, host, tabs):
    store = project(learner=BoostingLearner("lightgbm", 40, encoder=TextEncoder()), trust=None)
    server = host(store, training=True)
    tab = tabs(server.url)
    for k in range(1, 9):
        text = tab.text
        tab.press("p" if "good" in text else "n")
        tab.sees("#count", f"{k} of 30")
        tab.moved_on(text)
    tab.saved()
    tab.page.locator("#progress").click()
    tab.sees("#progress-body", "learned from 8 labels")
    tab.sees("#progress-body", "up to date")
    tab.close()
    server.stop()
    with Campaign.open(store) as campaign:
        assert isinstance(campaign.brain.acquire, BoostingLearner)
        assert campaign.fold.trained["labels"] == 8 and campaign.fold.planned["model"]
        assert "samples" in campaign.model.provides
