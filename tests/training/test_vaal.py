"""A critic around any learner."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from labelwise.errors import MissingCapability
from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.training import CriticLoop, LossPrediction, Vaal

QUICK = CriticLoop(steps=20, batch=16, latent=4, hidden=8)


class TestAroundScikit(LearnerSuite):
    def make(self):
        return Vaal(LogisticRegression(), loop=QUICK)


class TestTaskAware(LearnerSuite):
    tolerance = 1e-5

    def make(self):
        inner = LossPrediction(TorchLearner(Mlp((16,)), Loop(epochs=5, least_steps=60, rate=0.01)), hidden=8)
        return Vaal(inner, task="predicted_loss", loop=QUICK)

    def test_it_comes_back_from_its_state(self):
        learner, x = self.make(), blobs()[0]
        model = self.train(self.rows_of(0, 1, 2, 3))
        again = learner.restore(model.state())
        assert again.provides == model.provides
        np.testing.assert_allclose(again.critic(x), model.critic(x), atol=1e-9)


def test_a_condition_that_nobody_gives():
    with pytest.raises(MissingCapability, match=r"conditioned on 'predicted_loss'.*LossPrediction"):
        Vaal(LogisticRegression(), task="predicted_loss")


def test_the_critic_is_a_probability_and_missing_without_labels():
    suite = TestAroundScikit()
    d = suite.train(suite.rows_of(0, 1)).critic(blobs()[0])
    assert d.shape == (80,) and (d > 0).all() and (d < 1).all()
    assert "critic" not in suite.train(np.zeros(0, np.int64)).provides
    assert "critic" not in suite.train(np.arange(80)).provides
