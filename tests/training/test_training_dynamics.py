"""A head that predicts training dynamics."""

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.training import LossPrediction, TrainingDynamics

QUICK = Loop(epochs=5, least_steps=60, rate=0.01)


class TestTrainingDynamics(LearnerSuite):
    tolerance = 1e-5

    def make(self):
        return TrainingDynamics(TorchLearner(Mlp((16,)), QUICK), hidden=8)


class TestAroundAnother(LearnerSuite):
    tolerance = 1e-5

    def make(self):
        return TrainingDynamics(LossPrediction(TorchLearner(Mlp((16,)), QUICK), hidden=8), hidden=8)

    def test_both_outputs_are_there_and_come_back(self):
        learner, x = self.make(), blobs()[0]
        model = self.train(self.rows_of(0, 1, 2, 3))
        again = learner.restore(model.state())
        assert {"dynamics", "predicted_loss"} <= set(again.provides)
        np.testing.assert_array_equal(again.dynamics(x), model.dynamics(x))
        np.testing.assert_allclose(model.dynamics(x).sum(axis=2), 1)


def test_only_classes():
    with pytest.raises(BadParameter, match="no class probabilities"):
        TrainingDynamics(TorchLearner(output="tags"))
