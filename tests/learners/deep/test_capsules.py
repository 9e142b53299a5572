"""Capsules and their routing."""

import pytest
import torch

from labelwise.errors import BadData
from labelwise.learners import Capsules
from labelwise.learners.deep import Frame
from labelwise.learners.deep.capsules import CapsuleNet, routed, squash


def test_squash_keeps_the_direction_and_bounds_the_length():
    torch.manual_seed(0)
    s = torch.randn(50, 6, dtype=torch.float64) * torch.logspace(-2, 2, 50, dtype=torch.float64)[:, None]
    v, n = squash(s), s.norm(dim=1)
    torch.testing.assert_close(v.norm(dim=1), n**2 / (1 + n**2), atol=1e-6, rtol=1e-4)
    assert (v.norm(dim=1) < 1).all()
    torch.testing.assert_close((v * s).sum(dim=1), v.norm(dim=1) * n)
    assert torch.isfinite(squash(torch.zeros(1, 3))).all()


def test_one_round_counts_all_alike_and_more_follow_those_that_agree():
    torch.manual_seed(0)
    votes = torch.randn(1, 20, 3, 8)
    votes = votes / votes.norm(dim=3, keepdim=True)
    votes[:, :15, 0] = votes[:, :1, 0]
    share = [routed(votes, r)[1][0, :15, 0].mean().item() for r in (1, 2, 3, 4)]
    assert share[0] == pytest.approx(1 / 3) and share == sorted(share) and share[2] > 0.6, share
    assert routed(votes, 3)[0].norm(dim=2)[0].argmax() == 0


def test_gradients_are_those_of_small_differences():
    torch.manual_seed(0)
    votes = torch.randn(1, 4, 2, 3, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda u: routed(u, 3)[0], (votes,))


def test_probabilities_are_lengths_and_the_longest_capsule_is_the_embedding():
    torch.manual_seed(0)
    net, x = CapsuleNet((1, 8, 8), 3, Capsules(4, 2, 4, 5)), torch.randn(6, 1, 8, 8)
    frame = Frame(net, 3, x[:1])
    out, v = frame(x), net.capsules(x)
    torch.testing.assert_close(torch.sigmoid(out.logits), v.norm(dim=2), atol=1e-5, rtol=1e-4)
    longest = v[torch.arange(6), v.norm(dim=2).argmax(dim=1)]
    torch.testing.assert_close(out.embedding.reshape(6, 3, 5).sum(dim=1), longest)
    assert out.embedding.shape == (6, frame.width)


def test_small_images_are_refused():
    with pytest.raises(BadData, match="5 x 5 or more"):
        CapsuleNet((1, 4, 4), 3, Capsules())
