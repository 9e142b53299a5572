"""Of methods that are alike no procedure finds a winner more often than it says."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import stats

from labelwise.bench.statistics import (
    average_ranks,
    bayesian_signed_rank,
    critical_difference,
    friedman,
    mean_ranks,
    wilcoxon_holm,
    win_matrix,
)

LEVEL = 0.05


def alike(rng, datasets, methods, items=0, seeds=3):
    """Accuracies of methods that differ by chance alone, on data sets of very different difficulty.

    With ``items`` they are shares of so many test items, so that ties happen.
    """
    skill = rng.beta(4, 2, size=(datasets, 1, 1)) + rng.normal(scale=0.02, size=(datasets, seeds, 1))
    noise = rng.normal(size=(datasets, seeds, methods)) * rng.gamma(1, 0.02, size=(datasets, 1, 1))
    scores = skill + noise
    return np.round(scores * items) / items if items else scores


def attainable(n):
    """The largest p of an exact signed-rank test without ties that is no more than the level."""
    ways = np.array([1.0])
    for rank in range(1, n + 1):
        ways = np.convolve(ways, np.r_[0.5, np.zeros(rank - 1), 0.5])
    tails = 2 * np.cumsum(ways)
    return tails[tails <= LEVEL].max()


def rejections(rng, times, datasets, methods, items=0):
    """(times,) per procedure: whether it finds something; of the signed ranks one pair."""
    found = {
        name: np.zeros(times, dtype=bool) for name in ("pair", "holm", "baseline", "chi2", "f", "nemenyi")
    }
    cd = critical_difference(methods, datasets, LEVEL)
    for t in range(times):
        scores = alike(rng, datasets, methods, items)
        every, one, test = wilcoxon_holm(scores), wilcoxon_holm(scores, 0), friedman(scores)
        found["pair"][t] = every.p[0] <= LEVEL
        found["holm"][t] = (every.adjusted <= LEVEL).any()
        found["baseline"][t] = (one.adjusted <= LEVEL).any()
        found["chi2"][t], found["f"][t] = test.p_chi2 <= LEVEL, test.p_f <= LEVEL
        found["nemenyi"][t] = np.ptp(test.ranks) > cd
    return found


def interval(hits, sure=0.999):
    """Clopper and Pearson's interval of a rate."""
    k, n = int(hits.sum()), len(hits)
    low = stats.beta.ppf((1 - sure) / 2, k, n - k + 1) if k else 0.0
    return low, stats.beta.isf((1 - sure) / 2, k + 1, n - k) if k < n else 1.0


def check(found, datasets):
    low, high = interval(found["pair"])
    assert low <= attainable(datasets) <= high
    for name in ("holm", "baseline", "chi2", "nemenyi"):
        assert interval(found[name])[0] <= LEVEL, name
    low, high = interval(found["f"])
    assert low <= LEVEL <= high


def test_rank_tests_keep_their_level():
    check(rejections(np.random.default_rng(0), 250, 12, 3), 12)


@pytest.mark.slow
@pytest.mark.parametrize(("datasets", "methods"), [(12, 5), (40, 6)])
def test_rank_tests_keep_their_level_many_times(datasets, methods):
    check(rejections(np.random.default_rng(1), 800, datasets, methods), datasets)


@pytest.mark.slow
def test_rank_tests_keep_their_level_with_ties():
    found = rejections(np.random.default_rng(2), 800, 20, 5, items=50)
    for name, hits in found.items():
        assert interval(hits)[0] <= LEVEL, name
        assert hits.mean() > 0.005, name  # and they are no tests that never find anything


@pytest.mark.parametrize("items", [0, 300])
def test_wins_of_copies_are_half_of_the_level(items):
    """Each data set is a replication: row beats column on 2.5% of them."""
    for seeds in (3, 10):
        scores = alike(np.random.default_rng(4), 4000, 3, items, seeds)
        won = win_matrix(scores, level=LEVEL).won
        for a, b in itertools.permutations(range(3), 2):
            hits = np.arange(4000) < won[a, b]
            low, high = interval(hits)
            assert low <= LEVEL / 2 <= high or (items and hits.mean() < LEVEL / 2)


def decided(rng, times, datasets, rope):
    """How often the Bayesian test is 95% sure of either side."""
    sure = []
    for _ in range(times):
        found = bayesian_signed_rank(alike(rng, datasets, 2), rope, rng, draws=500)
        sure.append([found.left[0] > 0.95, found.right[0] > 0.95])
    return np.array(sure)


def test_without_a_rope_the_bayesian_test_is_sure_of_a_side_as_a_one_sided_test_is():
    sure = decided(np.random.default_rng(5), 300, 30, 0.0)
    for side in sure.T:
        low, high = interval(side)
        assert low <= LEVEL <= high


def test_with_a_rope_of_one_point_it_is_hardly_ever_sure_of_a_side():
    assert decided(np.random.default_rng(5), 300, 30, 0.01).mean() < 0.01


@pytest.mark.slow
def test_few_data_sets_make_the_bayesian_test_too_sure_without_a_rope():
    """What its docstring says: 9% a side at 6 data sets, 7% at 12, the 5% of a test from 30 on."""
    rates = {n: decided(np.random.default_rng(6), 1500, n, 0.0).mean() for n in (6, 12, 40)}
    assert 0.07 < rates[6] < 0.11 and 0.05 < rates[12] < rates[6] and 0.04 < rates[40] < 0.06


def test_intervals_of_mean_ranks_hold_the_middle():
    rng = np.random.default_rng(7)
    held = []
    for _ in range(200):
        found = mean_ranks(alike(rng, 15, 4), rng, times=400)
        held.append((found.low <= 2.5) & (found.high >= 2.5))
    missed = ~np.array(held)
    for method in missed.T:
        assert interval(method)[0] <= LEVEL
    assert np.mean(average_ranks(alike(rng, 4000, 4)), axis=0) == pytest.approx(2.5, abs=0.1)
