"""Errors of a training speak of items, and what it gives is a model."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.campaign import Campaign
from labelwise.campaign.fitting import of_items
from labelwise.errors import BadData
from labelwise.pool import Pool


class Diverges:
    """Fails as the loop of a network does where a loss is no number."""

    accepts = ("hard",)

    def __init__(self, said: str) -> None:
        self.said = said

    def fit(self, data, rng):
        error = BadData(self.said.format(data.rows.tolist()), fix="lower the rate")
        error.rows = data.rows
        raise error


@pytest.mark.parametrize("said", ["the loss became nan with the items {}", "the loss became nan"])
def test_rows_of_the_pool_reach_the_user_as_ids(said: str) -> None:
    pool = Pool(np.eye(4), ids=["a", "b", "c", "d"])
    with Campaign(pool, ["x", "y"], learner=Diverges(said), strategy="random", trust=None) as campaign:
        campaign.add_labels(["b", "d"], ["x", "y"])
        with pytest.raises(
            BadData, match=r"the loss became nan.*'b', 'd'\. To fix: lower the rate"
        ) as caught:
            campaign.fit()
    assert "[1, 3]" not in str(caught.value)


def test_other_errors_stay_what_they_are() -> None:
    error = BadData("nothing to learn from")
    assert of_items(error, Pool(["a", "b"])) is error


def test_the_loop_of_networks_names_items(make_nan=float("nan")) -> None:
    """A network whose loss is no number, as its own training loop says it."""
    from torch import nn

    from labelwise.learners import TorchLearner

    class Broken(nn.Module):
        def __init__(self):
            super().__init__()
            self.head = nn.Linear(2, 2)

        def forward(self, x):
            return self.head(x) * make_nan

    pool = Pool(np.random.default_rng(0).normal(size=(6, 2)), ids=[f"item{k}" for k in range(6)])
    learner = TorchLearner(Broken())
    with Campaign(pool, ["x", "y"], learner=learner, strategy="random", trust=None) as campaign:
        campaign.add_labels(["item1", "item4"], ["x", "y"])
        with pytest.raises(BadData, match=r"nan.*'item\d', 'item\d'"):
            campaign.fit()
