"""Sketches of gradients."""

import torch
from torch import nn

from labelwise.learners.deep import Frame
from labelwise.training.deep.tangent_kernel import drawn, tangents


class Twice(nn.Module):
    """One layer used twice, on items of three steps each."""

    def __init__(self):
        super().__init__()
        self.same, self.head = nn.Linear(4, 4), nn.Linear(4, 1)

    def forward(self, x):
        return self.head(self.same(torch.tanh(self.same(x))).mean(dim=1))


def test_steps_and_uses_of_a_layer_are_added_up():
    torch.manual_seed(0)
    net = Twice()
    frame, x = Frame(net, 1, torch.zeros(1, 3, 4)).eval(), torch.randn(5, 3, 4)
    gradients = []
    for one in x:
        net.zero_grad()
        net(one[None])[0, 0].backward()
        same, head = (torch.cat([m.weight.grad.flatten() / 2, m.bias.grad]) for m in (net.same, net.head))
        gradients.append(torch.cat([same, head]))
    exact = torch.stack(gradients) @ torch.stack(gradients).T
    sketches = [tangents(frame, x, drawn(frame, 2000, seed)).detach() for seed in range(10)]
    found = torch.stack([z @ z.T for z in sketches]).mean(dim=0)
    size = exact.diag().sqrt()
    assert ((found - exact) / (size[:, None] * size)).abs().mean() < 0.02


def test_no_hook_stays_and_no_gradient_is_left():
    net = nn.Sequential(nn.Linear(3, 2), nn.ReLU(), nn.Linear(2, 1))
    frame = Frame(net, 1, torch.zeros(1, 3))
    before = len(net[0]._forward_hooks)
    made = tangents(frame, torch.randn(4, 3), drawn(frame, 8, 0))
    assert made.shape == (4, 8) and len(net[0]._forward_hooks) == before
    assert all(p.grad is None for p in net.parameters())
