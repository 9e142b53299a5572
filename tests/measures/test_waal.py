import numpy as np

from labelwise.measures import WaalScore, waal


def test_equals_the_naive_version():
    rng = np.random.default_rng(0)
    p, d = rng.dirichlet(np.ones(4), 20), rng.uniform(size=20)
    naive = [
        10 * (1 - d[i]) - 0.5 * sum(np.log(v) ** 2 for v in p[i]) ** 0.5 - 0.5 * sum(-np.log(v) for v in p[i])
        for i in range(20)
    ]
    np.testing.assert_allclose(waal(p, d), naive)


def test_without_the_critic_the_uniform_prediction_comes_first():
    p = np.array([[0.4, 0.3, 0.3], [1 / 3] * 3, [1.0, 0.0, 0.0]])
    assert WaalScore(weight=0)(p, np.array([0.0, 1.0, 0.0])).argsort().tolist() == [2, 0, 1]
