"""Models and rankings."""

from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from labelwise.campaign import Campaign, inputs
from labelwise.errors import BadData, BadParameter, MissingCapability
from labelwise.learners import SklearnLearner
from labelwise.pool import Pool
from labelwise.tasks import Tags

from .conftest import Make, X, answer


def test_ask_before_two_classes_is_random_and_says_so(make: Make) -> None:
    campaign = make()
    batch = campaign.ask(3)
    assert "random" in batch[0].why
    campaign.tell(batch, ["1", "1", "1"])
    assert "random" in campaign.ask(3)[0].why


def test_a_learner_that_can_never_serve_is_refused_at_once(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "p.db"
    with pytest.raises(MissingCapability, match=r"scores=.decision.|CalibratedClassifierCV"):
        make(learner=SVC(), store=store)
    assert not store.exists()


def test_decision_scores_serve_margin(make: Make) -> None:
    campaign = make(learner=SklearnLearner(SVC(), scores="decision"))
    answer(campaign, campaign.ask(20))
    assert len(campaign.ask(5)) == 5


def test_two_learners_ask_and_deliver(make: Make) -> None:
    campaign = make(learner={"acquire": LogisticRegression(C=0.1), "final": LogisticRegression(C=10.0)})
    answer(campaign, campaign.ask(20))
    campaign.ask(5)
    assert campaign.model.estimator.C == 10.0  # type: ignore[attr-defined]


def test_features_serve_a_cold_start(make: Make) -> None:
    """Without any label there is no model, but the items have features: auto begins with typical ones."""
    campaign = make(strategy="auto")
    campaign.plan(6)
    assert all("typical" in q.why for q in campaign.ask(6))


@pytest.mark.parametrize("task", [["0", "1", "2"], Tags(["0", "1", "2"])])
def test_a_model_that_forgets_a_class_is_told_so(task: object) -> None:
    class Two:
        provides = accepts = ("hard", "partial", "tags", "proba")

        def fit(self, training, rng):
            return self

        def proba(self, x):
            return np.full((len(x), 2), 0.5)

        tags = hard = partial = proba

    campaign = Campaign(X, task, strategy="random", learner=Two(), trust=None)
    with pytest.raises(BadData, match=r"has shape \(\d+, 2\) for 3 classes.*each of 0, 1, 2.*Train"):
        campaign.ask(3)
    assert campaign.fold.planned == {}


def test_a_column_called_as_what_the_learner_gives_is_refused_before_a_file_is_made(tmp_path: Path) -> None:
    with pytest.raises(BadParameter, match=r"'head' is a column of the pool.*rename the column"):
        Campaign(Pool(X, columns={"head": list(X[:, 0])}), ["0", "1"], store=tmp_path / "p.db")
    assert list(tmp_path.iterdir()) == []


def test_a_learner_whose_fit_gives_nothing(make: Make) -> None:
    class Nothing:
        provides, accepts = ("proba",), ("hard",)

        def fit(self, training, rng):
            return None

    with pytest.raises(
        BadParameter, match=r"Nothing.fit\(\) gave None.*let fit\(\) return the trained model"
    ):
        make(learner=Nothing()).ask(1)


def test_a_delivered_learner_without_probabilities_says_so(make: Make) -> None:
    campaign = make(learner={"acquire": LogisticRegression(), "final": SVC()})
    answer(campaign, campaign.ask(6))
    with pytest.raises(MissingCapability, match=r"the delivered learner gives no 'proba'.*as final"):
        campaign.predict()


def test_encoding_the_items_is_no_part_of_what_a_training_takes(make: Make) -> None:
    """Learners that take long are judged otherwise, and encoding happens once however often they train."""
    campaign, clock, encode = make(), [0.0], inputs.encode
    answer(campaign, campaign.ask(20))
    campaign.brain.forget()

    def slowly(*given: Any) -> Any:
        clock[0] += 100.0
        return encode(*given)

    with mock.patch.object(inputs, "encode", slowly), mock.patch("time.perf_counter", lambda: clock[0]):
        campaign.fit()
    assert clock[0] == 100.0 and campaign.fold.trained["seconds"] == 0.0
