import numpy as np
from scipy import sparse

from labelwise.measures import gradient_length

RNG = np.random.default_rng(0)
P, H = RNG.dirichlet(np.ones(3), 40), RNG.normal(size=(40, 5))


def naive(p, h):
    gradients = [np.outer(p - e, h) for e in np.eye(len(p))]
    return sum(share * np.linalg.norm(g) for share, g in zip(p, gradients, strict=True))


def test_equals_the_naive_version():
    made = gradient_length(P, H)
    np.testing.assert_allclose(made, [naive(p, h) for p, h in zip(P, H, strict=True)])
    np.testing.assert_allclose(gradient_length(P, sparse.csr_matrix(H)), made)


def test_small_integers_do_not_overflow():
    counts = RNG.integers(0, 250, size=(40, 5)).astype(np.uint8)
    made = gradient_length(P, sparse.csr_matrix(counts))
    np.testing.assert_allclose(made, gradient_length(P, counts))
