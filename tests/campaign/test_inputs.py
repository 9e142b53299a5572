"""Items in the form of each learner's inputs."""

from __future__ import annotations

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from labelwise.campaign import Campaign
from labelwise.campaign.inputs import Columns, Inputs
from labelwise.learners import SklearnLearner, default_learner
from labelwise.learners.encoders import TextEncoder
from labelwise.pool import Pool

TEXTS = [f"a {word} film, number {k}" for k in range(30) for word in ("good", "bad")]


class Length(TransformerMixin, BaseEstimator):
    """Length of a text, which says nothing; a class that no configuration names."""

    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return np.array([[float(len(t))] for t in X])


def told(campaign: Campaign, n: int) -> None:
    for q in campaign.ask(n):
        campaign.tell(q, "pos" if "good" in q.payload else "neg")


def test_equal_encoders_share_what_they_encoded() -> None:
    inputs = Inputs(Pool(np.arange(12.0).reshape(6, 2)), 0)
    one = SklearnLearner(LogisticRegression(), encoder=StandardScaler())
    same = SklearnLearner(LogisticRegression(C=3), encoder=StandardScaler())
    other = SklearnLearner(LogisticRegression(), encoder=StandardScaler(with_mean=False))
    assert inputs.of(one) is inputs.of(same)
    assert inputs.of(one) is not inputs.of(other)
    assert inputs.of(SklearnLearner(LogisticRegression()))[1] is None


def test_encoders_without_a_configuration_are_one_only_where_they_are_one_object() -> None:
    inputs, encoder = Inputs(Pool(TEXTS), 0), Length()
    one = SklearnLearner(LogisticRegression(), encoder=encoder)
    assert inputs.of(one) is inputs.of(SklearnLearner(LogisticRegression(C=3), encoder=encoder))
    assert inputs.of(one) is not inputs.of(SklearnLearner(LogisticRegression(), encoder=Length()))


def test_the_delivered_learner_reads_items_by_its_own_encoder() -> None:
    """The one that asks sees lengths alone; the delivered one reads the words, so that it is right."""
    asks = SklearnLearner(LogisticRegression(), encoder=Length())
    for final in (
        SklearnLearner(LogisticRegression(C=10.0), encoder=TextEncoder()),
        make_pipeline(CountVectorizer(), LogisticRegression()),
    ):
        campaign = Campaign(
            TEXTS, ["neg", "pos"], learner={"acquire": asks, "final": final}, strategy="margin"
        )
        for _ in range(3):
            told(campaign, 10)
        made = campaign.predict(["a good film, number 99", "a bad film, number 99"])
        assert made["label"].to_pylist() == ["pos", "neg"]
        assert len(campaign.predict()) == len(campaign.export(unlabelled=True)) == len(TEXTS)
        view = campaign.brain.view(
            campaign._recalled(*campaign._stand()), campaign.fold, np.zeros(0, np.int64)
        )
        rows = np.array([0, 1, 5])
        assert view.get("embedding", rows).shape == (3, 1)
        assert view.get("final_proba", rows).argmax(axis=1).tolist() == [1, 0, 0]
        assert campaign.status().quality.value is not None or campaign.status().quality.n < 20
        assert campaign.diagnose() is not None


def test_columns_are_those_of_the_pool() -> None:
    columns = Columns(Pool(TEXTS[:2], columns={"year": [1999, 2001]}))
    assert dict(columns).keys() == {"year"} and len(columns) == 1
    assert "month" not in columns and columns["year"].tolist() == [1999, 2001]


def test_learners_see_the_columns() -> None:
    seen = []

    class Curious:
        accepts = ("hard",)
        inner = default_learner(Pool(np.eye(2)))

        def fit(self, data, rng):
            seen.append(data.columns["year"].tolist())
            return self.inner.fit(data, rng)

    pool = Pool(np.random.default_rng(0).normal(size=(6, 2)), columns={"year": range(6)})
    with Campaign(pool, ["a", "b"], learner=Curious(), strategy="margin", trust=None) as campaign:
        campaign.tell(campaign.ask(2), ["a", "b"])
        campaign.fit()
    assert seen[-1] == list(range(6))
