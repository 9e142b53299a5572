import numpy as np
import pytest

from labelwise.representations import Embedding, Fourier, Kernel
from labelwise.strategy import View

RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 3))
VIEW = View(arrays={"embedding": X})
ROWS = np.arange(40)


def gram(transform):
    points = (Embedding() >> transform).fit(VIEW, np.random.default_rng(0))(ROWS)
    return points.gram(ROWS, points)


def distances():
    return np.linalg.norm(X[:, None] - X, axis=2)


@pytest.mark.parametrize(("kind", "power"), [("laplace", 1), ("rbf", 2)])
def test_landmarks_everywhere_give_the_kernel_itself(kind, power):
    np.testing.assert_allclose(gram(Kernel(kind, scale=0.7)), np.exp(-0.7 * distances() ** power), atol=1e-8)


@pytest.mark.parametrize(("kind", "power"), [("laplace", 1), ("rbf", 2)])
def test_fourier_features_come_near(kind, power):
    expected = np.exp(-0.7 * distances() ** power)
    assert np.abs(gram(Fourier(4000, kind, scale=0.7)) - expected).max() < 0.09
    assert np.abs(gram(Fourier(4000, kind, scale=3.0)) - expected).max() > 0.2


def test_wide_networks_are_what_wide_networks_do():
    """The kernel of one hidden layer against 40,000 random ReLU units; two layers by the same step again."""
    w = RNG.normal(size=(3, 40_000)) * np.sqrt(2 / 3)
    hidden = np.maximum(X @ w, 0) * np.sqrt(2 / 40_000)
    process = hidden @ hidden.T
    np.testing.assert_allclose(gram(Kernel("nngp", layers=2)), process, atol=0.05 * process.max())
    slope = 2 / 40_000 * ((X @ w > 0).astype(float) @ (X @ w > 0).T) * (X @ X.T) * 2 / 3
    np.testing.assert_allclose(gram(Kernel("ntk", layers=2)), process + slope, atol=0.06 * process.max())


def test_fewer_landmarks_are_a_projection():
    exact, near = gram(Kernel("rbf", scale=0.2)), gram(Kernel("rbf", scale=0.2, landmarks=15))
    assert (np.diag(near) <= np.diag(exact) + 1e-9).all()
    assert np.isclose(np.diag(near), 1).sum() >= 15 and np.abs(exact - near).mean() < 0.05


@pytest.mark.parametrize("kind", ["laplace", "rbf"])
def test_far_from_zero(kind):
    far = View(arrays={"embedding": X + 1e7})
    points = (Embedding() >> Kernel(kind)).fit(far, np.random.default_rng(0))(ROWS)
    np.testing.assert_allclose(points.gram(ROWS, points), gram(Kernel(kind)), atol=1e-6)
