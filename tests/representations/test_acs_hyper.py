import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.representations import AcsHyper, Embedding
from labelwise.strategy import View

RNG = np.random.default_rng(0)
X = RNG.normal(size=(25, 3))
Y = 40 + 3 * X[:8] @ np.array([1.0, -2.0, 0.5]) + RNG.normal(size=8)
VIEW = View.from_arrays(embedding=X, labelled=np.arange(8), y=Y)
ROWS = np.arange(25)


def features(size=20_000, **settings):
    points = (Embedding() >> AcsHyper(size, **settings)).fit(VIEW, np.random.default_rng(0))(ROWS)
    return points.dense(ROWS) * np.sqrt(size)


@pytest.mark.parametrize("shape, scale", [(1.0, 1.0), (3.0, 0.5)])
def test_features_are_expected_log_likelihoods_under_drawn_weights(shape, scale):
    """By the matrices of the model written out: mean and spread over the draws."""
    x, y = X[:8], (Y - Y.mean()) / Y.std()
    cov = np.linalg.inv(x.T @ x + np.eye(3))
    mean = cov @ x.T @ y
    a = shape + 4
    b = scale + (y @ y - mean @ np.linalg.inv(cov) @ mean) / 2
    v = np.einsum("ij,jk,ik->i", X, cov, X)
    r = scale / shape
    expected = -0.5 * np.log(2 * np.pi * r) - (v + b / a * (1 + v)) / (2 * r)  # E z^2 = v
    made = features(shape=shape, scale=scale)
    np.testing.assert_allclose(made.mean(axis=1), expected, atol=0.03 * (v / r).max())
    np.testing.assert_allclose(made.std(axis=1), v / r / np.sqrt(2), rtol=0.1)  # of z^2 / (2 r)


def test_a_shift_or_a_spread_of_the_answers_changes_nothing():
    made = []
    for y in (Y, 1e4 + 50 * Y):
        view = View.from_arrays(embedding=X, labelled=np.arange(8), y=y)
        made.append((Embedding() >> AcsHyper(5)).fit(view, np.random.default_rng(0))(ROWS).dense(ROWS))
    np.testing.assert_allclose(*made, rtol=1e-9)


def test_without_answers_the_noise_is_that_of_the_prior():
    view = View(arrays={"embedding": X, "values": np.zeros(25)}, labels=np.full(25, -1))
    made = (Embedding() >> AcsHyper(20_000, 2.0, 1.0)).fit(view, np.random.default_rng(0))(ROWS)
    v = (X**2).sum(axis=1)
    expected = -0.5 * np.log(np.pi) - (v + 0.5 * (1 + v))
    np.testing.assert_allclose(made.dense(ROWS).mean(axis=1) * np.sqrt(20_000), expected, rtol=0.05)


def test_settings_are_checked():
    with pytest.raises(BadParameter, match="scale is 0"):
        AcsHyper(scale=0)
