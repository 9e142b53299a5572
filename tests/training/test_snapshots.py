"""Several weights of one training."""

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.testing.learner_suite import LearnerSuite, TagsSuite
from labelwise.training import Ensemble, Heads, Recorded, Snapshots

QUICK = Loop(epochs=6, least_steps=60, rate=0.01)
NET = TorchLearner(Mlp((16,)), QUICK)


class Torch:
    tolerance = 1e-5


class TestSnapshots(Torch, LearnerSuite):
    def make(self):
        return Snapshots(NET, 3)


class TestHeads(Torch, LearnerSuite):
    def make(self):
        return Heads(NET, 3)


class TestRecorded(Torch, LearnerSuite):
    def make(self):
        return Recorded(NET, 3)


class TestTags(Torch, TagsSuite):
    def make(self):
        return Heads(Snapshots(TorchLearner(Mlp((16,)), QUICK, output="tags"), 2), 2)


class TestNested(Torch, LearnerSuite):
    def make(self):
        return Ensemble(Recorded(Heads(NET, 2), 2), 2)


def test_they_need_a_network():
    from sklearn.linear_model import LogisticRegression

    for recipe in (Snapshots, Heads, Recorded):
        with pytest.raises(BadParameter, match="SklearnLearner has none"):
            recipe(LogisticRegression())


def test_they_say_what_they_give():
    tags = TorchLearner(output="tags")
    assert "tag_samples" in Snapshots(tags).provides and "samples" in Heads(NET).provides
    assert np.array_equal(Recorded(NET).provides[-1:], ["dynamics"])
