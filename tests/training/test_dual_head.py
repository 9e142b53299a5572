"""A student of two heads around learners."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from labelwise.errors import BadParameter
from labelwise.learners import Loop, Mlp, SklearnLearner, TorchLearner
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.training import DualHead
from labelwise.types import Targets, Training

X, Y = blobs()
PLAIN = TorchLearner(Mlp((16,)), Loop(epochs=5, least_steps=60, rate=0.01))


class TestDualHead(LearnerSuite):
    tolerance = 1e-5

    def make(self):
        return DualHead(PLAIN, LogisticRegression())


def training(labels=4, **more):
    rows = np.arange(labels)
    targets = Targets(rows, Y[rows], "hard", np.ones(labels))
    return Training(lambda r: X[r], rows, targets, tuple("abcd"), np.arange(labels, 80), **more)


def fit(learner, data):
    return learner.fit(data, np.random.default_rng(0))


class Knows:
    def proba(self, x):
        return 0.9 * (np.abs(x[:, None] - X[None]).sum(axis=2) == 0) @ np.eye(4)[Y] + 0.025


class KnowsToo(Knows):
    def logits(self, x):
        return np.log(self.proba(x))


@pytest.mark.parametrize("teacher", [Knows(), KnowsToo(), KnowsToo().logits])
def test_teachers_of_every_kind_teach_the_same(teacher):
    expected = fit(DualHead(PLAIN), training(teacher=Knows())).proba(X)
    np.testing.assert_allclose(fit(DualHead(PLAIN, teacher), training()).proba(X), expected, atol=1e-4)


def test_it_learns_what_the_teacher_knows_of_unlabelled_items():
    right = (fit(DualHead(PLAIN, Knows()), training()).proba(X).argmax(axis=1) == Y).mean()
    assert right > 0.9 > (fit(PLAIN, training(2)).proba(X).argmax(axis=1) == Y).mean() + 0.2


def test_a_teacher_that_is_a_learner_is_trained_on_the_same_labels():
    seen = []

    class Spy(SklearnLearner):
        def fit(self, data, rng):
            seen.append((data.rows.tolist(), data.previous))
            return super().fit(data, rng)

    fit(DualHead(PLAIN, Spy(LogisticRegression())), training(8, previous="a model"))
    assert seen == [(list(range(8)), None)]


def test_what_cannot_teach_is_refused():
    with pytest.raises(BadParameter, match="has no teacher"):
        fit(DualHead(PLAIN), training())
    for teacher in (7, LogisticRegression):
        with pytest.raises(BadParameter, match="the teacher is"):
            DualHead(PLAIN, teacher)
    with pytest.raises(BadParameter, match="distils classes"):
        DualHead(replace(PLAIN, output="mean"), Knows())


def test_a_restored_model_predicts_the_same_by_both_heads():
    learner = DualHead(PLAIN, Knows())
    model = fit(learner, training())
    again = learner.restore(model.state())
    np.testing.assert_array_equal(again.proba(X), model.proba(X))
    np.testing.assert_array_equal(again.samples(X), model.samples(X))
    assert "head" not in model.provides and "head" not in learner.provides
