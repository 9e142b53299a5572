"""The modules themselves."""

import torch
from torch import nn

from labelwise.learners.deep.networks import Cnn, mlp


def test_stages_are_named_and_can_be_found():
    for net in (mlp((4,), 3, (8, 6), 0.1), Cnn((3, 8, 8), 3, (4, 8), 0.1)):
        assert len(net.stage_names) == 2
        assert all(isinstance(net.get_submodule(name), nn.Module) for name in net.stage_names)


def test_each_stage_but_the_first_halves_the_image():
    net = Cnn((3, 8, 8), 3, (4, 8, 16), 0.0)
    x = torch.zeros(1, 3, 8, 8)
    sizes = []
    for stage in net.stages:
        x = stage(x)
        sizes.append(tuple(x.shape[1:]))
    assert sizes == [(4, 8, 8), (8, 4, 4), (16, 2, 2)]


def test_fields_are_no_smaller_than_pixels_and_one_image_is_a_batch():
    net = Cnn((3, 5, 9), 3, (4, 6, 8), 0.0).train()
    assert net.fields == (2, 3) and net.head.in_features == 48
    assert net(torch.rand(1, 3, 5, 9)).shape == (1, 3)
