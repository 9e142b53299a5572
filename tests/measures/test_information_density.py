import numpy as np
import pytest
from scipy import sparse

from labelwise.errors import BadParameter
from labelwise.measures import InformationDensity, density, entropy, margin


def naive(x):
    def cosine(a, b):
        return a @ b / (np.linalg.norm(a) * np.linalg.norm(b)) if a.any() and b.any() else 0.0

    return np.array([np.mean([cosine(a, b) for b in x]) for a in x])


def test_density_equals_the_naive_version(rng):
    x = rng.normal(size=(30, 4))
    x[7] = 0
    np.testing.assert_allclose(density(x), naive(x), atol=1e-12)
    np.testing.assert_allclose(density(sparse.csr_matrix(x)), naive(x), atol=1e-12)
    np.testing.assert_allclose(density(x.astype(np.float32)), naive(x), atol=1e-6)


@pytest.mark.parametrize("beta", [0.0, 1.0, 2.5])
def test_equals_the_naive_version(beta, rng):
    x, proba = rng.random((30, 4)), rng.dirichlet(np.ones(3), 30)
    for measure in (entropy, margin):
        made = InformationDensity(measure, beta)(proba=proba, embedding=x)
        np.testing.assert_allclose(made, measure(proba) * naive(x) ** beta, rtol=1e-9)


def test_an_outlier_that_entropy_likes_is_passed_over(rng):
    x = np.vstack([rng.normal(size=(20, 3)) * 0.1 + [1, 0, 0], [[-1.0, 5, 5]]])
    proba = np.vstack([np.full((20, 2), 0.5) + rng.uniform(-0.1, 0.1, (20, 1)) * [1, -1], [[0.5, 0.5]]])
    assert entropy(proba).argmax() == 20
    assert InformationDensity()(proba=proba, embedding=x).argmax() != 20


def test_negative_scores_are_refused():
    with pytest.raises(BadParameter, match="scores of 0 or more"):
        InformationDensity(lambda proba: -proba[:, 0])(proba=np.full((2, 2), 0.5), embedding=np.eye(2))


@pytest.mark.parametrize("kind", [np.uint8, np.int64, np.float16])
def test_counts_and_halves(kind, rng):
    x = rng.integers(0, 250, size=(30, 4)).astype(kind)
    for given in (x, *([sparse.csr_matrix(x)] if kind != np.float16 else [])):
        np.testing.assert_allclose(density(given), naive(x.astype(np.float64)), atol=1e-6)
