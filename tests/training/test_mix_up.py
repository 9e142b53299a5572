"""Learning from items between two items."""

import numpy as np
import pytest

from labelwise.learners import Loop, Mlp, SmallCnn, TorchLearner
from labelwise.testing.learner_suite import LearnerSuite, NumberSuite, TagsSuite, blobs
from labelwise.training import MixUp
from labelwise.types import Targets, Training

QUICK = Loop(epochs=5, least_steps=60, rate=0.01)


class TestClasses(LearnerSuite):
    tolerance = 1e-5

    def make(self):
        return MixUp(TorchLearner(Mlp((16,)), QUICK))

    def test_alpha_0_is_the_plain_network(self):
        rows, x = self.rows_of(0, 1, 2, 3), blobs()[0]
        plain = self.train(rows, learner=self.make().learner).proba(x)
        np.testing.assert_array_equal(
            self.train(rows, learner=MixUp(self.make().learner, 0.0)).proba(x), plain
        )
        assert not np.allclose(self.train(rows).proba(x), plain)


class TestTags(TagsSuite):
    tolerance = 1e-5

    def make(self):
        return MixUp(TorchLearner(Mlp((16,)), Loop(epochs=5, least_steps=200, rate=0.01), output="tags"))


class TestNumbers(NumberSuite):
    tolerance = 1e-5

    def make(self):
        return MixUp(TorchLearner(Mlp((16,)), QUICK, output="mean"))


@pytest.mark.parametrize("alpha", [0.2, 1.0])
def test_images(alpha):
    x = np.random.default_rng(0).random((12, 6, 6, 3))
    told = Targets(np.arange(12), np.arange(12) % 2, "hard", np.ones(12))
    data = Training(lambda r: x[r], told.rows, told, ("a", "b"))
    model = MixUp(TorchLearner(SmallCnn((4,)), Loop(1, 0)), alpha).fit(data, np.random.default_rng(0))
    assert model.proba(x).shape == (12, 2)
