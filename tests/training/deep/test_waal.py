"""The critic in the loop."""

import numpy as np
import torch
from torch import nn

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.learners.deep import Hook
from labelwise.testing.learner_suite import blobs
from labelwise.training import Waal
from labelwise.training.deep.unlabelled import beside
from labelwise.training.deep.waal import slope
from labelwise.types import Targets, Training


def test_the_slope_of_a_line_is_its_weight():
    line = nn.Linear(2, 1)
    line.weight.data = torch.tensor([[3.0, 4.0]])
    a, b = torch.randn(5, 2), torch.randn(5, 2)
    assert abs(float(slope(line, a, b, torch.rand(5, 1)).detach()) - 16) < 1e-4


def trained(**more):
    x, y = blobs()
    told = Targets(np.arange(40), y[:40], "hard", np.ones(40))
    data = Training(lambda r: x[r], told.rows, told, tuple("abcd"), np.arange(40, 80))
    learner = TorchLearner(Mlp((8,), 0.0), Loop(epochs=3, least_steps=0))
    return Waal(learner, hidden=4, **more).fit(data, np.random.default_rng(0)).frame.arrays()


def test_each_moves_only_itself():
    plain, weighted = trained(weight=0.0), trained(weight=5.0)
    assert not np.array_equal(plain["net.1.weight"], weighted["net.1.weight"])
    penalised = trained(weight=0.0, penalty=0.0)
    assert np.array_equal(plain["net.1.weight"], penalised["net.1.weight"])
    assert not np.array_equal(plain["aside.critic.0.weight"], penalised["aside.critic.0.weight"])


class More(Hook):
    """Items without labels in every batch."""

    def batch(self, run, batch):
        return beside(batch, torch.zeros(30, batch.x.shape[1]), "more")


def test_items_without_labels_change_nothing():
    x, y = blobs()
    told = Targets(np.arange(40), y[:40], "hard", np.ones(40))
    data = Training(lambda r: x[r], told.rows, told, tuple("abcd"), np.arange(40, 80))
    learner = TorchLearner(Mlp((8,), 0.0), Loop(epochs=2, least_steps=0))
    one, other = (
        Waal(learner, weight=5.0, hidden=4).fit(data, np.random.default_rng(0), hooks).frame.arrays()
        for hooks in ((), (More(),))
    )
    assert all(np.allclose(one[name], other[name], atol=1e-4) for name in one)
