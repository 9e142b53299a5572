"""A head that predicts losses."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from labelwise.errors import BadParameter
from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.testing.learner_suite import LearnerSuite, NumberSuite, blobs
from labelwise.training import LossPrediction

QUICK = Loop(epochs=5, least_steps=60, rate=0.01)


class TestClasses(LearnerSuite):
    tolerance = 1e-5

    def make(self):
        return LossPrediction(TorchLearner(Mlp((16,)), QUICK), hidden=8)

    def test_it_comes_back_from_its_state(self):
        learner, x = self.make(), blobs()[0]
        model = self.train(self.rows_of(0, 1, 2, 3))
        again = learner.restore(model.state())
        np.testing.assert_array_equal(again.predicted_loss(x), model.predicted_loss(x))
        assert "predicted_loss" in again.provides


class TestNumbers(NumberSuite):
    tolerance = 1e-5

    def make(self):
        return LossPrediction(TorchLearner(Mlp((16,)), QUICK, output="mean"), ranking="hinge", hidden=8)


def test_it_needs_a_network():
    with pytest.raises(BadParameter, match="LossPrediction changes the training of a network"):
        LossPrediction(LogisticRegression())
