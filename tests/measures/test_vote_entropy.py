from collections import Counter

import numpy as np

from labelwise.measures import vote_entropy, vote_ratio


def test_equal_the_naive_versions():
    samples = np.random.default_rng(0).dirichlet(np.ones(3), (5, 30))
    counts = [Counter(samples[:, i].argmax(axis=1).tolist()).values() for i in range(30)]
    found = [-sum(v / 5 * np.log(v / 5) for v in c) for c in counts]
    np.testing.assert_allclose(vote_entropy(samples), found, atol=1e-12)
    np.testing.assert_allclose(vote_ratio(samples), [1 - max(c) / 5 for c in counts])


def test_limits():
    one_each = np.eye(4)[:, None]
    np.testing.assert_allclose(vote_entropy(one_each), np.log(4))
    assert vote_entropy(np.full((3, 2, 4), 0.25)).tolist() == [0.0, 0.0]  # ties name the first class
