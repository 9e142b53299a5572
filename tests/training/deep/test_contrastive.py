"""Copies of items, the loss that tells them apart, and dynamics."""

import numpy as np
import pytest
import torch

from labelwise.learners import Mlp, SmallCnn
from labelwise.training import ContrastLoop
from labelwise.training.deep.contrastive import changed, learned, restored, shifted, telling

X = np.random.default_rng(0).normal(size=(40, 6))
QUICK = ContrastLoop(epochs=3, batch=20, width=4)


def test_images_are_moved_and_the_border_is_0():
    x = torch.arange(2 * 3 * 4 * 5, dtype=torch.float32).reshape(2, 3, 4, 5) + 1
    made = shifted(x, torch.tensor([[1, 0], [0, -2]]))
    assert torch.equal(made[0, :, 1:], x[0, :, :-1]) and (made[0, :, 0] == 0).all()
    assert torch.equal(made[1, :, :, :3], x[1, :, :, 2:]) and (made[1, :, :, 3:] == 0).all()
    assert torch.equal(shifted(x, torch.tensor([[1, 0]]))[1], shifted(x[1:], torch.tensor([[1, 0]]))[0])
    assert torch.equal(shifted(x, torch.zeros(1, 2, dtype=torch.int64)), x)


def test_noise_has_its_spread_and_may_be_alike():
    torch.manual_seed(0)
    zeros = torch.zeros(500, 10)
    assert abs(float(changed(zeros, 0.5, 1).std()) - 0.5) < 0.02
    same = changed(zeros, 0.5, 1, alike=True)
    assert torch.equal(same[0], same[1]) and same[0].std() > 0.1


def test_the_loss_equals_the_naive_version():
    torch.manual_seed(0)
    a, b = torch.randn(5, 3), torch.randn(5, 3)
    z = torch.nn.functional.normalize(torch.cat([a, b]), dim=1).numpy()
    each = []
    for i in range(10):
        near = {j: np.exp(z[i] @ z[j] / 0.2) for j in range(10) if j != i}
        each.append(-np.log(near[(i + 5) % 10] / sum(near.values())))
    assert float(telling(a, b, 0.2)) == pytest.approx(np.mean(each), abs=1e-5)


def test_dynamics_are_probabilities_the_same_however_items_are_chunked():
    made = learned(X, Mlp((8,)), QUICK, np.random.default_rng(0))
    d = made.dynamics(X)
    assert d.shape == (3, 40) and (d > 0).all() and (d <= 1).all()
    again = np.concatenate([made.dynamics(X[:7]), made.dynamics(X[7:])], axis=1)
    np.testing.assert_allclose(again, d, atol=1e-5)
    assert made.dynamics(X[:0]).shape == (3, 0)


def test_a_single_item_is_told_from_nothing_and_its_copies_are_no_others():
    one = learned(X[:1].repeat(5, axis=0), Mlp((8,)), QUICK, np.random.default_rng(0))
    np.testing.assert_allclose(one.dynamics(X[:1]), 1)


def test_state_and_images():
    images = np.random.default_rng(0).random((12, 6, 6, 3)).astype(np.float32)
    made = learned(images, SmallCnn((4,)), QUICK, np.random.default_rng(0))
    again = restored(made.state(), SmallCnn((4,)), QUICK)
    np.testing.assert_array_equal(again.dynamics(images), made.dynamics(images))
    np.testing.assert_array_equal(again.features(images), made.features(images))
    assert again.count == 12
