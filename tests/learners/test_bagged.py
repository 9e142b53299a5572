"""The Poisson-bagged committee."""

from typing import ClassVar

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from labelwise.errors import BadParameter
from labelwise.learners import BaggedLearner
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.types import Targets, Training


class TestBagged(LearnerSuite):
    def make(self):
        return BaggedLearner(LogisticRegression())


class TestBaggedPipeline(LearnerSuite):
    def make(self):
        return BaggedLearner(make_pipeline(StandardScaler(), LogisticRegression()), members=3, most=2)


class Counts(LogisticRegression):
    """Remembers what it was trained on."""

    seen: ClassVar[list] = []

    def fit(self, x, y):
        Counts.seen.append((x[:, 0].astype(int), y))
        return super().fit(x, y)


def resamples(weight, members=400, y=None, most=4):
    """(members, n) how often each label is in each member's training set."""
    n = len(weight)
    x = np.arange(float(n))[:, None]
    y = np.arange(n) % 2 if y is None else y
    targets = Targets(np.arange(n), y, "hard", np.asarray(weight, float))
    Counts.seen = []
    data = Training(lambda r: x[r], np.arange(n), targets, ("a", "b"))
    BaggedLearner(Counts(max_iter=5, tol=1e9), members, most).fit(data, np.random.default_rng(0))
    return np.array([np.bincount(rows, minlength=n) for rows, _ in Counts.seen])


def test_repeats_are_poisson_in_the_weight_and_capped():
    weight = [1.0] * 10 + [0.2] * 10 + [6.0] * 10
    made = resamples(weight)
    assert made.max() == 4
    assert abs(made[:, :10].mean() - 0.996) < 0.05  # E min(Poisson(1), 4)
    assert abs(made[:, 10:20].mean() - 0.2) < 0.03
    assert made[:, 20:].mean() > 3.5


def test_a_lost_class_gets_one_example_back():
    y = np.array([0] * 30 + [1])
    made = resamples(np.ones(31), members=40, y=y)
    assert (made[:, 30] >= 1).all()
    assert (made[:, 30] == 1).sum() > 20


def test_members_differ_and_proba_is_their_mean():
    x, y = blobs()
    targets = Targets(np.arange(40), y[:40], "hard", np.ones(40))
    data = Training(lambda r: x[r], np.arange(40), targets, tuple("abcd"))
    model = BaggedLearner(LogisticRegression()).fit(data, np.random.default_rng(0))
    samples = model.samples(x)
    assert samples.shape == (5, 80, 4) and not np.allclose(samples[0], samples[1])
    np.testing.assert_allclose(model.proba(x), samples.mean(axis=0))
    assert model.provides == ("proba", "samples") == BaggedLearner(LogisticRegression()).provides


def test_the_targets_stay_as_they_are():
    weight = np.ones(10)
    resamples(weight, members=2)
    assert (weight == 1).all()


@pytest.mark.parametrize("wrong", [{"members": 1}, {"most": 0}])
def test_values_that_cannot_be(wrong):
    with pytest.raises(BadParameter):
        BaggedLearner(LogisticRegression(), **wrong)
    with pytest.raises(BadParameter, match="the estimator is 'lr'"):
        BaggedLearner("lr")
