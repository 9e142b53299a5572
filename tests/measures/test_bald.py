import hypothesis.extra.numpy as hnp
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labelwise.measures import bald, entropy, expected_entropy, max_disagreement, predictive_entropy

DRAWS = hnp.arrays(
    float, st.tuples(st.integers(1, 5), st.integers(1, 4), st.integers(2, 4)), elements=st.floats(0, 1)
).map(lambda x: (x + 1e-3) / (x + 1e-3).sum(axis=2, keepdims=True))


def naive(draws):
    """The mean divergence of the draws of one row from their mean, in plain loops."""
    mean = [sum(column) / len(draws) for column in zip(*draws, strict=True)]
    parts = [p * np.log(p / m) for draw in draws for p, m in zip(draw, mean, strict=True) if p > 0]
    return sum(parts) / len(draws)


@given(DRAWS)
def test_equals_the_mean_divergence_from_the_mean(samples):
    found = bald(samples)
    np.testing.assert_allclose(found, [naive(samples[:, i]) for i in range(samples.shape[1])], atol=1e-12)
    assert (found <= max_disagreement(samples) + 1e-12).all()
    np.testing.assert_allclose(predictive_entropy(samples), found + expected_entropy(samples), atol=1e-12)


def test_limits():
    agreed = np.random.default_rng(0).dirichlet(np.ones(3), 5)
    np.testing.assert_allclose(bald(np.stack([agreed] * 4)), 0, atol=1e-12)
    spread = np.eye(4)[:, None]  # each draw is sure of another class
    np.testing.assert_allclose(bald(spread), np.log(4))
    np.testing.assert_allclose(bald(spread.astype(np.float32)), np.log(4), rtol=1e-6)


def test_more_draws_of_the_same_kind_change_nothing():
    samples = np.random.default_rng(0).dirichlet(np.ones(3), (4, 6))
    np.testing.assert_allclose(bald(np.concatenate([samples, samples])), bald(samples))
    one = np.random.default_rng(0).dirichlet(np.ones(3), (1, 6))
    assert (bald(one) < 1e-12).all() and np.allclose(predictive_entropy(one), entropy(one[0]))
