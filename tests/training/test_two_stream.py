"""Labels of people in every batch."""

import numpy as np

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.training import TwoStream


class TestTwoStream(LearnerSuite):
    tolerance = 1e-5

    def make(self):
        return TwoStream(TorchLearner(Mlp((16,)), Loop(epochs=5, least_steps=60, rate=0.01)), 4)

    def test_without_pseudo_labels_it_changes_nothing(self):
        rows, x = self.rows_of(0, 1, 2, 3), blobs()[0]
        plain = self.train(rows, learner=self.make().learner).proba(x)
        np.testing.assert_array_equal(self.train(rows).proba(x), plain)
