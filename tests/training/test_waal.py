"""A Wasserstein critic around a network."""

import numpy as np

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.testing.learner_suite import LearnerSuite, TagsSuite, blobs
from labelwise.training import Waal

QUICK = Loop(epochs=5, least_steps=60, rate=0.01)


class TestWaal(LearnerSuite):
    tolerance = 1e-5

    def make(self):
        return Waal(TorchLearner(Mlp((16,)), QUICK), hidden=8)

    def test_it_comes_back_from_its_state(self):
        learner, x = self.make(), blobs()[0]
        model = self.train(self.rows_of(0, 1, 2, 3))
        again = learner.restore(model.state())
        np.testing.assert_array_equal(again.critic(x), model.critic(x))

    def test_without_unlabelled_items_it_is_the_plain_network(self):
        model = self.train(np.arange(80))
        plain = self.train(np.arange(80), learner=Waal(TorchLearner(Mlp((16,)), QUICK), weight=0.0, hidden=8))
        assert "critic" not in model.provides
        np.testing.assert_array_equal(model.proba(blobs()[0]), plain.proba(blobs()[0]))
        assert "critic" not in self.make().restore(model.state()).provides


class TestTags(TagsSuite):
    tolerance = 1e-5

    def make(self):
        return Waal(TorchLearner(Mlp((16,)), QUICK, output="tags"), hidden=8)
