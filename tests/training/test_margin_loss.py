"""The loss of capsules."""

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.learners import Capsules, Loop, Mlp, TorchLearner
from labelwise.testing.learner_suite import LearnerSuite, TagsSuite, blobs
from labelwise.training import MarginLoss


def images():
    _, y = blobs()
    made = np.random.default_rng(1).normal(0, 0.1, (len(y), 8, 8))
    for k, c in enumerate(y):
        made[k, 4 * (c // 2) : 4 * (c // 2) + 4, 4 * (c % 2) : 4 * (c % 2) + 4] += 1
    return made.astype(np.float32), y


class TestCapsules(LearnerSuite):
    tolerance = 1e-5

    def make(self):
        learner = TorchLearner(Capsules(4, 2, 4, 4), Loop(epochs=5, least_steps=40, rate=0.02))
        return MarginLoss(learner)

    def items(self):
        return images()

    def test_there_is_no_last_layer(self):
        model = self.train(self.rows_of(0, 1, 2, 3))
        assert "head" not in model.provides and "embedding" in model.provides


class TestTags(TagsSuite):
    tolerance = 1e-5

    def make(self):
        return MarginLoss(TorchLearner(Mlp((16,)), Loop(epochs=5, least_steps=100, rate=0.01), output="tags"))


def test_numbers_and_margins_the_wrong_way_round_are_refused():
    with pytest.raises(BadParameter, match="a learner of numbers"):
        MarginLoss(TorchLearner(output="mean"))
    with pytest.raises(BadParameter, match="not below upper"):
        MarginLoss(TorchLearner(), upper=0.1, lower=0.5)
