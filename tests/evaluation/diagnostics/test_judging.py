"""A judge trains on some rows and speaks of others."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression, Perceptron

from labelwise.errors import BadData, MissingCapability
from labelwise.evaluation.diagnostics import judge_of
from labelwise.learners import SklearnLearner

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 3))
Y = np.where(np.arange(60) < 50, (X[:, 0] > 0).astype(int), -1)
LEARNER = SklearnLearner(LogisticRegression())


def test_it_is_the_estimator_trained_on_those_rows():
    train, test = RNG.permutation(50)[:30], np.arange(50, 60)
    ours = judge_of(LEARNER, X, Y, 2)(train, test)
    plain = LogisticRegression().fit(X[np.sort(train)], Y[np.sort(train)])
    np.testing.assert_allclose(ours, plain.predict_proba(X[test]))
    np.testing.assert_array_equal(judge_of(LEARNER, lambda rows: X[rows], Y, 2)(train[::-1], test), ours)


def test_one_class_alone_is_said_of_all():
    rows = np.flatnonzero(Y == 1)[:5]
    assert judge_of(LEARNER, X, Y, 3)(rows, np.arange(4)).tolist() == [[0.0, 1.0, 0.0]] * 4


def test_what_cannot_be():
    judge = judge_of(LEARNER, X, Y, 2)
    with pytest.raises(BadData, match="1 of 2 rows"):
        judge(np.array([0, 55]), np.array([1]))
    with pytest.raises(BadData):
        judge(np.zeros(0, int), np.array([1]))
    with pytest.raises(MissingCapability, match="gives no proba"):
        judge_of(SklearnLearner(Perceptron()), X, Y, 2)(np.arange(40), np.arange(5))
