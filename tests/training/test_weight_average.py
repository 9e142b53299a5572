"""Averaged weights around learners."""

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.testing.learner_suite import LearnerSuite
from labelwise.training import WeightAverage


class TestWeightAverage(LearnerSuite):
    tolerance = 1e-5

    def make(self):
        return WeightAverage(TorchLearner(Mlp((16,)), Loop(epochs=5, least_steps=60, rate=0.01)))
