"""Any scikit-learn regressor as a learner of numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import (
    BaggingRegressor,
    ExtraTreesRegressor,
)
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import BayesianRidge, LinearRegression, LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from labelwise.errors import BadData, BadParameter
from labelwise.learners.regression import RegressionLearner
from labelwise.testing.learner_suite import NumberSuite
from labelwise.types import Targets, Training


class TestBayes(NumberSuite):
    def make(self):
        return RegressionLearner(BayesianRidge())


class TestTrees(NumberSuite):
    def make(self):
        return RegressionLearner(make_pipeline(StandardScaler(), ExtraTreesRegressor(20)))


class TestBagging(NumberSuite):
    def make(self):
        return RegressionLearner(BaggingRegressor(Ridge(), 10, max_features=0.8))


class TestPlain(NumberSuite):
    def make(self):
        return RegressionLearner(Ridge())


X = np.random.default_rng(0).normal(size=(40, 3))
Y = X @ [1.0, -2.0, 0.5] + 0.1 * np.random.default_rng(1).normal(size=40)


def fitted(estimator, x=X, y=Y, weight=None):
    rows = np.arange(len(y))
    targets = Targets(rows, np.asarray(y, float), "real", np.ones(len(y)) if weight is None else weight)
    data = Training(lambda r: x[r] if hasattr(x, "shape") else [x[k] for k in r], rows, targets)
    return RegressionLearner(estimator).fit(data, np.random.default_rng(0))


def test_equal_labels_are_no_error():
    for estimator in (BayesianRidge(), ExtraTreesRegressor(5), LinearRegression()):
        np.testing.assert_allclose(fitted(estimator, y=np.full(4, 7.0)).mean(X), 7.0)


def test_texts_and_tables():
    words = [f"{'cheap' if k % 2 else 'dear'} thing {k}" for k in range(20)]
    price = np.where(np.arange(20) % 2, 1.0, 9.0)
    model = fitted(make_pipeline(TfidfVectorizer(), Ridge()), words, price)
    assert model.mean(["cheap thing"])[0] < 5 < model.mean(["dear thing"])[0]
    table = pd.DataFrame(X, columns=list("abc"))
    targets = Targets(np.arange(40), Y, "real", np.ones(40))
    data = Training(lambda r: table.iloc[r], targets.rows, targets)
    model = RegressionLearner(ExtraTreesRegressor(5)).fit(data, np.random.default_rng(0))
    assert model.mean(table).shape == model.std(table).shape == (40,)


def test_weights_reach_the_last_step():
    x = np.zeros((2, 1))
    model = fitted(make_pipeline(StandardScaler(), Ridge()), x, [0.0, 10.0], np.array([9.0, 1.0]))
    assert model.mean(x)[0] == pytest.approx(1.0)


@pytest.mark.parametrize("thing", [LogisticRegression(), Ridge, StandardScaler(), "ridge", None])
def test_what_is_no_regressor_is_refused(thing):
    with pytest.raises(
        BadParameter, match=r"the estimator is .*regressor.*goes with the task Classification"
    ):
        RegressionLearner(thing)


def test_an_estimator_that_refuses_says_why():
    with pytest.raises(BadData, match=r"Pipeline could not be trained on 3 labels"):
        fitted(
            make_pipeline(TfidfVectorizer(stop_words="english"), Ridge()), ["the", "a", "of"], [1.0, 2.0, 3.0]
        )


def test_another_number_of_features():
    model = fitted(ExtraTreesRegressor(5))
    for name in ("mean", "std", "embedding"):
        with pytest.raises(BadData, match=r"the items have 2 features\. Allowed: 3, as in training"):
            getattr(model, name)(X[:, :2])
