"""Dropout with one mask for all."""

import numpy as np
import pytest
import torch
from torch import nn

from labelwise.learners.deep.dropping import dropping, has_dropout, mask
from labelwise.learners.deep.networks import mlp


def test_the_variance_on_a_linear_layer_is_the_analytic_one():
    torch.manual_seed(0)
    p, net = 0.3, nn.Sequential(nn.Dropout(0.3), nn.Linear(6, 1, bias=False)).eval()
    x, w = torch.rand(5, 6), net[1].weight[0]
    draws = []
    with torch.no_grad():
        for k in range(4000):
            with dropping(net, (0, k)):
                draws.append(net(x)[:, 0].numpy())
    expected = (p / (1 - p) * (w * x) ** 2).sum(dim=1).detach().numpy()
    np.testing.assert_allclose(np.var(draws, axis=0), expected, rtol=0.12)
    np.testing.assert_allclose(np.mean(draws, axis=0), net(x)[:, 0].detach(), atol=0.03)


def test_all_items_and_all_calls_share_the_mask():
    net = mlp((4,), 3, (8, 8), 0.5).eval()
    x = torch.rand(1, 4).repeat(6, 1)
    with torch.no_grad(), dropping(net, (1, 2)):
        out = net(x)
        again = net(x[:2])
    assert torch.equal(out, out[:1].expand_as(out)) and torch.equal(again, out[:2])
    with torch.no_grad(), dropping(net, (1, 3)):
        assert not torch.equal(net(x), out)
    with torch.no_grad():
        assert torch.equal(net(x), net(x))  # nothing stays behind


@pytest.mark.parametrize(
    ("layer", "shape", "expected"),
    [
        (nn.Dropout(0.5), (2, 9), (1, 9)),
        (nn.Dropout(0.5), (2, 7, 9), (1, 1, 9)),
        (nn.Dropout(0.5), (2, 3, 5, 6), (1, 3, 5, 6)),
        (nn.Dropout2d(0.5), (2, 3, 5, 6), (1, 3, 1, 1)),
    ],
)
def test_the_shape_of_masks(layer, shape, expected):
    made = mask(torch.ones(shape), layer, (0, 0))
    assert tuple(made.shape) == expected and set(made.unique().tolist()) <= {0.0, 2.0}


def test_who_has_dropout():
    assert has_dropout(mlp((4,), 3, (8,), 0.5)) and not has_dropout(mlp((4,), 3, (8,), 0.0))
