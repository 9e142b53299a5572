"""The closed form against the definition, and what it prefers."""

import numpy as np
from labelwise.measures import entropy
from scipy import integrate, stats

from labelwise_example import balanced_entropy


def naive(draws):
    """(K, C) draws of one item: the joint entropy of label and probability as an integral."""
    joint = 0.0
    for p in draws.T:
        m, v = p.mean(), p.var()
        a = m * (m * (1 - m) / v - 1)
        f = stats.beta(a, a * (1 - m) / m).pdf
        joint -= integrate.quad(lambda x, f=f: x * f(x) * np.log(x * f(x)) if f(x) > 0 else 0.0, 0, 1)[0]
    label = stats.entropy(draws.mean(axis=0))
    balance = joint / (label + np.log(2))
    return 1 / balance if balance >= 0 else balance


def test_equals_the_integral():
    rng = np.random.default_rng(0)
    samples = np.stack([rng.dirichlet(weights, 50) for weights in rng.uniform(1.5, 20, (12, 3))], axis=1)
    made = balanced_entropy(samples)
    np.testing.assert_allclose(made, [naive(samples[:, i]) for i in range(12)], rtol=1e-5)
    assert (made > 0).any() and (made < 0).any()


def test_torn_draws_come_before_agreeing_ones_of_the_same_mean():
    apart, close = np.array([[0.3, 0.7], [0.7, 0.3]]), np.array([[0.49, 0.51], [0.51, 0.49]])
    samples = np.stack([apart, close], axis=1)
    made = balanced_entropy(samples)
    assert made[0] > 0 > made[1]
    assert np.ptp(entropy(samples.mean(axis=0))) == 0, "entropy cannot tell them apart"
