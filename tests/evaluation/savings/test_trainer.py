"""From a learner to a function of labelled rows."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.svm import LinearSVC

from labelwise.errors import MissingCapability
from labelwise.evaluation.savings import trainer
from labelwise.learners import RegressionLearner, SklearnLearner


def test_it_is_the_estimator_itself(rng):
    x, y = rng.normal(size=(60, 3)), rng.integers(0, 3, 60)
    rows = rng.permutation(60)[:30]
    train = trainer(SklearnLearner(LogisticRegression()), x.__getitem__, rows, y[rows], ("a", "b", "c"), rng)
    at = np.array([4, 9, 2, 20, 28, 17, 6])
    expected = LogisticRegression().fit(x[rows[at]], y[rows[at]]).predict(x[rows])
    assert train(at).tolist() == expected.tolist()


def test_numbers(rng):
    x, y = rng.normal(size=(20, 2)), rng.normal(size=20)
    train = trainer(RegressionLearner(LinearRegression()), x.__getitem__, np.arange(20), y, (), rng)
    np.testing.assert_allclose(train(np.arange(7)), LinearRegression().fit(x[:7], y[:7]).predict(x))
    np.testing.assert_allclose(train(np.array([3])), y[3])  # one label: there is no model yet


def test_one_class_is_what_it_says(rng):
    x, y = rng.normal(size=(20, 2)), np.repeat([0, 1], 10)
    train = trainer(SklearnLearner(LogisticRegression()), x.__getitem__, np.arange(20), y, ("a", "b"), rng)
    assert train(np.array([12, 15])).tolist() == [1] * 20


def test_a_model_that_says_nothing_is_refused(rng):
    x, y = rng.normal(size=(20, 2)), np.repeat([0, 1], 10)
    train = trainer(SklearnLearner(LinearSVC()), x.__getitem__, np.arange(20), y, ("a", "b"), rng)
    with pytest.raises(MissingCapability, match="gives no proba"):
        train(np.array([0, 12]))
