"""Renewing shares."""

import numpy as np
import torch

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.learners.deep import Hook
from labelwise.testing.learner_suite import blobs
from labelwise.training.deep.soft_pseudo import Renewing
from labelwise.types import Targets, Training


class Told(Hook):
    """Targets after each epoch, and what the network predicts."""

    def start(self, run):
        self.targets, self.said = [run.target.clone()], []
        self.first = {k: v.clone() for k, v in run.frame.state_dict().items()}

    def after_epoch(self, run):
        self.targets.append(run.target.clone())
        self.said.append(torch.softmax(run.predicted(np.arange(80)), 1))


def trained(*hooks):
    x, y = blobs()
    by = tuple("human" if i < 10 else "model:x" for i in range(80))
    told = Targets(np.arange(80), np.eye(4)[y], "soft", np.ones(80), by)
    data = Training(lambda r: x[r], told.rows, told, tuple("abcd"))
    learner = TorchLearner(Mlp((8,)), Loop(epochs=3, least_steps=0))
    return learner.fit(data, np.random.default_rng(0), hooks)


def test_labels_of_people_stay_and_the_others_become_predictions():
    told = trained(Renewing(), Told()).hooks[-1]
    for before, after, said in zip(told.targets, told.targets[1:], told.said, strict=False):
        assert torch.equal(after[:10], told.targets[0][:10])
        torch.testing.assert_close(after[10:], said[10:])
        assert not torch.allclose(before[10:], after[10:])


def test_it_goes_on_from_the_first_network():
    first = trained()
    told = trained(Renewing(first.frame), Told()).hooks[-1]
    assert all(torch.equal(value, told.first[name]) for name, value in first.frame.state_dict().items())
