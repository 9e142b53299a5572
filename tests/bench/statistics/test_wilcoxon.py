"""p is that of all ways to flip the signs, ties and zeros included."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from labelwise.bench.statistics import holm, wilcoxon_holm
from labelwise.bench.statistics.wilcoxon import EXACT, signed_rank

from .demsar import AUC


def naive(gaps, split):
    """Two-sided p over all 2^n signs; ranks of zeros are left out, or split evenly between both sides."""
    ranks = stats.rankdata(np.abs(gaps))
    zeros = ranks[gaps == 0].sum() / 2 * split

    def smaller(signs):
        return min(ranks[signs > 0].sum(), ranks[signs < 0].sum()) + zeros

    found = np.array([smaller(np.sign(gaps) * s) for s in itertools.product([1, -1], repeat=len(gaps))])
    return np.mean(found <= smaller(np.sign(gaps)) + 1e-9)


@given(st.lists(st.integers(-4, 4), min_size=1, max_size=7))
def test_p_is_that_of_all_signs_by_pratt_and_by_split_zeros(whole):
    gaps = np.array(whole, dtype=float)
    p = signed_rank(gaps)[1]
    assert p == pytest.approx(naive(gaps, split=False)) == pytest.approx(naive(gaps, split=True))


@pytest.mark.parametrize("n", [5, 14, 40])
def test_without_ties_it_is_scipys_exact_test(rng, n):
    gaps = rng.normal(0.3, size=n)
    assert signed_rank(gaps)[1] == pytest.approx(stats.wilcoxon(gaps, method="exact").pvalue)


@pytest.mark.parametrize("zeros", [0, 40])
def test_large_samples_are_normal_with_ties_as_in_scipy(rng, zeros):
    gaps = np.r_[
        rng.integers(1, 9, 3 * EXACT) * rng.choice([-1, 1], 3 * EXACT, p=[0.46, 0.54]), np.zeros(zeros)
    ]
    wanted = stats.wilcoxon(gaps, zero_method="pratt", method="asymptotic").pvalue
    assert 1e-6 < wanted < 0.5 and signed_rank(gaps)[1] == pytest.approx(wanted)


def test_exact_and_normal_meet(rng):
    gaps = rng.normal(0.15, size=EXACT)
    exact, normal = signed_rank(gaps)[1], signed_rank(np.r_[gaps, 1e-9, -1e-9])[1]
    assert 0.001 < exact < 0.2 and normal == pytest.approx(exact, rel=0.05)


def test_the_example_of_demsar():
    """R+ = 93 and R- = 12 with the zeros split, significant at 0.05."""
    found = wilcoxon_holm(AUC, baseline=0)
    assert found.first.tolist() == [1, 2, 3]
    nonzero = 105 - 3  # the two zeros have the ranks 1 and 2
    assert found.effect[0] == pytest.approx((93 - 12) / nonzero)
    assert found.p[0] < 0.05


def test_all_pairs_are_corrected_together(rng):
    scores = rng.random((12, 4))
    found = wilcoxon_holm(scores)
    assert list(zip(found.first, found.second, strict=True)) == list(itertools.combinations(range(4), 2))
    np.testing.assert_array_equal(found.adjusted, holm(found.p))
    for k, (a, b) in enumerate(itertools.combinations(range(4), 2)):
        assert found.p[k] == pytest.approx(stats.wilcoxon(scores[:, a], scores[:, b], method="exact").pvalue)
        assert found.difference[k] == pytest.approx((scores[:, a] - scores[:, b]).mean())


def test_identical_methods_have_p_1(rng):
    one = rng.random((20, 3, 1))
    found = wilcoxon_holm(np.concatenate([one, one, one], axis=2))
    assert found.p.tolist() == found.adjusted.tolist() == [1.0, 1.0, 1.0]
    assert not found.effect.any() and not found.apart(3).any()


def test_seeds_in_another_order_are_no_difference(rng):
    """Their sums may differ in the last bit, which must not become a signed rank."""
    one = rng.random((30, 7))
    found = wilcoxon_holm(np.stack([one, one[:, ::-1]], axis=2))
    assert found.p.tolist() == [1.0]


def test_methods_change_sides():
    scores = np.array([[0.9, 0.8], [0.8, 0.6], [0.7, 0.4], [0.6, 0.2], [0.5, 0.0], [0.9, 0.7]])
    there, back = wilcoxon_holm(scores), wilcoxon_holm(scores[:, ::-1])
    assert (there.effect, there.p) == (-back.effect, back.p) == (1.0, 2 / 64)
    assert there.apart(2).tolist() == [[False, True], [True, False]]
