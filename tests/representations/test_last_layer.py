import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.representations import Gradient, LastLayer, Layers
from labelwise.strategy import View

RNG = np.random.default_rng(0)
X, W1, W2 = RNG.normal(size=(8, 3)), RNG.normal(size=(3, 4)), RNG.normal(size=4)


def space(representation, **arrays):
    return representation.fit(View(arrays=arrays), np.random.default_rng(0))


def test_classes_give_the_gradient_numbers_the_embedding():
    proba, embedding, rows = RNG.dirichlet(np.ones(3), 8), RNG.normal(size=(8, 4)), np.arange(8)
    ours = space(LastLayer(), proba=proba, embedding=embedding)(rows).dense(rows)
    theirs = space(Gradient(), proba=proba, embedding=embedding)(rows).dense(rows)
    np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_array_equal(space(LastLayer(), embedding=embedding)(rows).dense(rows), embedding)


def test_layers_are_the_gradients_of_a_network():
    """f(x) = w2' tanh(W1' x + b1) + b2: central differences over all 21 parameters."""

    def f(theta):
        w1, b1, w2, b2 = theta[:12].reshape(3, 4), theta[12:16], theta[16:20], theta[20]
        return np.tanh(X @ w1 + b1) @ w2 + b2

    theta = np.concatenate([W1.ravel(), np.zeros(4), W2, [0.0]])
    step = 1e-5 * np.eye(21)
    jacobian = np.stack([(f(theta + e) - f(theta - e)) / 2e-5 for e in step], axis=1)  # (8, 21)
    hidden = np.tanh(X @ W1)
    made = space(
        Layers((("x", "d1"), ("h", "d2"))), x=X, d1=(1 - hidden**2) * W2, h=hidden, d2=np.ones((8, 1))
    )(np.arange(8))
    np.testing.assert_allclose(made.gram(np.arange(8), made), jacobian @ jacobian.T, rtol=1e-6)


def test_layers_are_pairs():
    with pytest.raises(BadParameter, match="pairs"):
        Layers(("inputs", "deltas"))
