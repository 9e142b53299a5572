"""Predictions by a weighted mean of classes."""

import numpy as np
import pytest
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression

from labelwise.errors import BadData, BadParameter
from labelwise.learners import BaggedLearner
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.training import Calibrated, FrechetMean
from labelwise.training.frechet import frechet_mean
from labelwise.types import Targets, Training

EVEN = 1 - np.eye(4)
PATH = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0)))


class TestEven(LearnerSuite):
    def make(self):
        return FrechetMean(LogisticRegression(), EVEN)


class TestAroundAndInside(LearnerSuite):
    def make(self):
        return Calibrated(FrechetMean(BaggedLearner(LogisticRegression(), 2), EVEN), folds=2)


def training(rows, classes="abcd"):
    x, y = blobs()
    rows = np.sort(np.asarray(rows))
    return Training(lambda r: x[r], rows, Targets(rows, y[rows], "hard", np.ones(len(rows))), tuple(classes))


def test_its_order_is_that_of_expected_squared_distances():
    x, y = blobs()
    made = FrechetMean(LogisticRegression(C=0.01), PATH).fit(
        training(np.flatnonzero(y % 3 == 0)), np.random.default_rng(0)
    )
    p = made.model.proba(x)
    expected = (p[:, None, :] * PATH**2).sum(axis=2)
    np.testing.assert_array_equal(np.argsort(made.proba(x), axis=1), np.argsort(-expected, axis=1))
    np.testing.assert_allclose(made.proba(x), softmax(-expected, axis=1))
    assert (made.proba(x).argmax(axis=1) == frechet_mean(p, PATH)).all()
    assert {1, 2} & set(made.proba(x).argmax(axis=1)) and (p[:, 1:3] == 0).all()


def test_all_else_is_as_it_was():
    x, _ = blobs()
    learner = FrechetMean(BaggedLearner(LogisticRegression(), 3), PATH)
    made = learner.fit(training(np.arange(40)), np.random.default_rng(0))
    assert made.provides == learner.provides == ("proba", "samples") and made.samples(x).shape == (3, 80, 4)
    assert "head" not in FrechetMean(LogisticRegression(), PATH).provides


def test_other_numbers_of_classes_and_wrong_distances_are_refused():
    with pytest.raises(BadParameter, match="distances of 3 classes, and 4 classes"):
        FrechetMean(LogisticRegression(), PATH[:3, :3]).fit(training(np.arange(40)), np.random.default_rng(0))
    with pytest.raises(BadData, match="0 and 1"):
        FrechetMean(LogisticRegression(), [[0, 1], [2, 0]])
