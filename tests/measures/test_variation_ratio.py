import numpy as np

from labelwise.measures import least_confidence, variation_ratio


def test_is_least_confidence_of_the_mean():
    samples = np.random.default_rng(0).dirichlet(np.ones(3), (5, 20))
    mean = sum(samples) / 5
    np.testing.assert_allclose(variation_ratio(samples), [1 - max(p) for p in mean.tolist()])
    assert np.argsort(variation_ratio(samples)).tolist() == np.argsort(least_confidence(mean)).tolist()
