"""Status and export."""


import numpy as np
import pandas as pd
import pytest

from labelwise.errors import MissingCapability

from .conftest import Make, X, Y, answer


def test_status_says_why_there_is_no_figure(make: Make) -> None:
    status = make().status()
    assert status.quality.value is None and status.quality.reason
    assert status.savings.labels is None and status.savings.reason
    assert status.advice.stop is None and status.advice.sentence


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
