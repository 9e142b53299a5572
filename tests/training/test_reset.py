"""Resets around learners."""

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.testing.learner_suite import LearnerSuite
from labelwise.training import Reset


class TestReset(LearnerSuite):
    tolerance = 1e-5

    def make(self):
        return Reset(
            TorchLearner(Mlp((16,)), Loop(epochs=5, least_steps=60, rate=0.01, schedule="constant")), 10
        )
