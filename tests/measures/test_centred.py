import numpy as np
from scipy import sparse

from labelwise.measures.centred import centred


def test_distances_stay_and_the_width_follows_the_variances():
    x = 1000 + np.random.default_rng(0).normal(size=(20, 3))
    made, gamma = centred(x, None)
    np.testing.assert_allclose(made - made[0], x - x[0], atol=1e-9)
    assert np.isclose(gamma, 1 / x.var(axis=0).sum())
    assert centred(x, 0.5)[1] == 0.5


def test_sparse_and_constant_ones():
    made, gamma = centred(sparse.csr_matrix([[1, 0], [1, 0]]), None)
    assert made.tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert gamma == 1.0
