"""The class of the nearest mean."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import softmax
from sklearn.neighbors import NearestCentroid

from labelwise.errors import BadParameter, MissingCapability
from labelwise.learners import PrototypeLearner
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.types import Targets, Training


class TestPrototypes(LearnerSuite):
    def make(self):
        return PrototypeLearner()


class TestFixedSpread(LearnerSuite):
    def make(self):
        return PrototypeLearner(0.7)


def fit(learner, value, rows, kind="hard", weight=None):
    x, _ = blobs()
    weight = np.ones(len(rows)) if weight is None else weight
    data = Training(lambda r: x[r], rows, Targets(rows, value, kind, weight), tuple("abcd"))
    return learner.fit(data, np.random.default_rng(0))


def test_it_is_the_nearest_centroid():
    x, y = blobs()
    rows = np.arange(20)
    model = fit(PrototypeLearner(), y[rows], rows)
    expected = NearestCentroid().fit(x[rows], y[rows]).predict(x)
    assert (model.proba(x).argmax(axis=1) == expected).all()


def test_the_softmax_of_squared_distances():
    x, y = blobs()
    rows = np.arange(8)
    means = np.stack([x[rows][y[rows] == c].mean(axis=0) for c in range(4)])
    squared = ((x[:, None] - means) ** 2).sum(axis=2)
    found = fit(PrototypeLearner(float(np.sqrt(0.5))), y[rows], rows).proba(x)
    np.testing.assert_allclose(found, softmax(-squared, axis=1), atol=1e-9)


def test_the_spread_is_that_around_the_means():
    x, y = blobs()
    rows = np.arange(40)
    means = np.stack([x[rows][y[rows] == c].mean(axis=0) for c in range(4)])
    variance = ((x[rows][:, None] - means) ** 2).sum(axis=2).min(axis=1).mean() / 5
    again = fit(PrototypeLearner(float(np.sqrt(variance))), y[rows], rows)
    np.testing.assert_allclose(fit(PrototypeLearner(), y[rows], rows).proba(x), again.proba(x), atol=1e-9)


def test_shares_and_weights_count():
    x, y = blobs()
    rows = np.arange(12)
    soft = fit(PrototypeLearner(1.0), np.eye(4)[y[rows]], rows, "soft")
    np.testing.assert_allclose(soft.proba(x), fit(PrototypeLearner(1.0), y[rows], rows).proba(x))
    once, twice = np.array([0, 1, 2, 4]), np.array([0, 1, 2, 4])
    heavy = fit(PrototypeLearner(1.0), y[once], once, weight=np.array([3.0, 1, 1, 1]))
    mean = heavy.head()[0][y[0]]
    np.testing.assert_allclose(mean, (3 * x[0] + x[4]) / 4)
    assert len(twice) == 4


def test_one_class_has_no_probabilities():
    model = fit(PrototypeLearner(), np.zeros(2, int), np.array([0, 4]))
    assert model.provides == ("embedding",)
    with pytest.raises(MissingCapability):
        model.proba(blobs()[0])
    with pytest.raises(BadParameter, match="spread is 0"):
        PrototypeLearner(0.0)
