"""Soft pseudo-labels."""

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.training import LossPrediction, SoftPseudo


class TestSoftPseudo(LearnerSuite):
    tolerance = 1e-5

    def make(self):
        learner = TorchLearner(Mlp((16,)), Loop(epochs=5, least_steps=60, rate=0.01))
        return SoftPseudo(LossPrediction(learner, hidden=4), even=0.1, sure=0.1, labelled=8)

    def test_a_class_without_labels_has_its_column(self):
        """Evenness gives such a class its share; so only the shape holds."""
        assert self.out(self.train(self.rows_of(0, 2))).shape[1] == 4

    def test_pseudo_labels_are_remembered_and_people_are_not_among_them(self):
        rows = self.rows_of(0, 1, 2, 3)
        model = self.train(rows)
        assert model.pseudo.rows.tolist() == np.setdiff1d(np.arange(80), rows).tolist()
        assert set(model.pseudo.by) == {"model:soft-pseudo"}
        np.testing.assert_allclose(model.pseudo.value, model.proba(blobs()[0][model.pseudo.rows]), atol=1e-6)

    def test_it_comes_back_from_its_state_whether_or_not_there_were_pseudo_labels(self):
        x = blobs()[0]
        for rows in (self.rows_of(0, 1, 2, 3), np.arange(80)):
            model = self.train(rows)
            again = self.make().restore(model.state())
            np.testing.assert_array_equal(again.proba(x), model.proba(x))
            np.testing.assert_array_equal(again.predicted_loss(x), model.predicted_loss(x))
        assert len(model.pseudo) == 0


def test_only_classes():
    with pytest.raises(BadParameter, match="SoftPseudo is given a learner of no class probabilities"):
        SoftPseudo(TorchLearner(output="tags"))
