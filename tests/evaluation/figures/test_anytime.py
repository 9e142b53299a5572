import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import betaln

from labelwise.errors import BadParameter
from labelwise.evaluation.figures import Anytime, beta_mixture, wilson


def naive(k, m, level):
    p = np.linspace(0, 1, 100_001)[100:-1]
    bet = np.exp(betaln(k + 0.5, m - k + 0.5) - betaln(0.5, 0.5)) / (p**k * (1 - p) ** (m - k))
    kept = p[bet < 1 / (1 - level)]
    return kept.min(), kept.max()


@pytest.mark.parametrize(("k", "m"), [(1, 5), (3, 9), (90, 100), (30, 30)])
def test_keeps_the_shares_that_the_bet_has_not_refuted(k, m):
    np.testing.assert_allclose(beta_mixture(k, m, 0.9), naive(k, m, 0.9), atol=2e-5)


def naive_total(k, m, level, size):
    kept = []
    for total in range(size + 1):
        chance = 1.0  # of one sequence with k right among m
        for i in range(k):
            chance *= max(total - i, 0) / (size - i)
        for i in range(m - k):
            chance *= max(size - total - i, 0) / (size - k - i)
        mixed = np.exp(betaln(k + 0.5, m - k + 0.5) - betaln(0.5, 0.5))
        if chance > 0 and mixed / chance <= 1 / (1 - level) * (1 + 1e-9):
            kept.append(total)
    return min(kept) / size, max(kept) / size


@pytest.mark.parametrize(("k", "m"), [(0, 0), (0, 5), (3, 9), (20, 25), (30, 30), (25, 40), (40, 40)])
def test_keeps_the_totals_that_the_bet_has_not_refuted(k, m):
    assert beta_mixture(k, m, 0.9, size=40) == pytest.approx(naive_total(k, m, 0.9, 40))


def ever_refuted(p, until, interval, looks=None):
    """Exact chance that an interval ever leaves p out: the paths still inside, step by step."""
    inside, lost = np.array([1.0]), 0.0
    for m in range(1, until + 1):
        inside = np.append(inside * (1 - p), 0) + np.append(0, inside * p)
        if looks is None or m in looks:
            low, high = interval(np.arange(m + 1), m)
            out = (low > p) | (high < p)
            lost += inside[out].sum()
            inside[out] = 0
    return lost


@pytest.mark.parametrize("p", [0.6, 0.9, 0.97])
def test_the_truth_is_inside_at_every_moment(p):
    assert ever_refuted(p, 120, beta_mixture) <= 0.05


@pytest.mark.parametrize("p", [0.6, 0.9])
def test_an_interval_for_one_look_fails_the_same_test(p):
    assert ever_refuted(p, 400, wilson, range(20, 401, 4)) > 0.2


@pytest.mark.parametrize("total", [0, 3, 20, 35, 40])
def test_the_total_is_inside_at_every_moment(total):
    size, lost = 40, 0.0
    inside = np.array([1.0])
    for m in range(1, size + 1):
        k = np.arange(m)
        yes = np.clip((total - k) / (size - m + 1), 0, 1)
        inside = np.append(inside * (1 - yes), 0) + np.append(0, inside * yes)
        low, high = beta_mixture(np.arange(m + 1), m, size=size)
        out = (low > total / size + 1e-12) | (high < total / size - 1e-12)
        lost += inside[out].sum()
        inside[out] = 0
    assert lost <= 0.05
    assert inside.argmax() == total  # the whole pool is known in the end


@settings(max_examples=30)
@given(st.lists(st.booleans(), min_size=1, max_size=30), st.integers(0, 40))
def test_bounds_only_come_closer_and_parts_add_up(right, more):
    watch, size = Anytime(size=len(right) + more), len(right) + more
    before = watch.low, watch.high
    for one in right:
        low, high = watch.add(one)
        assert before[0] <= low <= high <= before[1]
        before = low, high
    assert (watch.k, watch.m) == (sum(right), len(right))
    once = Anytime(size=size).add(right)
    assert once[0] <= watch.low + 1e-12 and watch.high <= once[1] + 1e-12
    assert once == pytest.approx(beta_mixture(sum(right), len(right), size=size))


def test_looks_that_contradict_each_other_leave_the_newest():
    watch = Anytime()
    watch.add([True] * 200)
    assert watch.add([False] * 2000) == pytest.approx(beta_mixture(200, 2200))


def test_width_is_the_one_of_the_design():
    for m, width in ((50, 0.264), (100, 0.196), (200, 0.144), (400, 0.105)):
        k = np.arange(m + 1)
        low, high = beta_mixture(k, m)
        assert (stats.binom.pmf(k, m, 0.9) * (high - low)).sum() == pytest.approx(width, abs=0.003)


def test_bad_input_is_named():
    with pytest.raises(BadParameter, match="pool of 3"):
        Anytime(size=3).add([True] * 4)
    with pytest.raises(BadParameter, match="level"):
        Anytime(1.5)
