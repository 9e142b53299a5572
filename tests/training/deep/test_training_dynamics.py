"""The store of mean predictions."""

import numpy as np
import torch

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.learners.deep import Hook
from labelwise.testing.learner_suite import blobs
from labelwise.training import TrainingDynamics
from labelwise.training.deep.training_dynamics import PredictDynamics
from labelwise.types import Targets, Training


class Recorder(Hook):
    """All predictions of each label, in order."""

    def __init__(self, order=None):
        self.seen, self.order = {}, order

    def batches(self, run):
        return self.order

    def loss(self, run, batch, out, loss):
        for at, p in zip(batch.at, torch.softmax(out.logits.detach(), 1).numpy(), strict=True):
            self.seen.setdefault(int(at), []).append(p)
        return loss


def trained(hooks, m=30):
    x, y = blobs()
    data = Training(
        lambda r: x[r], np.arange(m), Targets(np.arange(m), y[:m], "hard", np.ones(m)), tuple("abcd")
    )
    return TorchLearner(Mlp((8,)), Loop(epochs=6, least_steps=0, batch=8)).fit(
        data, np.random.default_rng(0), hooks
    )


def test_the_store_is_the_mean_over_the_epochs():
    recipe = TrainingDynamics(TorchLearner(), hidden=4)
    repeated = [np.array([0, 1, 2]), np.array([2, 3])]
    for order in (None, repeated):
        recorder, hook = trained((Recorder(order), PredictDynamics(recipe))).hooks
        for at, made in recorder.seen.items():
            assert len(made) == hook.seen[at]
            np.testing.assert_allclose(hook.mean[at], np.mean(made, axis=0), atol=1e-6)
        assert (hook.seen[4:] == 0).all() == (order is not None)


def test_without_weight_the_network_learns_as_ever():
    with_head = trained((PredictDynamics(TrainingDynamics(TorchLearner(), weight=0.0)), Recorder()))

    class Shadow(PredictDynamics):
        def loss(self, run, batch, out, loss):
            return loss

    without = trained((Shadow(TrainingDynamics(TorchLearner())), Recorder()))
    for name, value in with_head.frame.arrays().items():
        if name.startswith("net."):
            np.testing.assert_array_equal(value, without.frame.arrays()[name])
