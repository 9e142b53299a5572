"""Questions that cost as many tokens as they have."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

import labelwise as lw
from labelwise.selectors import Random
from labelwise.tasks.forms import ByToken
from labelwise.types import Answer, Query


def test_price_is_what_was_counted_when_it_was_asked():
    answer = Answer("x", "q", "human:anna", "is", "a")
    assert ByToken().price(Query("q", "1", cost=7.0), answer) == Decimal(7)
    assert ByToken().price(Query("q", "1"), answer) == 0


def test_a_campaign_keeps_a_budget_in_tokens():
    length = np.arange(1, 31)
    pool = lw.Pool(np.arange(30.0)[:, None], columns={"length": length})
    strategy = lw.Strategy(selector=Random(), form=ByToken("length"))
    budget = lw.Budget(100, unit="tokens")
    campaign = lw.Campaign(pool, ["low", "high"], strategy=strategy, budget=budget, trust=None)
    asked = []
    while batch := campaign.ask(4):
        campaign.tell(batch, ["low"] * len(batch))
        asked += [int(q.item) for q in batch]
    spent = length[asked].sum()
    assert 60 < campaign.status().cost == spent <= 100
    assert campaign.status().left == 100 - spent
