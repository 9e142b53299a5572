import numpy as np
from scipy import sparse

import labelwise as lw
from labelwise.measures import model_change


def test_equals_the_length_of_the_gradient(rng):
    """Of the squared loss of a linear model, averaged over what the members say."""
    x, weights, members = rng.normal(size=(20, 3)), rng.normal(size=3), rng.normal(size=(5, 3))
    naive = [np.mean([np.linalg.norm((row @ weights - row @ w) * row) for w in members]) for row in x]
    samples = np.einsum("kd,nd->kn", members, x)[:, :, None]
    for embedding in (x, sparse.csr_matrix(x)):
        np.testing.assert_allclose(model_change(samples, x @ weights, embedding), naive)
    made = lw.query("emcm", 3, samples=samples, mean=x @ weights, embedding=x, rng=0)
    assert made.indices.tolist() == np.argsort(naive)[::-1][:3].tolist()


def test_small_integers_do_not_overflow():
    rng = np.random.default_rng(0)
    samples, counts = rng.normal(size=(5, 20, 1)), rng.integers(0, 250, size=(20, 5)).astype(np.uint8)
    made = model_change(samples, samples.mean(axis=(0, 2)), sparse.csr_matrix(counts))
    np.testing.assert_allclose(made, model_change(samples, samples.mean(axis=(0, 2)), counts))
