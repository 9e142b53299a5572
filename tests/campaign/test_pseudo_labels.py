"""Labels that a model gave itself in a training are counted, and stand in no export of labels."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
from sklearn.linear_model import LogisticRegression

from labelwise.campaign import Campaign
from labelwise.cli.status import sentences
from labelwise.learners import SklearnLearner
from labelwise.report.campaign import as_json, page
from labelwise.report.telling import tell_story
from labelwise.training.pseudo import joined, outputs, remembered
from labelwise.types import Trust

from .conftest import Make, answer


class Confident:
    """Learns again from its thirty surest guesses, each at a tenth of a label."""

    accepts = ("hard",)
    inner = SklearnLearner(LogisticRegression())

    def fit(self, data, rng):
        model = self.inner.fit(data, rng)
        if "proba" not in model.provides:
            return model
        said = outputs(model, data, data.unlabelled)
        sure = np.sort(np.argsort(-said.max(axis=1))[:30])
        more = joined(data, data.unlabelled[sure], said[sure].argmax(axis=1), 0.1, by="model:confident")
        return remembered(self.inner.fit(more, rng), more)


def played(make: Make, **options) -> Campaign:
    campaign = make(learner=Confident(), **options)
    for _ in range(3):
        answer(campaign, campaign.ask(6))
    campaign.fit()
    return campaign


def test_the_event_of_the_training_says_how_many_and_how_much(make: Make) -> None:
    campaign = played(make)
    assert campaign.fold.trained["pseudo"] == {"labels": 30, "weight": 3.0}
    status = campaign.status()
    assert (status.labels, status.pseudo, status.pseudo_weight) == (18, 30, 3.0)


def test_people_read_it_in_the_status_and_in_the_report(make: Make) -> None:
    campaign = played(make, trust=Trust())
    told = "and 30 labels of the model itself (weight 3)"
    assert f"The model learned from the labels {told}." in sentences(campaign.status())
    story = tell_story(campaign, "Blobs", datetime.now(UTC), command="labelwise report", diagnose=False)
    assert told in page(story)
    assert '"pseudo": 30' in as_json(story)


def test_no_export_of_labels_and_no_count_has_them(make: Make) -> None:
    campaign = played(make)
    table = campaign.export()
    assert table.num_rows == 18 and not any("model" in str(by) for by in table["annotator"].to_pylist())
    assert set(table["source"].to_pylist()) == {"asked"}
    everything = campaign.export(unlabelled=True)
    assert everything.num_rows == 120 and everything["label"].null_count == 102
    assert sum(campaign.status().classes.values()) == 18
    assert [a for a in campaign.fold.answers.values() if a.by_machine] == []


def test_without_any_nothing_is_said(make: Make) -> None:
    campaign = make()
    answer(campaign, campaign.ask(6))
    campaign.fit()
    assert "pseudo" not in campaign.fold.trained and campaign.status().pseudo == 0
    assert not any("itself" in sentence for sentence in sentences(campaign.status()))
