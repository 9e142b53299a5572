"""The methods of consistency as learners."""

import numpy as np

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.training import FixMatch, FlexMatch, FreeMatch, PseudoLabel, SoftMatch, Uda
from labelwise.training.consistency_methods import unchanged

PLAIN = TorchLearner(Mlp((16,)), Loop(epochs=5, least_steps=40, rate=0.01))


class Suite(LearnerSuite):
    tolerance = 1e-5

    def test_it_comes_back_from_its_state(self):
        learner, x = self.make(), blobs()[0]
        model = self.train(self.rows_of(0, 1, 2, 3))
        np.testing.assert_array_equal(learner.restore(model.state()).proba(x), model.proba(x))


class TestPseudoLabel(Suite):
    def make(self):
        return PseudoLabel(PLAIN, steps=60)

    def test_its_items_stay_as_they_are(self):
        assert self.make().views == unchanged()


class TestFixMatch(Suite):
    def make(self):
        return FixMatch(PLAIN, steps=60)


class TestUda(Suite):
    def make(self):
        return Uda(PLAIN, steps=60)


class TestAnnealedUda(Suite):
    def make(self):
        return Uda(PLAIN, annealing="log", steps=60)


class TestFlexMatch(Suite):
    def make(self):
        return FlexMatch(PLAIN, steps=60)


class TestFreeMatch(Suite):
    def make(self):
        return FreeMatch(PLAIN, steps=60)


class TestSoftMatch(Suite):
    def make(self):
        return SoftMatch(PLAIN, steps=60)
