"""Bins around learners."""

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.testing.learner_suite import NumberSuite, blobs
from labelwise.training import Binned
from labelwise.types import Targets, Training

PLAIN = TorchLearner(Mlp((16,)), Loop(epochs=5, least_steps=100, rate=0.01), output="mean")


class TestBinned(NumberSuite):
    tolerance = 1e-4

    def make(self):
        return Binned(PLAIN)


def test_classes_have_no_bins():
    with pytest.raises(BadParameter, match="needs numbers"):
        Binned(TorchLearner())


def test_a_restored_model_is_as_sure():
    x, y = blobs()
    rows = np.arange(32)
    data = Training(lambda r: x[r], rows, Targets(rows, 50.0 + 7 * y[:32], "real", np.ones(32)))
    model = Binned(PLAIN).fit(data, np.random.default_rng(0))
    again = Binned(PLAIN).restore(model.state())
    for name in ("mean", "std", "confidence"):
        np.testing.assert_array_equal(getattr(again, name)(x), getattr(model, name)(x))
    assert (model.confidence(x) <= 1).all() and (model.std(x) < 30).all()
