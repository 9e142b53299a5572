import itertools

import numpy as np

from labelwise.selectors.configurations import LEVELS, Configurations


def h(p):
    p = np.asarray(p).ravel()
    return -(p[p > 0] * np.log(p[p > 0])).sum()


def joint(draws):
    """Probability of every answer to all of them: draws (n, K, C)."""
    classes = range(draws.shape[2])
    return [
        np.prod([draws[i, :, c] for i, c in enumerate(answer)], axis=0).mean()
        for answer in itertools.product(classes, repeat=len(draws))
    ]


def known(picks, limit, seed=0):
    made = Configurations(picks.shape[1], limit, np.random.default_rng(seed))
    for proba in picks:
        made.add(proba)
    return made


def test_all_configurations_give_the_conditional_entropy():
    draws = np.random.default_rng(0).dirichlet(np.full(3, 0.5), (4, 5))
    draws[0, :, :] = np.eye(3)[[0, 0, 1, 1, 1]]  # some configurations are impossible
    made = known(draws[:3], 100)
    assert made.exact and len(made.share) < 27
    np.testing.assert_allclose(made.entropy(draws[3]), h(joint(draws)) - h(joint(draws[:3])), atol=1e-12)
    np.testing.assert_allclose(made.share.sum(), 1)


def test_drawn_ones_are_near_and_true_on_average():
    draws = np.random.default_rng(1).dirichlet(np.full(3, 0.5), (4, 5))
    true = h(joint(draws)) - h(joint(draws[:3]))
    found = [known(draws[:3], 20, seed).entropy(draws[3]) for seed in range(300)]
    assert not known(draws[:3], 20).exact
    assert abs(np.mean(found) - true) < 4 * np.std(found) / np.sqrt(300)
    assert abs(known(draws[:3], 26).entropy(draws[3]) - true) > 1e-6  # it can be told from the exact one
    many = Configurations(5, 20_000, np.random.default_rng(0))
    many.exact, many._picks = True, list(draws[:3])
    many._draw()
    np.testing.assert_allclose(many.entropy(draws[3]), true, atol=0.01)


def test_bounds_are_above_nearer_at_each_level_and_near_when_much_is_known():
    draws = np.random.default_rng(2).dirichlet(np.full(3, 0.3), (40, 5))
    for picks, far in ((3, 0.4), (20, 0.05)):
        made = known(draws[:picks], 200)
        assert not made.exact or picks == 3
        true = np.array([made.entropy(p) for p in draws[20:]])
        bounds = [made.bounds(draws[20:].transpose(1, 0, 2), level) for level in range(LEVELS)]
        for higher, lower in itertools.pairwise([*bounds, true]):
            assert (higher >= lower - 1e-12).all()
        assert (bounds[0] - true).max() < far
        if picks == 3:
            assert (bounds[1] - true).mean() < 0.7 * (bounds[0] - true).mean()


def test_bounds_follow_the_picks():
    draws = np.random.default_rng(3).dirichlet(np.full(3, 0.3), (6, 5))
    made = known(draws[:3], 1000)
    made.bounds(draws[4:].transpose(1, 0, 2))
    made.add(draws[3])
    again = known(draws[:4], 1000).bounds(draws[4:].transpose(1, 0, 2))
    np.testing.assert_array_equal(made.bounds(draws[4:].transpose(1, 0, 2)), again)


def test_a_long_batch_stays_finite():
    draws = np.random.default_rng(0).dirichlet(np.full(3, 0.05), (300, 4))
    made = known(draws, 50)
    assert np.isfinite(made.weight).all()
    np.testing.assert_allclose(made.weight.sum(axis=1), 1)
