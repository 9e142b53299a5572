"""Any scikit-learn regressor as a learner of numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.ensemble import (
    BaggingRegressor,
    ExtraTreesRegressor,
    GradientBoostingRegressor,
    RandomForestRegressor,
)
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, WhiteKernel
from sklearn.linear_model import BayesianRidge, LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from labelwise.errors import BadData, BadParameter, MissingCapability
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


@pytest.mark.parametrize(
    "estimator", [BayesianRidge(), GaussianProcessRegressor(RBF() + WhiteKernel())], ids=str
)
def test_the_posterior_is_that_of_the_estimator(estimator):
    model = fitted(make_pipeline(StandardScaler(), estimator))
    z = model.estimator[:-1].transform(X)
    mean, std = model.estimator[-1].predict(z, return_std=True)
    np.testing.assert_allclose(model.mean(X), mean)
    np.testing.assert_allclose(model.std(X), std)


@pytest.mark.parametrize(
    "estimator",
    [RandomForestRegressor(7), ExtraTreesRegressor(7), BaggingRegressor(Ridge(), 7, max_features=2)],
    ids=lambda e: type(e).__name__,
)
@pytest.mark.parametrize("form", [lambda x: x, sparse.csr_matrix], ids=["dense", "sparse"])
def test_a_committee_spreads_as_far_as_its_members_disagree(estimator, form):
    model = fitted(estimator, form(X))
    forest = model.estimator
    columns = getattr(forest, "estimators_features_", [np.arange(3)] * 7)
    each = [
        [m.predict(X[[i]][:, c])[0] for m, c in zip(forest.estimators_, columns, strict=True)]
        for i in range(5)
    ]
    np.testing.assert_allclose(model.std(form(X))[:5], np.std(each, axis=1), atol=1e-9)


@pytest.mark.parametrize("estimator", [Ridge(), GradientBoostingRegressor(), KNeighborsRegressor()], ids=str)
def test_others_give_no_spread_and_say_who_does(estimator):
    model = fitted(estimator)
    assert model.provides == ("mean", "embedding") == RegressionLearner(estimator).provides
    with pytest.raises(MissingCapability, match=r"gives no std.*BayesianRidge\(\)"):
        model.std(X)


def test_a_search_is_followed_to_its_best():
    model = fitted(GridSearchCV(BayesianRidge(), {"alpha_1": [1e-6, 1e-3]}, cv=2))
    assert model.provides == ("mean", "std", "embedding")


def test_with_one_label_there_is_no_mean_and_the_features_are_there():
    model = fitted(make_pipeline(StandardScaler(), Ridge()), y=Y[:1])
    assert model.provides == ("embedding",) and model.embedding(X).shape == (40, 3)
    with pytest.raises(MissingCapability, match=r"gives no mean.*label two items first"):
        model.mean(X)


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
