"""A network with its parts within reach."""

import pytest
import torch
from torch import nn

from labelwise.errors import BadParameter
from labelwise.learners.deep.frame import Frame, pooled
from labelwise.learners.deep.networks import Cnn, mlp


def test_the_embedding_is_what_the_head_is_given():
    frame = Frame(Cnn((3, 8, 8), 5, (4, 8), 0.0), 5, torch.zeros(1, 3, 8, 8))
    out = frame(torch.rand(2, 3, 8, 8))
    torch.testing.assert_close(frame.head(out.embedding), out.logits)
    assert out.embedding.shape == (2, frame.width) == (2, 128)
    assert [s.shape[1] for s in out.stages] == frame.widths() == [4, 8]


def test_a_network_without_stages_has_its_embedding_as_one():
    frame = Frame(nn.Sequential(nn.Linear(4, 6), nn.Linear(6, 2)), 2)
    out = frame(torch.rand(3, 4))
    assert len(out.stages) == 1 and torch.equal(out.stages[0], out.embedding)


def test_inputs_by_name_and_outputs_with_logits():
    class Named(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.head = nn.Linear(4, 6), nn.Linear(6, 2)

        def forward(self, ids, mask):
            return type("Out", (), {"logits": self.head(self.first(ids) * mask)})()

    frame = Frame(Named(), 2)
    assert frame({"ids": torch.rand(3, 4), "mask": torch.ones(3, 1)}).logits.shape == (3, 2)


def with_batch_norm():
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Linear(6, 2))
    net(torch.rand(5, 4))  # running means of its own
    return net


def test_one_item_alone_is_normalised_by_the_running_means():
    net, one = with_batch_norm(), torch.rand(1, 4)
    frame, before = Frame(net, 2).train(), net[1].running_mean.clone()
    logits = frame(one).logits
    assert logits.requires_grad and net[1].training and torch.equal(net[1].running_mean, before)
    assert torch.equal(logits, frame.eval()(one).logits) and not net[1].training
    with pytest.raises(RuntimeError):
        frame.train()(torch.rand(1, 5))
    with pytest.raises(RuntimeError):
        net[1](torch.rand(1, 7))
    assert net[1].training


def test_batches_are_normalised_as_without_a_frame():
    for items in (torch.rand(2, 4), torch.rand(7, 4)):
        net = with_batch_norm()
        frame = Frame(with_batch_norm(), 2).train()
        assert torch.equal(frame(items).logits, net(items))
        assert torch.equal(frame.net[1].running_var, net[1].running_var)


def test_one_image_has_a_spread_of_its_own():
    def net():
        torch.manual_seed(0)
        return nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.Flatten(), nn.Linear(27, 2))

    image, alone = torch.rand(1, 1, 5, 5), net()
    frame = Frame(net(), 2).train()
    assert torch.equal(frame(image).logits, alone(image))
    assert torch.equal(frame.net[1].running_mean, alone[1].running_mean)


def test_weights_to_arrays_and_back():
    a, b = (Frame(mlp((4,), 3, (8,), 0.0), 3) for _ in range(2))
    b.load(a.arrays())
    x = torch.rand(2, 4)
    assert torch.equal(a(x).logits, b(x).logits)


def test_a_name_is_taken_once():
    frame = Frame(mlp((4,), 3, (8,), 0.0), 3)
    frame.add("own", nn.Linear(8, 1))
    with pytest.raises(BadParameter, match="two recipes"):
        frame.add("own", nn.Linear(8, 1))


def test_what_has_no_head_is_refused():
    for net, said in ((nn.Linear(4, 2), "ends in 2 outputs"), (nn.Flatten(), "no linear layer")):
        with pytest.raises(BadParameter, match=said):
            Frame(net, 3)


def test_a_network_may_have_no_head():
    class Headless(nn.Module):
        headless, width = True, 6

        def __init__(self):
            super().__init__()
            self.first = nn.Linear(4, 6)

        def forward(self, x):
            made = self.first(x)
            return made[:, :2] ** 2, made

    frame = Frame(Headless(), 2)
    out = frame(torch.rand(3, 4))
    assert out.logits.shape == (3, 2) and out.embedding.shape == (3, frame.width)
    assert not frame.has_head and frame.device.type == "cpu"
    with pytest.raises(BadParameter, match="Headless has no linear last layer"):
        _ = frame.head


def test_pooled_means_over_places():
    assert pooled(torch.ones(2, 3, 4, 5)).shape == pooled(torch.ones(2, 7, 3)).shape == (2, 3)
