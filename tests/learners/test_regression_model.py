"""What a trained scikit-learn regressor gives."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from sklearn.ensemble import (
    BaggingRegressor,
    ExtraTreesRegressor,
    GradientBoostingRegressor,
    RandomForestRegressor,
)
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, WhiteKernel
from sklearn.linear_model import BayesianRidge, Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from labelwise.errors import MissingCapability
from labelwise.learners.regression import RegressionLearner

from .test_regression import X, Y, fitted


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
