"""A teacher that looks ahead, around learners."""

from dataclasses import replace

import numpy as np
import pytest

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.testing.learner_suite import LearnerSuite, NumberSuite, TagsSuite, blobs
from labelwise.training import FutureTeacher
from labelwise.types import Targets, Training

PLAIN = TorchLearner(Mlp((16,)), Loop(epochs=5, least_steps=40, rate=0.01))


class Torch:
    tolerance = 1e-5


class TestFutureTeacher(Torch, LearnerSuite):
    def make(self):
        return FutureTeacher(PLAIN, ahead=1)


class TestTags(Torch, TagsSuite):
    def make(self):
        return FutureTeacher(replace(PLAIN, output="tags"), "wide", ahead=1)


class TestNumbers(Torch, NumberSuite):
    def make(self):
        return FutureTeacher(replace(PLAIN, output="mean"), ahead=1)


@pytest.mark.parametrize("how", ["deep", "wide"])
def test_without_unlabelled_items_it_is_the_plain_network(how):
    x, y = blobs()
    rows = np.arange(24)
    data = Training(lambda r: x[r], rows, Targets(rows, y[:24], "hard", np.ones(24)), tuple("abcd"))
    plain, taught = (
        learner.fit(data, np.random.default_rng(0)).proba(x) for learner in (PLAIN, FutureTeacher(PLAIN, how))
    )
    np.testing.assert_array_equal(plain, taught)
