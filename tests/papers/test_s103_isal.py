"""S103: the limit of the recursion, a vanishing full expectation, influence against training anew."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import spearmanr

import labelwise as lw
from labelwise.measures.influence import curvature, expected, solved


def softmax(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))


def recursion(times, v: np.ndarray, damp: float, scale: float, steps: int) -> np.ndarray:
    """The paper's: h <- v + (1 - damp) h - H h / scale."""
    h = v
    for _ in range(steps):
        h = v + (1 - damp) * h - times(h) / scale
    return h


def data(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, 160)
    return rng.normal(size=(160, 4)) + 1.2 * np.eye(3, 4)[y], y


def test_the_recursion_ends_where_the_inverse_is():
    x, y = data()
    p = softmax(x @ np.random.default_rng(1).normal(size=(4, 3)))
    times, v = curvature(p[:60], x[:60]), (p[:60] - np.eye(3)[y[:60]]).T @ x[:60]
    exact = solved(times, v, 0.01, 1e4)

    def error(steps: int) -> float:
        return float(np.linalg.norm(recursion(times, v, 0.01, 1e4, steps) - exact) / np.linalg.norm(exact))

    assert error(250) == pytest.approx(0.07, abs=0.02)  # as the catalogue found it
    assert error(3000) < 1e-8


def test_over_all_classes_the_expected_gradient_vanishes():
    p = np.random.default_rng(0).dirichlet(np.ones(5), 50)
    assert np.abs(expected(p, 5)).max() < 1e-12
    assert np.abs(expected(p, 4)).max() > 0.01
    assert np.abs(expected(p, 1)).max() > 0.1


def fitted(x: np.ndarray, y: np.ndarray, extra: tuple[np.ndarray, int, float] | None = None) -> np.ndarray:
    """(3, 4) weights of the mean cross-entropy with a small ridge, and one more item with a weight."""

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        w = w.reshape(3, 4)
        p = softmax(x @ w.T)
        value = -np.log(p[np.arange(len(y)), y]).mean() + 0.05 * (w * w).sum()
        slope = (p - np.eye(3)[y]).T @ x / len(y) + 0.1 * w
        if extra is not None:
            z, c, weight = extra
            q = softmax(z[None] @ w.T)[0]
            value, slope = value - weight * np.log(q[c]), slope + weight * np.outer(q - np.eye(3)[c], z)
        return value, slope.ravel()

    return np.asarray(minimize(loss, np.zeros(12), jac=True, options={"gtol": 1e-9}).x.reshape(3, 4))


def test_influence_with_true_labels_predicts_the_change_of_the_reference_loss():
    x, y = data(2)
    train, reference, pool = np.arange(60), np.arange(60, 110), np.arange(110, 150)
    w = fitted(x[train], y[train])
    p = softmax(x @ w.T)
    v = (p[reference] - np.eye(3)[y[reference]]).T @ x[reference]
    s = solved(curvature(p[train], x[train]), v, 0.1, 1.0)  # the damping is the ridge
    gradients = (p[pool] - np.eye(3)[y[pool]])[:, :, None] * x[pool][:, None]
    influence = np.einsum("ncd,cd->n", gradients, s)

    def reference_loss(w: np.ndarray) -> float:
        return float(-np.log(softmax(x[reference] @ w.T)[np.arange(50), y[reference]]).sum())

    gain = [
        reference_loss(w) - reference_loss(fitted(x[train], y[train], (x[i], y[i], 1 / 60))) for i in pool
    ]
    assert spearmanr(influence, gain)[0] > 0.8
    assert spearmanr(np.random.default_rng(0).permutation(influence), gain)[0] < 0.5


def test_the_named_method_asks_for_the_highest_influence():
    p, h = np.full((3, 2), [0.6, 0.4]), np.eye(2)[[0, 0, 1]]
    assert lw.query("isal", 1, proba=p, embedding=h, labelled=[0], y=[0], rng=0).indices.tolist() == [1]
