import numpy as np
import pytest
from scipy import stats

from labelwise.evaluation.figures import bca, bootstrap_t
from labelwise.evaluation.figures.bootstrap import resamples


def naive_t(values, level, rng, draws):
    t = []
    for _ in range(draws):
        drawn = values[rng.integers(len(values), size=len(values))]
        t.append((drawn.mean() - values.mean()) / (drawn.std(ddof=1) / len(values) ** 0.5))
    low, high = np.quantile(t, [(1 - level) / 2, (1 + level) / 2])
    scale = values.std(ddof=1) / len(values) ** 0.5
    return values.mean() - high * scale, values.mean() - low * scale


def test_equals_the_naive_version():
    values = np.random.default_rng(0).lognormal(size=60)
    ours = bootstrap_t(values, 0.9, np.random.default_rng(1), draws=4000)
    np.testing.assert_allclose(ours, naive_t(values, 0.9, np.random.default_rng(2), 4000), rtol=0.05)


def held(interval, repeats=400, m=50):
    rng, truth, count = np.random.default_rng(0), np.exp(0.5), 0
    for _ in range(repeats):
        low, high = interval(rng.lognormal(size=m), rng)
        count += low <= truth <= high
    return count / repeats


def plain_t(values, rng):
    half = stats.t.ppf(0.95, len(values) - 1) * values.std(ddof=1) / len(values) ** 0.5
    return values.mean() - half, values.mean() + half


def test_skewed_values_are_covered_and_a_plain_t_interval_fails_the_same_test():
    least = 0.9 - 3 * np.sqrt(0.09 / 400)
    assert held(lambda values, rng: bootstrap_t(values, 0.9, rng, draws=399)) >= least
    assert held(plain_t) < least


def test_nothing_is_said_of_what_was_never_seen():
    assert bootstrap_t(np.zeros(50), 0.9, np.random.default_rng(0)) == (-np.inf, np.inf)
    low, high = bootstrap_t(np.append(np.zeros(99), 1), 0.9, np.random.default_rng(0))
    assert high == np.inf  # a third of the resamples miss the only loss
    assert low <= 0.01


def test_large_samples_are_drawn_piece_by_piece():
    parts = list(resamples(2**20, 5, np.random.default_rng(0)))
    assert [len(part) for part in parts] == [2, 2, 1]
    values = np.random.default_rng(0).normal(size=3000)
    np.testing.assert_allclose(
        bootstrap_t(values, 0.9, np.random.default_rng(0)), plain_t(values, None), atol=3e-3
    )


def test_bca_equals_the_one_of_scipy():
    values = np.random.default_rng(0).exponential(size=80)
    value, low, high = bca(
        lambda rows: float(values[rows].mean()), 80, 0.9, np.random.default_rng(1), draws=4000
    )
    theirs = stats.bootstrap(
        (values,), np.mean, n_resamples=4000, confidence_level=0.9, method="BCa", rng=np.random.default_rng(2)
    ).confidence_interval
    assert value == values.mean()
    np.testing.assert_allclose((low, high), theirs, atol=0.02)


def test_bca_of_a_constant_and_of_nothing():
    rng = np.random.default_rng(0)
    assert bca(lambda rows: 2.0, 20, 0.9, rng) == (2, 2, 2)
    assert np.isnan(bca(lambda rows: float("nan"), 20, 0.9, rng)).all()


def test_resamples_without_a_value_are_left_out():
    def needs_the_first(rows):
        return float(rows.mean()) if (rows == 0).any() else float("nan")

    value, low, high = bca(needs_the_first, 30, 0.9, np.random.default_rng(0))
    assert value == 14.5
    assert low < 14.5 < high


@pytest.mark.parametrize("level", [0.5, 0.8])
def test_a_lower_level_is_shorter(level):
    values = np.random.default_rng(0).exponential(size=80)
    wide, short = (bootstrap_t(values, one, np.random.default_rng(0)) for one in (0.9, level))
    assert wide[0] < short[0] < short[1] < wide[1]
