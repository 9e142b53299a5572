"""S018: the greedy pivots maximise the coding rate; the kernel is that of a network's gradients."""

from itertools import combinations

import numpy as np

import labelwise as lw
from labelwise.measures import entropy
from labelwise.representations import Embedding, Layers, Sketch
from labelwise.selectors import MaxDet
from labelwise.strategy import Strategy, View

RNG = np.random.default_rng(0)


def rate(x, picks, noise=0.1):
    """Half log det(I + K / noise^2): the coding rate of m points with d / (m e^2) = noise^-2."""
    k = x[picks] @ x[picks].T
    return 0.5 * np.linalg.slogdet(np.eye(len(picks)) + k / noise**2)[1]


def test_greedy_is_the_coding_rate():
    x, proba = RNG.normal(size=(30, 4)), RNG.dirichlet(np.ones(3), 30)
    plain = Strategy(representation=Embedding(), selector=MaxDet(noise=0.1))
    made = lw.query(plain, 10, embedding=x, rng=0)
    picks = []
    for _ in range(10):
        picks.append(max((i for i in range(30) if i not in picks), key=lambda i: rate(x, [*picks, i])))
    assert made.indices.tolist() == picks
    assert np.isclose(rate(x, picks), 0.5 * np.log(made.scores / 0.01).sum())
    heavy = Strategy(measure=entropy, representation=Embedding(), selector=MaxDet(noise=0.1, bonus=1e6))
    by_entropy = lw.query(heavy, 10, embedding=x, proba=proba, rng=0).indices.tolist()
    assert by_entropy == np.argsort(-entropy(proba))[:10].tolist()


def test_the_rate_is_monotone_and_submodular_and_sees_duplicates():
    x = RNG.normal(size=(7, 3))
    for small in combinations(range(5), 2):
        gain = rate(x, [*small, 6]) - rate(x, list(small))
        large = rate(x, [*range(5), 6]) - rate(x, list(range(5)))
        assert gain > large - 1e-12 and large > 0
    twice = np.repeat(np.eye(4), 2, axis=0)
    made = lw.query(
        Strategy(representation=Embedding(), selector=MaxDet(noise=0.1)), 4, embedding=twice, rng=0
    )
    assert sorted(made.indices // 2) == [0, 1, 2, 3]


def test_sketched_tangent_kernel():
    """Layer products are the Gram matrix of central differences, and sketches are without bias."""
    x, w1, w2 = RNG.normal(size=(12, 3)), RNG.normal(size=(3, 5)), RNG.normal(size=5)

    def f(theta):
        return np.tanh(x @ theta[:15].reshape(3, 5)) @ theta[15:]

    theta = np.concatenate([w1.ravel(), w2])
    jacobian = np.stack([(f(theta + e) - f(theta - e)) / 2e-5 for e in 1e-5 * np.eye(20)], axis=1)
    hidden, rows = np.tanh(x @ w1), np.arange(12)
    view = View(arrays={"x": x, "h": hidden, "d1": (1 - hidden**2) * w2, "d2": np.ones((12, 1))})
    layers = Layers((("x", "d1"), ("h", "d2")), bias=0.0)
    exact = layers.fit(view, np.random.default_rng(0))(rows)
    np.testing.assert_allclose(exact.gram(rows, exact), jacobian @ jacobian.T, rtol=1e-6)
    few = [(layers >> Sketch(10)).fit(view, np.random.default_rng(s))(rows) for s in range(300)]
    k = exact.gram(rows, exact)
    size = np.sqrt(np.outer(np.diag(k), np.diag(k)))
    sketched = np.mean([points.gram(rows, points) for points in few], axis=0)
    assert np.abs((sketched - k) / size).mean() < 0.04


def test_what_is_being_asked_is_known_once():
    x, known = RNG.normal(size=(40, 3)), [0, 1, 2, 3]
    made = lw.query(
        "kecor", 6, embedding=x, proba=np.full((40, 2), 0.5), labelled=[0, 1], pending=[2, 3], rng=0
    )
    g = np.concatenate([-x, x], axis=1) / 2
    k, noise = g @ g.T, np.full(40, 0.01 + 0.1 * np.log(2))
    noise[known] = 0.01
    for row, score in zip(made.indices, made.scores, strict=True):
        inverse = np.linalg.inv(k[np.ix_(known, known)] + np.diag(noise[known]))
        left = np.diag(k) - np.einsum("ij,jk,ik->i", k[:, known], inverse, k[:, known]) + noise
        left[known] = 0
        assert row == left.argmax() and np.isclose(score, left[row])
        known.append(int(row))
