"""Bins in the loop."""

import numpy as np
import pytest
import torch

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.training import Binned
from labelwise.training.deep.binned import Bins
from labelwise.types import Targets, Training


@pytest.mark.parametrize("count", [2, 7, 50])
def test_a_number_and_the_centre_of_its_bin_are_at_most_half_a_bin_apart(count):
    bins = Bins(-1.3, 4.1, count)
    value = torch.linspace(-1.3, 4.1, 1000)
    back = bins.centres()[bins.encode(value).numpy()]
    assert np.abs(back - value.numpy()).max() <= bins.width / 2 + 1e-6
    assert bins.encode(torch.tensor([-99.0, 99.0])).tolist() == [0, count - 1]


def test_one_number_alone_has_a_range():
    assert Bins(2.0, 2.0, 4).width == 0.25


def test_the_spread_is_that_of_the_bins_in_the_units_of_the_labels():
    x = np.linspace(-1, 1, 60)[:, None]
    value = 100 + 50 * x[:, 0] + 20 * np.random.default_rng(0).normal(size=60)
    data = Training(lambda r: x[r], np.arange(60), Targets(np.arange(60), value, "real", np.ones(60)))
    learner = Binned(TorchLearner(Mlp((16,), dropout=0), Loop(epochs=60, rate=0.01), output="mean"))
    model = learner.fit(data, np.random.default_rng(0))
    hook = model.hooks[0]
    p = model.over(x, lambda out: model.frame.aside["bins"](out.embedding).softmax(1)).astype(float)
    centres = hook.bins.centres() * model.scale[1] + model.scale[0]
    width = hook.bins.width * model.scale[1]
    expected = np.sqrt((p * centres**2).sum(1) - (p @ centres) ** 2 + width**2 / 12)
    np.testing.assert_allclose(model.std(x), expected, rtol=1e-4)
    assert 10 < model.std(x).mean() < 35
