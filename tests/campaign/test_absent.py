"""Whoever only hands out and counts needs no learner."""

from __future__ import annotations

from pathlib import Path

import pytest
from sklearn.linear_model import LogisticRegression

from labelwise.campaign import Campaign
from labelwise.errors import StoreError

from .conftest import Make, X


class Own(LogisticRegression):
    """A class that no configuration names."""


def test_a_background_campaign_needs_no_learner_until_it_trains(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "project.db"
    campaign = make(store=store, learner=Own())
    campaign.plan(10)
    campaign.close()
    with Campaign.open(store, pool=X, background=True) as server:
        batch = server.ask(2)
        server.tell(batch, ["0", "1"])
        assert server.status().labels == 2 and server.export().num_rows == 2
        with pytest.raises(StoreError, match=r"cannot rebuild its learner Own\(\).*learner="):
            server.fit()
