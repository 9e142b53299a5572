"""Gradients in the place of the embedding, as learners."""

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.testing.learner_suite import NumberSuite, blobs
from labelwise.training import TangentKernel

PLAIN = TorchLearner(Mlp((16,)), Loop(epochs=5, least_steps=60, rate=0.01), output="mean")
X = blobs()[0]


class TestTangentKernel(NumberSuite):
    tolerance = 1e-5

    def make(self):
        return TangentKernel(PLAIN, 32)

    def test_it_trains_as_the_plain_network_does(self):
        rows = self.rows_of(0, 1, 2, 3)
        ours, plain = self.train(rows), self.train(rows, learner=PLAIN)
        np.testing.assert_array_equal(ours.mean(X), plain.mean(X))
        assert ours.embedding(X).shape == (80, 32) and plain.embedding(X).shape == (80, 16)
        assert ours.embedding(X[:0]).shape == (0, 32)

    def test_it_comes_back_from_its_state(self):
        model = self.train(self.rows_of(0, 1, 2, 3))
        again = self.make().restore(model.state())
        np.testing.assert_array_equal(again.embedding(X), model.embedding(X))


def test_learners_of_something_else_than_numbers_are_refused():
    with pytest.raises(BadParameter, match="TangentKernel is given a learner that predicts no numbers"):
        TangentKernel(TorchLearner())
