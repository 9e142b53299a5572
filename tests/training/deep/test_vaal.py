"""The losses of autoencoder and critic."""

import numpy as np
import torch
from torch.nn import functional as F

from labelwise.training import CriticLoop
from labelwise.training.deep.vaal import Pair, fitted, restored

X = np.random.default_rng(0).normal(size=(30, 6))


def test_the_critic_does_not_move_the_encoder():
    pair = Pair(6, 2, 8)
    x, r = torch.randn(4, 6), torch.zeros(4)
    pair.telling(x, r, torch.tensor([1.0, 1.0, 0.0, 0.0])).backward()
    assert all(p.grad is None for p in pair.encoder.parameters())
    assert all(p.grad is not None for p in pair.critic.parameters())


def test_the_rebuilding_loss_equals_its_formula():
    torch.manual_seed(0)
    pair = Pair(6, 2, 8)
    x, r = torch.randn(4, 6), torch.randn(4)
    torch.manual_seed(1)
    found = pair.rebuilding(x, r, 0.5).detach()
    torch.manual_seed(1)
    mean, log = pair.encoder(x).detach().chunk(2, dim=1)
    z = mean + torch.randn(4, 2) * torch.sqrt(log.exp())
    again = pair.decoder(torch.cat([z, 1 / (1 + (-r).exp())[:, None]], dim=1)).detach()
    apart = np.mean(
        [0.5 * float(m**2 + s.exp() - s - 1) for m, s in zip(mean.ravel(), log.ravel(), strict=True)]
    )
    deceived = -F.logsigmoid(pair.critic(torch.cat([mean, r[:, None]], dim=1))).detach().mean()
    assert abs(float(found - ((again - x) ** 2).mean() - deceived) - 0.5 * apart) < 1e-5


def test_images_and_seeds():
    images, loop = np.random.default_rng(0).normal(size=(12, 4, 4, 3)), CriticLoop(steps=3)
    a, b = (fitted(images, 5, None, loop, np.random.default_rng(1)) for _ in range(2))
    np.testing.assert_array_equal(a.critic(images), b.critic(images))
    again = restored(a.state(), None, loop)
    np.testing.assert_allclose(again.critic(images[:0]), np.zeros(0))
    np.testing.assert_array_equal(again.critic(images), a.critic(images))
