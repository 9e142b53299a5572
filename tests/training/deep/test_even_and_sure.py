"""The two terms."""

import numpy as np
import pytest
import torch

from labelwise.training.deep.even_and_sure import certain, even


def test_equal_their_formulas():
    torch.manual_seed(0)
    logits = torch.randn(7, 4)
    p = torch.softmax(logits, 1).numpy()
    assert float(even(logits)) == pytest.approx(-np.log(p.mean(axis=0)).mean(), abs=1e-5)
    assert float(certain(logits)) == pytest.approx(-(p * np.log(p)).sum(axis=1).mean(), abs=1e-5)


def test_evenness_is_lowest_where_the_mean_is_uniform_and_only_there():
    clear = 30 * torch.eye(4)
    assert float(even(clear)) == pytest.approx(np.log(4), abs=1e-5)
    assert float(even(torch.zeros(5, 4))) == pytest.approx(np.log(4), abs=1e-5)
    torch.manual_seed(0)
    for _ in range(20):
        assert float(even(torch.randn(6, 4))) > np.log(4) + 1e-6


def test_far_logits_give_finite_terms():
    far = torch.tensor([[500.0, -500.0]], requires_grad=True)
    total = even(far) + certain(far)
    total.backward()
    assert torch.isfinite(total) and torch.isfinite(far.grad).all()
