"""Boosted maps."""

import pytest
import torch

from labelwise.errors import BadData
from labelwise.learners.deep import Frame
from labelwise.learners.deep.cams import Cams, boosted


def test_a_boost_of_1_is_the_plain_mean():
    torch.manual_seed(0)
    net, x = Cams((3, 8, 8), 5, (4, 6), 1.0).eval(), torch.randn(2, 3, 8, 8)
    logits, embedding = net(x)
    linear = embedding @ net.top.weight[:, :, 0, 0].T + net.top.bias
    torch.testing.assert_close(logits, linear)


def test_the_gradient_at_a_positive_activation_is_scaled():
    maps = torch.tensor([-2.0, -0.1, 0.3, 4.0], requires_grad=True)
    boosted(maps, 5.0).sum().backward()
    assert maps.grad.tolist() == [1, 1, 5, 5]


def test_logits_of_the_same_maps_never_fall():
    torch.manual_seed(0)
    net, x = Cams((3, 8, 8), 5, (4,), 1.0).eval(), torch.randn(6, 3, 8, 8)
    plain = net(x)[0]
    net.boost = 5.0
    assert (net(x)[0] >= plain).all() and (net(x)[0] > plain).any()


def test_it_fits_the_frame_and_wants_images():
    frame = Frame(Cams((3, 8, 8), 5, (), 5.0), 5, torch.zeros(1, 3, 8, 8))
    assert frame.width == 3 and frame.widths() == [3] and not frame.has_head
    with pytest.raises(BadData, match="items of shape"):
        Cams((3,), 5, (), 5.0)
