"""S025: HSIC by its formulas, and a batch that does not ask twice about the same thing."""

import numpy as np

import labelwise as lw
from labelwise.representations import Draws
from labelwise.selectors import Condense
from labelwise.strategy import Strategy, View

RNG = np.random.default_rng(0)
SAMPLES = RNG.dirichlet(np.full(4, 0.3), (15, 30))


def hsic(a, b):
    """The form with sums, as the paper writes it."""
    n = len(a)
    return (a * b).sum() / n**2 - 2 * (a.sum(axis=1) * b.sum(axis=1)).sum() / n**3 + a.sum() * b.sum() / n**4


def test_hsic_is_a_trace_and_zero_for_constants():
    a, b = RNG.normal(size=(2, 9, 9))
    a, b = a @ a.T, b @ b.T
    centring = np.eye(9) - 1 / 9
    assert np.isclose(hsic(a, b), np.trace(a @ centring @ b @ centring) / 81)
    assert abs(hsic(a, np.ones((9, 9)))) < 1e-12


def points():
    view = View(arrays={"samples": SAMPLES})
    return Draws().fit(view, np.random.default_rng(0))(np.arange(30))


def test_the_dependence_of_a_mean_kernel_is_the_mean_dependence():
    made = points()
    pool = made.x.mean(axis=0)
    np.testing.assert_allclose(made.x @ pool, made.gram(np.arange(30), made).mean(axis=1), atol=1e-15)


def test_plain_greedy_with_fixed_reference_is_the_top():
    strategy = Strategy(
        representation=Draws(), selector=Condense(reference=30, pointwise=False, resample=False)
    )
    made = lw.query(strategy, 6, samples=SAMPLES, rng=3)
    x = Draws().fit(View(arrays={"samples": SAMPLES}), np.random.default_rng(3))(np.arange(30)).x
    single = x @ x.mean(axis=0)
    assert made.indices.tolist() == np.argsort(-single)[:6].tolist()


def test_pointwise_takes_both_groups_plain_one():
    """12 units follow one coin of the draw, 8 another."""
    rng, right = np.random.default_rng(1), {"pointwise": 0, "plain": 0}
    for seed in range(10):
        coins = rng.integers(2, size=(2, 60))
        follows = np.repeat([0, 1], [12, 8])
        samples = np.eye(2)[coins[follows]].transpose(1, 0, 2)
        for name in right:
            selector = Condense(reference=20, pointwise=name == "pointwise", resample=False)
            made = lw.query(Strategy(representation=Draws(), selector=selector), 2, samples=samples, rng=seed)
            right[name] += {int(i >= 12) for i in made.indices} == {0, 1}
    assert right == {"pointwise": 10, "plain": 0}
