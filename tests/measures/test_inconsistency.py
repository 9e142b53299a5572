import numpy as np
from scipy.stats import entropy as shannon

from labelwise.measures import inconsistency, variant_entropy, vote_split

VARIANTS = np.random.default_rng(0).dirichlet(np.ones(4) / 2, (6, 50))


def test_equal_the_naive_versions():
    divergence, uncertainty, split = [], [], []
    for i in range(50):
        mean = VARIANTS[:, i].mean(axis=0)
        divergence.append(np.mean([shannon(p, mean) for p in VARIANTS[:, i]]))
        uncertainty.append(shannon(mean))
        votes = np.bincount(VARIANTS[:, i].argmax(axis=1))
        split.append(1 - votes.max() / 6)
    np.testing.assert_allclose(inconsistency(VARIANTS), divergence)
    np.testing.assert_allclose(variant_entropy(VARIANTS), uncertainty)
    np.testing.assert_allclose(vote_split(VARIANTS), split)


def test_limits():
    alike, apart = VARIANTS[[0, 0, 0]], np.eye(4)[:, None].repeat(3, axis=1)
    np.testing.assert_allclose(inconsistency(alike), 0, atol=1e-12)
    np.testing.assert_allclose(inconsistency(apart), np.log(4))
    np.testing.assert_allclose(vote_split(apart), 0.75)
