"""The margin loss."""

import numpy as np
import pytest
import torch

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.learners.deep import Hook
from labelwise.testing.learner_suite import blobs
from labelwise.training import DualHead, MarginLoss
from labelwise.training.deep.margin_loss import margin_losses
from labelwise.types import Targets, Training


def test_equals_the_naive_version():
    recipe = MarginLoss(TorchLearner())
    length = torch.tensor([[0.95, 0.3, 0.05], [0.5, 0.6, 0.2]])
    target = torch.tensor([[1.0, 0.0, 0.0], [1.0, 1.0, float("nan")]])
    naive = [0.5 * 0.2**2, 0.4**2 + 0.3**2]
    assert margin_losses(length, target, recipe).tolist() == pytest.approx(naive, abs=1e-6)


def test_beyond_the_margins_nothing_is_gained():
    recipe = MarginLoss(TorchLearner())
    length = torch.tensor([[0.91, 0.09]], requires_grad=True)
    margin_losses(length, torch.tensor([[1.0, 0.0]]), recipe).sum().backward()
    assert length.grad.tolist() == [[0, 0]]


class Course(Hook):
    def start(self, run):
        self.losses = []

    def loss(self, run, batch, out, loss):
        self.losses.append((float(loss.detach()), float(run.plain(out, batch).detach())))
        return loss


def test_a_share_of_it_is_the_same_whichever_recipe_is_outside():
    """DualHead takes a share of the loss of the labels, whatever that is."""
    x, y = blobs()
    told = Targets(np.arange(40), y[:40], "hard", np.ones(40))
    data = Training(lambda r: x[r], told.rows, told, tuple("abcd"), teacher=lambda x: np.zeros((len(x), 4)))
    net = TorchLearner(Mlp((8,), 0.0), Loop(epochs=3, least_steps=0, batch=40))
    one, other = (
        recipe.fit(data, np.random.default_rng(0), (Course(),)).hooks[-1].losses
        for recipe in (MarginLoss(DualHead(net, share=0.25)), DualHead(MarginLoss(net), share=0.25))
    )
    np.testing.assert_allclose(one, other, rtol=1e-5)
    whole, plain = one[0]
    assert 0.75 * plain < whole < plain  # the teacher's part is small: it knows nothing, nor does the head
