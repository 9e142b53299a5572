import numpy as np

from labelwise.measures import max_disagreement


def test_equals_the_naive_version():
    samples = np.random.default_rng(0).dirichlet(np.ones(3), (5, 20))
    samples[0, :3] = np.eye(3)
    found = []
    for i in range(20):
        mean = samples[:, i].mean(axis=0)
        found.append(
            max(sum(p * np.log(p / m) for p, m in zip(d, mean, strict=True) if p) for d in samples[:, i])
        )
    np.testing.assert_allclose(max_disagreement(samples), found, atol=1e-12)
