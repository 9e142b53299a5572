import numpy as np

from labelwise.measures import dynamics_entropy, dynamics_margin, entropy, margin


def test_equal_the_naive_versions():
    rng = np.random.default_rng(0)
    dynamics, proba = rng.dirichlet(np.ones(4), (6, 15)), rng.dirichlet(np.ones(4), 15)
    now = proba.argmax(axis=1)
    for i, m in enumerate(dynamics.mean(axis=0)):
        others = [m[c] for c in range(4) if c != now[i]]
        assert np.isclose(dynamics_margin(dynamics, proba)[i], max(others) - m[now[i]])
        assert np.isclose(dynamics_entropy(dynamics)[i], -sum(p * np.log(p) for p in m))


def test_one_epoch_is_the_measure_of_a_prediction():
    proba = np.random.default_rng(0).dirichlet(np.ones(4), 15)
    np.testing.assert_allclose(dynamics_entropy(proba[None]), entropy(proba))
    np.testing.assert_allclose(dynamics_margin(proba[None], proba) + 1, margin(proba))


def test_the_probability_of_one_label_is_two_classes():
    q = np.random.default_rng(0).random((5, 9))
    two = np.stack([q, 1 - q], axis=2)
    np.testing.assert_allclose(dynamics_entropy(q), dynamics_entropy(two))
    np.testing.assert_allclose(
        dynamics_margin(q, np.eye(4)[np.full(9, 3)]), dynamics_margin(two, np.eye(2)[np.zeros(9, dtype=int)])
    )
