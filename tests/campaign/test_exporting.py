"""Status and export."""

from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from labelwise.errors import BadParameter, MissingCapability
from labelwise.pool import Pool

from .conftest import Make, X, Y, answer


def test_export_has_label_provenance_and_confidence(make: Make) -> None:
    campaign = make()
    campaign.add_labels([0, 1, 2], ["0", "1", "2"])
    batch = campaign.ask(5, to="human:anna")
    answer(campaign, batch)
    table = campaign.export().to_pylist()
    assert len(table) == 8
    by_id = {r["id"]: r for r in table}
    asked = by_id[batch[0].item]
    assert asked["label"] == str(Y[int(batch[0].item)])
    assert (asked["annotator"], asked["source"]) == ("human:anna", "asked")
    assert asked["why"] and 0 < asked["model_confidence"] <= 1
    assert by_id["0"]["source"] == "import"
    assert len(campaign.export(unlabelled=True)) == 120


def test_export_names_do_not_clash_with_the_items_own_columns(make: Make) -> None:
    frame = pd.DataFrame({"label": ["x", "y"] * 20, "value": np.arange(40.0)})
    campaign = make(pool=frame, task=["a", "b"])
    campaign.tell(campaign.ask(2), ["a", "b"])
    table = campaign.export()
    assert set(table["labelwise_label"].to_pylist()) == {"a", "b"}
    assert set(table["label"].to_pylist()) <= {"x", "y"}


def test_predict_before_any_label_says_what_to_do(make: Make) -> None:
    with pytest.raises(MissingCapability, match="label items of at least two classes"):
        make().predict()


def test_predict_new_items(make: Make) -> None:
    campaign = make()
    answer(campaign, campaign.ask(30))
    table = campaign.predict(X[:7])
    assert table["label"].to_pylist() == campaign.predict()["label"].to_pylist()[:7]


@pytest.mark.parametrize("engine", ["serial", "loky"])
def test_predict_wherever_the_model_runs(make: Make, engine: str) -> None:
    campaign = make()
    answer(campaign, campaign.ask(30))
    many = np.tile(X, (75, 1))  # chunks of 8,192 items
    with pytest.raises(BadParameter, match="serial"):
        campaign.predict(many, engine="dask")
    table = campaign.predict(many, engine=engine, jobs=2)
    own = campaign.predict()
    assert table["label"].to_pylist() == own["label"].to_pylist() * 75 and len(table) > 8192
    np.testing.assert_allclose(table["confidence"], np.tile(own["confidence"], 75), rtol=1e-12)


@pytest.mark.parametrize(
    ("values", "kind", "exported"),
    [
        (["x", np.nan, None], "string", ["x", None, None]),
        ([1, "a", None], "string", ["1", "a", None]),
        (pd.to_datetime(["2020-01-02", None]), "timestamp", [datetime(2020, 1, 2), None]),
        ([1.5, 2.0], "double", [1.5, 2.0]),
        ([True, False], "bool", [True, False]),
    ],
)
def test_every_column_is_exported(make: Make, values: object, kind: str, exported: list[object]) -> None:
    frame = pd.DataFrame({"c": values, "v": range(len(exported))})
    table = make(pool=frame, task=["a", "b"], strategy="random").export(unlabelled=True)
    assert str(table.schema.field("c").type).startswith(kind)
    assert table["c"].to_pylist() == exported


def test_own_columns_with_names_of_ours_are_kept(make: Make) -> None:
    frame = pd.DataFrame({"id": ["p", "q", "r"], "label": [1, 2, 3], "labelwise_label": [4, 5, 6]})
    campaign = make(pool=frame, task=["a", "b"], strategy="random")
    campaign.add_labels([0, 1, 2], ["a", "b", "a"])
    table = campaign.export()
    assert table["id"].to_pylist() == ["0", "1", "2"]
    assert table["own_id"].to_pylist() == ["p", "q", "r"]
    assert (table["label"].to_pylist(), table["labelwise_label"].to_pylist()) == ([1, 2, 3], [4, 5, 6])
    assert table["labelwise_labelwise_label"].to_pylist() == ["a", "b", "a"]
    named = make(pool=Pool(frame, ids=["p", "q", "r"]), task=["a", "b"], strategy="random")
    assert "own_id" not in named.export(unlabelled=True).column_names


@pytest.mark.parametrize("make_table", [pd.DataFrame, pa.table], ids=["pandas", "arrow"])
def test_lists_are_exported_and_masks_are_not(make: Make, make_table: Any) -> None:
    tokens = [["a"], ["b", "c"], []]
    pool = Pool(make_table({"tokens": tokens}), columns={"void": np.zeros((3, 2, 4), bool)})
    table = make(pool=pool, task=["a", "b"], strategy="random").export(unlabelled=True)
    assert table["tokens"].to_pylist() == tokens
    assert "void" not in table.column_names
