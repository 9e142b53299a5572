"""The margin loss."""

import pytest
import torch

from labelwise.learners import TorchLearner
from labelwise.training import MarginLoss
from labelwise.training.deep.margin_loss import margin_losses


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
