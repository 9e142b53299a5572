"""Mixtures of items and of their losses."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from labelwise.errors import BadParameter
from labelwise.learners.deep import Batch
from labelwise.learners.deep.losses import losses
from labelwise.training.deep.mix_up import Mixing, mixed


def batch(m=6):
    torch.manual_seed(0)
    target = torch.eye(3)[torch.arange(m) % 3]
    return Batch(np.arange(m), torch.randn(m, 2, 4, 4), target, torch.rand(m) + 0.1)


def run(output="proba"):
    return SimpleNamespace(rng=np.random.default_rng(0), device=torch.device("cpu"), output=output)


def test_the_loss_is_the_two_losses_in_their_shares():
    given, other, share = batch(), torch.tensor([1, 2, 3, 4, 5, 0]), torch.full((6,), 0.3)
    made, logits = mixed(given, other, share), torch.randn(6, 3)
    torch.testing.assert_close(made.x, 0.3 * given.x + 0.7 * given.x[other])
    first = given.weight * losses(logits, given.target, "proba")
    second = given.weight[other] * losses(logits, given.target[other], "proba")
    torch.testing.assert_close(made.weight * losses(logits, made.target, "proba"), 0.3 * first + 0.7 * second)


def test_what_leaves_classes_open_is_not_mixed():
    given = batch()
    given.target[0] = torch.tensor([1.0, 1.0, 0.0])
    made = Mixing(1.0).batch(run(), given)
    torch.testing.assert_close(made.x[0], given.x[0])
    assert torch.equal(made.target[0], given.target[0])
    assert not torch.allclose(made.x[1:], given.x[1:])


def test_unknown_tags_stay_unknown_and_a_whole_share_changes_nothing():
    given = batch()
    given.target[0, 0] = float("nan")
    made = mixed(given, torch.tensor([1, 0, 2, 3, 4, 5]), torch.full((6,), 0.5))
    assert made.target.isnan().sum() == 2 and made.target[:2, 0].isnan().all()
    same = mixed(given, torch.tensor([1, 0, 2, 3, 4, 5]), torch.ones(6))
    torch.testing.assert_close(same.target, given.target, equal_nan=True)


def test_tokens_are_refused():
    words = batch().with_(x={"ids": torch.ones(6, 3, dtype=torch.int64)})
    with pytest.raises(BadParameter, match="between two of them is nothing"):
        Mixing(1.0).batch(run(), words)
    assert Mixing(0.0).batch(run(), words) is words
