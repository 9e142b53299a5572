"""A small network: its steps are those of Adam down the true gradient."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from labelwise.training.network import Network

X = np.random.default_rng(0).normal(3, 5, size=(60, 4))
Y = (X[:, :2] > 3).astype(float)


def loss(network, x=X):
    f = expit(network.forward(x))
    return -(Y * np.log(f) + (1 - Y) * np.log(1 - f)).mean()


@pytest.mark.parametrize("hidden", [0, 5])
def test_the_first_step_of_adam_goes_against_the_sign_of_the_gradient(hidden):
    rng = np.random.default_rng(1)
    network = Network.start(X, 2, hidden, rng)
    network.weights = [w + 0.3 * rng.normal(size=w.shape) for w in network.weights]
    before = [w.copy() for w in network.weights]
    slopes = []
    for w in network.weights:
        found = np.zeros_like(w)
        for at in np.ndindex(w.shape):
            kept = w[at]
            ends = []
            for step in (1e-6, -1e-6):
                w[at] = kept + step
                ends.append(loss(network))
            w[at] = kept
            found[at] = (ends[0] - ends[1]) / 2e-6
        slopes.append(found)
    network.step((expit(network.forward(X)) - Y) / Y.size, 0.01)
    for w, old, slope in zip(network.weights, before, slopes, strict=True):
        clear = abs(slope) > 1e-5
        np.testing.assert_allclose((w - old)[clear], -0.01 * np.sign(slope[clear]), rtol=1e-2)


@pytest.mark.parametrize("hidden", [0, 8])
def test_many_steps_learn(hidden):
    network = Network.start(X, 2, hidden, np.random.default_rng(0))
    np.testing.assert_array_equal(network.tags(X), 0.5)
    for _ in range(400):
        network.step((expit(network.forward(X)) - Y) / Y.size, 0.05)
    plain = [LogisticRegression(C=1e4, max_iter=5000).fit(X, y).score(X, y) for y in Y.T]
    assert ((network.tags(X) > 0.5) == Y).mean() >= min(plain) - 0.02
    assert network.embedding(X).shape == (60, hidden or 4)


def test_features_are_standardised_and_constant_ones_do_no_harm():
    network = Network.start(np.column_stack([X, np.ones(60)]), 1, 0, np.random.default_rng(0))
    z = network.embedding(np.column_stack([X, np.ones(60)]))
    np.testing.assert_allclose(z.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(z.std(axis=0), [1, 1, 1, 1, 0], atol=1e-12)


def test_without_items_there_is_a_network():
    network = Network.start(np.zeros((0, 4)), 2, 0, np.random.default_rng(0))
    assert network.tags(X).tolist() == [[0.5, 0.5]] * 60 and network.tags(X[:0]).shape == (0, 2)
