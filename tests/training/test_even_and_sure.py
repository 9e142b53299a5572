"""Predictions of all classes alike, each clear."""

import pytest

from labelwise.errors import BadParameter
from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.testing.learner_suite import LearnerSuite
from labelwise.training import EvenAndSure


class TestEvenAndSure(LearnerSuite):
    tolerance = 1e-5

    def make(self):
        return EvenAndSure(TorchLearner(Mlp((16,)), Loop(epochs=5, least_steps=60, rate=0.01)), 0.1, 0.1)

    def test_a_class_without_labels_has_its_column(self):
        """Evenness gives such a class its share; so only the shape holds."""
        assert self.out(self.train(self.rows_of(0, 2))).shape[1] == 4


def test_only_classes():
    with pytest.raises(BadParameter, match="EvenAndSure is given a learner of no class probabilities"):
        EvenAndSure(TorchLearner(output="mean"))
