"""Models and rankings."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from scipy import sparse
from sklearn.linear_model import LogisticRegression

import labelwise as lw
from labelwise.errors import BadData
from labelwise.tasks import Pixels, Steps
from labelwise.types import Ragged

from .conftest import Make, X, answer


def test_new_items_have_as_many_features_as_the_pool(make: Make) -> None:
    campaign = make()
    answer(campaign, campaign.ask(20))
    with pytest.raises(BadData, match="the items have 1 features"):
        campaign.predict(np.zeros((3, 1)))


FRAME = pd.DataFrame(X, columns=list("abcd"))
POOLS = {
    "a dense array": X,
    "a sparse matrix": sparse.csr_matrix(X),
    "a table": FRAME,
    "texts": [f"item {row.argmax()}" for row in X],
    "images": [Path(f"{k}.png") for k in range(len(X))],
}


@pytest.mark.parametrize("had", [name for name in POOLS if name != "images"])
def test_new_items_are_of_the_kind_of_the_pool(make: Make, had: str) -> None:
    campaign = make(pool=POOLS[had])
    answer(campaign, campaign.ask(20))
    for now, items in POOLS.items():
        if now == had or (had, now) == ("a sparse matrix", "a dense array"):
            assert campaign.predict(items)["label"] == campaign.predict()["label"]
            continue
        with pytest.raises(BadData) as error:
            campaign.predict(items)
        assert f"the items are {now} and the campaign's pool is {had}. Allowed: {had}" in str(error.value)
        assert "To fix: pass" in str(error.value)


@pytest.mark.parametrize(
    "items", [FRAME[["d", "a"]], pa.table({"a": X[:, 0], "d": X[:, 3]})], ids=["pandas", "arrow"]
)
@pytest.mark.parametrize("learner", [None, LogisticRegression()], ids=["default", "own"])
def test_a_column_that_new_items_lack_is_named(make: Make, items: Any, learner: Any) -> None:
    campaign = make(pool=FRAME, learner=learner)
    answer(campaign, campaign.ask(20))
    with pytest.raises(
        BadData, match=r"without the column 'b' and the campaign's pool is a table.*a, b, c, d"
    ):
        campaign.predict(items)


@pytest.mark.parametrize("learner", [None, LogisticRegression()], ids=["default", "own"])
def test_more_columns_in_another_order_change_nothing(make: Make, learner: Any) -> None:
    campaign = make(pool=FRAME, learner=learner)
    answer(campaign, campaign.ask(20))
    more = FRAME[list("dbca")].assign(e="x")
    for items in (more, pa.Table.from_pandas(more)):
        assert campaign.predict(items) == campaign.predict()


def test_new_images_may_have_another_size_but_not_other_colours() -> None:
    images = np.random.default_rng(0).integers(0, 255, (4, 6, 8, 3), dtype=np.uint8)
    campaign = lw.Campaign(images, Pixels(["dark", "light"]), strategy="random", trust=None)
    batch = campaign.ask(12)
    campaign.tell(batch, ["dark", "light"] * 6)
    assert campaign.predict(images[:2, :5, :5]).num_rows == 2 * 25
    for items, wanted in ((images[..., :2], "the items have 2 features"), (images[..., 0], "array of 3 dim")):
        with pytest.raises(BadData, match=wanted):
            campaign.predict(items)


def test_new_features_of_parts_are_as_wide_as_those_of_the_pool() -> None:
    parts = Ragged(np.random.default_rng(0).normal(size=(20, 3)), np.arange(0, 21, 4))
    campaign = lw.Campaign(parts, Steps([0, 1]), strategy="random", trust=None)
    campaign.tell(campaign.ask(3), [[0, 1, 1], [1], [0]])
    assert len(campaign.predict(parts.take([1, 2]))["label"][0]) == 4
    with pytest.raises(BadData, match="the items have 2 features"):
        campaign.predict(Ragged(np.ones((4, 2)), np.array([0, 4])))
    with pytest.raises(
        BadData, match="the items are a dense array and the campaign's pool is features of parts"
    ):
        campaign.predict(np.ones((4, 3)))
