"""Learners on features that were learned without labels."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from labelwise.errors import BadParameter
from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.training import Contrastive, ContrastLoop
from labelwise.types import Targets, Training

QUICK = ContrastLoop(epochs=5, batch=40, rate=0.01, width=8)


class TestAroundScikit(LearnerSuite):
    tolerance = 1e-5

    def make(self):
        return Contrastive(LogisticRegression(), Mlp((16,)), QUICK)

    def test_without_labels_there_is_what_a_first_batch_needs(self):
        model = self.train(np.zeros(0, np.int64))
        assert {"embedding", "dynamics"} <= set(model.provides)
        assert model.dynamics(blobs()[0]).shape == (5, 80)

    def test_it_comes_back_from_its_state(self):
        learner, x = self.make(), blobs()[0]
        model = self.train(self.rows_of(0, 1, 2, 3))
        again = learner.restore(model.state())
        assert again.provides == model.provides
        np.testing.assert_allclose(again.proba(x), model.proba(x), atol=1e-9)
        np.testing.assert_array_equal(again.dynamics(x), model.dynamics(x))

    def test_the_last_layer_fits_the_embedding(self):
        model, x = self.train(self.rows_of(0, 1, 2, 3)), blobs()[0]
        w, b = model.head()
        z = model.embedding(x) @ w.T + b
        e = np.exp(z - z.max(axis=1, keepdims=True))
        np.testing.assert_allclose(e / e.sum(axis=1, keepdims=True), model.proba(x), atol=1e-5)


class TestAroundANetwork(LearnerSuite):
    tolerance = 1e-5

    def make(self):
        inner = TorchLearner(Mlp((8,)), Loop(epochs=5, least_steps=60, rate=0.01))
        return Contrastive(inner, Mlp((16,)), QUICK)

    def test_draws_are_those_of_the_network_inside(self):
        model, x = self.train(self.rows_of(0, 1, 2, 3)), blobs()[0]
        np.testing.assert_array_equal(model.samples(x, seed=1), model.samples(x, seed=1))
        assert not np.array_equal(model.samples(x, seed=1), model.samples(x, seed=2))


def test_features_go_from_round_to_round_until_the_pool_has_doubled():
    x, y = np.vstack([blobs()[0]] * 2), np.tile(blobs()[1], 2)
    told = Targets(np.arange(8), y[:8], "hard", np.ones(8))
    learner = Contrastive(LogisticRegression(), Mlp((8,)), QUICK)
    data = Training(lambda r: x[r], told.rows, told, tuple("abcd"), np.arange(8, 80))
    first = learner.fit(data, np.random.default_rng(0))
    more = Targets(np.arange(12), y[:12], "hard", np.ones(12))
    data = replace(data, rows=more.rows, targets=more, previous=first, unlabelled=np.arange(12, 100))
    second = learner.fit(data, np.random.default_rng(1))
    np.testing.assert_array_equal(second.dynamics(x), first.dynamics(x))
    assert learner.warm
    grown = replace(data, previous=second, unlabelled=np.arange(12, 160))
    third = learner.fit(grown, np.random.default_rng(2))
    assert third.side.count == 160 and not np.array_equal(third.dynamics(x), first.dynamics(x))


def test_what_is_no_network_is_refused():
    with pytest.raises(BadParameter, match="the network is 5"):
        Contrastive(LogisticRegression(), 5)
