"""Rare classes and tags are seen more often."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression

from labelwise.learners import OneVsRestLearner, RegressionLearner, SklearnLearner
from labelwise.testing.learner_suite import LearnerSuite, NumberSuite, TagsSuite
from labelwise.training import BalancedSampling
from labelwise.training.balanced_sampling import balance, named
from labelwise.types import Targets, Training


class TestDrawn(LearnerSuite):
    def make(self):
        return BalancedSampling(LogisticRegression())


class TestTags(TagsSuite):
    def make(self):
        return BalancedSampling(OneVsRestLearner(LogisticRegression()), draw=False)


class TestNumbers(NumberSuite):
    def make(self):
        return BalancedSampling(RegressionLearner(LinearRegression()))


def targets(value, kind):
    value = np.asarray(value)
    return Targets(np.arange(len(value)), value, kind, np.ones(len(value)), ("human:anna",) * len(value))


def test_weights_are_sums_over_the_tags_of_an_item():
    tags = np.array([[1, 0, 0], [1, 1, 0], [1, 0, np.nan], [0, 0, 0]])
    found = balance(targets(tags, "partial"))
    naive = np.array([1 / 3.01, 1 / 3.01 + 1 / 1.01, 1 / 3.01, 1 / 3.01])
    np.testing.assert_allclose(found, naive / naive.mean())
    np.testing.assert_allclose(
        balance(targets([0, 0, 1], "hard")), balance(targets(np.eye(2)[[0, 0, 1]], "soft"))
    )
    assert (
        balance(targets(np.zeros((2, 3)), "tags")).tolist() == [1, 1]
        and len(balance(targets(np.zeros(0, int), "hard"))) == 0
    )


@pytest.mark.parametrize("draw", [True, False])
def test_a_rare_class_counts_as_much_as_a_frequent_one(draw):
    seen = []

    class Watched(SklearnLearner):
        def fit(self, data, rng):
            seen.append(data)
            return super().fit(data, rng)

    y = np.repeat([0, 1], [950, 50])
    told = targets(y, "hard")
    data = Training(lambda r: np.ones((len(r), 1)), told.rows, told, ("a", "b"))
    BalancedSampling(Watched(LogisticRegression()), draw).fit(data, np.random.default_rng(0))
    made = seen[0].targets
    share = made.weight[made.value == 1].sum() / made.weight.sum()
    assert abs(share - 0.5) < (0.06 if draw else 0.001) and len(made) == len(made.by) == 1000
    np.testing.assert_array_equal(made.value, y[made.rows])
    assert seen[0].rows is made.rows


def test_no_class_and_no_tag_is_lost_by_the_draw():
    class Watched(SklearnLearner):
        accepts = ("hard", "tags")

        def fit(self, data, rng):
            seen.append(data.targets)

    for value, kind in (([0, 1, 1], "hard"), (np.eye(3)[[0, 1, 2, 2]], "tags")):
        told, seen = targets(value, kind), []
        data = Training(lambda r: np.ones((len(r), 1)), told.rows, told, tuple("abc"))
        for seed in range(20):
            BalancedSampling(Watched(LogisticRegression()), True).fit(data, np.random.default_rng(seed))
        assert all(
            (named(made).any(axis=0) == named(told).any(axis=0)).all() and len(made) >= len(told)
            for made in seen
        )
        assert any(len(made) == len(told) for made in seen)
