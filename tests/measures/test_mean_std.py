import numpy as np

from labelwise.measures import mean_std


def test_equals_the_naive_version():
    samples = np.random.default_rng(0).dirichlet(np.ones(3), (5, 20))
    found = [np.mean([np.sqrt((p**2).mean() - p.mean() ** 2) for p in samples[:, i].T]) for i in range(20)]
    np.testing.assert_allclose(mean_std(samples), found)
    assert mean_std(samples[:1]).tolist() == [0.0] * 20
