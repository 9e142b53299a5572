"""Networks that have learned to learn."""

from __future__ import annotations

import functools

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from labelwise.errors import BadData
from labelwise.learners.progress import listening
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.training.deep.meta import Body, Scale, adapted, distances, logits, task_loss
from labelwise.training.episodes import Episodes
from labelwise.training.meta import Meta


@functools.cache
def learned(method):
    """Trained on classes elsewhere in the same space."""
    rng = np.random.default_rng(1)
    means, y = 3 * rng.normal(size=(12, 5)), np.repeat(np.arange(12), 12)
    meta = Meta(method, Episodes(4, pool=4, test=6), steps=60)
    return meta.fit(means[y] + rng.normal(size=(144, 5)), y, rng)


class Learned(LearnerSuite):
    tolerance = 1e-5
    has_config = False

    def make(self):
        return learned(self.method)


class TestProtoNet(Learned):
    method = "protonet"


class TestAnil(Learned):
    method = "anil"


class TestMaml(Learned):
    method = "maml"


def test_distances_from_the_means():
    z = torch.tensor([[0.0, 0.0], [3.0, 4.0]])
    known = torch.tensor([[1.0, 0.0], [-1.0, 0.0], [3.0, 0.0]])
    assert distances(z, known, torch.tensor([0, 0, 1]), 2).tolist() == [[0, -9], [-25, -16]]


@pytest.mark.parametrize("method", ["anil", "maml"])
def test_inner_steps_are_gradient_descent(method):
    torch.manual_seed(0)
    x, y, meta = torch.randn(6, 3), torch.tensor([0, 1, 2, 0, 1, 2]), Meta(method, inner_steps=3, dims=4)
    net = Body(3, 5, 4)
    weights = {n: w.detach().clone() for n, w in net.named_parameters()}
    now = adapted(net, weights, x, y, ways=3, meta=meta)
    head = torch.nn.Linear(4, 3)
    torch.nn.init.zeros_(head.weight)
    torch.nn.init.zeros_(head.bias)
    moved = [*head.parameters(), *(net.parameters() if method == "maml" else ())]
    descent = torch.optim.SGD(moved, meta.inner_rate)
    for _ in range(3):
        descent.zero_grad()
        F.cross_entropy(head(net(x)), y).backward()
        descent.step()
    torch.testing.assert_close(logits(net, now, x), head(net(x)))
    for name, value in net.named_parameters():
        torch.testing.assert_close(now[name], value)


@pytest.mark.parametrize("method", ["protonet", "anil", "maml"])
def test_the_outer_gradient_goes_through_the_steps(method):
    """It is that of finite differences."""
    torch.manual_seed(0)
    meta, y = Meta(method, Episodes(2, pool=2, test=3), dims=3), np.repeat([0, 1], 5)
    net, x = Body(2, 4, 3).double(), torch.randn(10, 2, dtype=torch.float64)
    weight = net.layers[1].weight

    def loss():
        torch.set_default_dtype(torch.float64)
        try:
            return task_loss(meta, net, x, y, np.random.default_rng(0))
        finally:
            torch.set_default_dtype(torch.float32)

    loss().backward()
    expected = float(weight.grad[1, 0])
    with torch.no_grad():
        weight[1, 0] += 1e-5
    up = loss().item()
    with torch.no_grad():
        weight[1, 0] -= 2e-5
    assert (up - loss().item()) / 2e-5 == pytest.approx(expected, rel=1e-4, abs=1e-7)


def test_distances_keep_their_proportions():
    x = np.array([[0.0, 0.0], [10.0, 1.0], [20.0, 0.0]])
    found = Scale.of(x)(x).numpy()
    assert (found[1] - found[0])[0] == pytest.approx(10 * (found[1] - found[0])[1], rel=1e-5)
    assert float(found.std()) == pytest.approx(1, rel=1e-5) and abs(found.mean(axis=0)).max() < 1e-5
    with pytest.raises(BadData, match=r"shape \(3,\)"):
        Scale.of(x)(np.zeros((1, 3)))


def test_it_says_how_far_it_is():
    heard = []
    x, y = blobs()
    with listening(lambda what, share: heard.append((what, share))):
        Meta(tasks=Episodes(3, pool=2, test=2), steps=4).fit(x, y, np.random.default_rng(0))
    assert heard == [("learning to learn", s) for s in (0.25, 0.5, 0.75, 1.0)]
