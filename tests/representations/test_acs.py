import numpy as np

from labelwise.representations import AcsGrad, AcsRF, Embedding, Posterior
from labelwise.strategy import View

RNG = np.random.default_rng(0)
VIEW = View(arrays={"embedding": RNG.normal(size=(25, 3))}, labels=np.where(np.arange(25) < 8, 0, -1))
ROWS = np.arange(25)


def gram(representation):
    points = representation.fit(VIEW, np.random.default_rng(0))(ROWS)
    return points.gram(ROWS, points)


def test_grad_is_prior_times_posterior():
    expected = gram(Embedding()) * gram(Embedding() >> Posterior(0.5)) / 0.5**4
    np.testing.assert_allclose(gram(Embedding() >> AcsGrad(0.5)), expected, atol=1e-9)


def test_random_features_are_log_likelihoods_under_drawn_weights():
    """phi(x) is the mean over y of log N(y; w'x, s^2) plus the entropy of y, up to what no w changes."""
    s, x = 0.5, VIEW.embedding
    made = (Embedding() >> AcsRF(4000, noise=s)).fit(VIEW, np.random.default_rng(0))(ROWS).x * np.sqrt(4000)
    cov = s**2 * np.linalg.inv(x[:8].T @ x[:8] + s**2 * np.eye(3))
    v = np.einsum("ij,jk,ik->i", x, cov, x)
    entropy = 0.5 * np.log(2 * np.pi * np.e * (v + s**2))
    likelihood = -0.5 * np.log(2 * np.pi * s**2) - (v + s**2 + v) / (2 * s**2)  # E z^2 = v, E (y - z)^2
    np.testing.assert_allclose(made.mean(axis=1), likelihood + entropy, atol=0.1 * (1 + v / s**2).max())
    w = np.random.default_rng(1).multivariate_normal(np.zeros(3), cov, 4000)
    spread = ((w @ x.T) ** 2 / (2 * s**2)).std(axis=0)
    np.testing.assert_allclose(made.std(axis=1), spread, rtol=0.15)
