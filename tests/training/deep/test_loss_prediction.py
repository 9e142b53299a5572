"""The ranking loss and the head in the loop."""

import numpy as np
import pytest
import torch

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.learners.deep import Hook
from labelwise.testing.learner_suite import blobs
from labelwise.training import LossPrediction
from labelwise.training.deep.loss_prediction import ranking_loss
from labelwise.training.deep.unlabelled import beside
from labelwise.types import Targets, Training


@pytest.mark.parametrize("form", ["logistic", "hinge"])
def test_equals_the_naive_version(form):
    torch.manual_seed(0)
    found, true = torch.randn(7), torch.rand(7)
    pairs = []
    for i in range(3):
        j = 6 - i
        s = 1 if true[i] > true[j] else -1
        ahead = float(s * (found[i] - found[j]))
        pairs.append(np.log1p(np.exp(-ahead)) if form == "logistic" else max(0, 1 - ahead))
    assert float(ranking_loss(found, true, form)) == pytest.approx(np.mean(pairs), abs=1e-6)
    assert float(ranking_loss(found, true + 5, form)) == float(ranking_loss(found, true, form))


def test_a_single_item_has_no_pair():
    assert float(ranking_loss(torch.ones(1), torch.ones(1), "hinge")) == 0


def trained(recipe):
    x, y = blobs()
    data = Training(
        lambda r: x[r], np.arange(40), Targets(np.arange(40), y[:40], "hard", np.ones(40)), (*"abcd",)
    )
    return recipe.fit(data, np.random.default_rng(0)) if recipe else None


def test_the_head_alone_learns_after_the_given_share():
    learner = TorchLearner(Mlp((8,), 0.0), Loop(epochs=2, least_steps=0))
    weights = [
        trained(LossPrediction(learner, weight=w, until=u, hidden=4)).frame.arrays()
        for w, u in ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0))
    ]
    same = [all(np.array_equal(weights[0][n], w[n]) for n in w if n.startswith("net.")) for w in weights]
    assert same == [True, True, False]
    own = [n for n in weights[0] if n.startswith("aside.")]
    assert not all(np.array_equal(weights[0][n], weights[1][n]) for n in own)


class More(Hook):
    """Items without labels in every batch."""

    def batch(self, run, batch):
        return beside(batch, torch.zeros(30, batch.x.shape[1]), "more")


def test_items_without_labels_change_nothing():
    x, y = blobs()
    told = Targets(np.arange(40), y[:40], "hard", np.ones(40))
    data = Training(lambda r: x[r], told.rows, told, tuple("abcd"))
    learner = TorchLearner(Mlp((8,), 0.0), Loop(epochs=2, least_steps=0))
    one, other = (
        LossPrediction(learner, hidden=4).fit(data, np.random.default_rng(0), hooks).frame.arrays()
        for hooks in ((), (More(),))
    )
    assert all(np.allclose(one[name], other[name], atol=1e-4) for name in one)
