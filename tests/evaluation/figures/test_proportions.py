import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from labelwise.errors import BadParameter
from labelwise.evaluation.figures import clopper_pearson, hypergeometric, wilson

SHARES = np.round(np.arange(0.55, 0.991, 0.01), 2)
SIZES = (20, 100, 400)


def wald(k, m, level=0.95):
    p = k / m
    half = stats.norm.ppf((1 + level) / 2) * np.sqrt(p * (1 - p) / m)
    return p - half, p + half


def coverage(interval, m):
    """(shares,) exact probability that the interval holds the share."""
    k = np.arange(m + 1)
    low, high = interval(k, m)
    holds = (low <= SHARES[:, None]) & (high >= SHARES[:, None])
    return (stats.binom.pmf(k, m, SHARES[:, None]) * holds).sum(axis=1)


@pytest.mark.parametrize("m", SIZES)
def test_exact_coverage(m):
    assert coverage(clopper_pearson, m).min() >= 0.95
    assert coverage(wilson, m).min() >= 0.91
    assert 0.945 <= coverage(wilson, m).mean() <= 0.96


@pytest.mark.parametrize("m", SIZES)
def test_the_plain_normal_interval_fails_the_same_test(m):
    assert coverage(wald, m).min() < 0.91


def naive_wilson(k, m, level):
    """All shares that a test of the normal approximation does not refuse."""
    z = stats.norm.ppf((1 + level) / 2)
    p = np.linspace(0, 1, 200_001)[1:-1]
    kept = p[np.abs(k / m - p) <= z * np.sqrt(p * (1 - p) / m)]
    return kept.min(), kept.max()


@pytest.mark.parametrize(
    ("k", "m", "level"), [(3, 20, 0.95), (97.5, 100, 0.9), (40, 400, 0.99), (7, 7, 0.95)]
)
def test_wilson_inverts_the_normal_test(k, m, level):
    np.testing.assert_allclose(wilson(k, m, level), naive_wilson(k, m, level), atol=1e-5)


@pytest.mark.parametrize(("k", "m"), [(0, 10), (3, 20), (99, 100), (10, 10)])
def test_clopper_pearson_inverts_the_binomial_test(k, m):
    low, high = clopper_pearson(k, m, 0.95)
    assert low == 0 if k == 0 else stats.binom.sf(k - 1, m, low) == pytest.approx(0.025)
    assert high == 1 if k == m else stats.binom.cdf(k, m, high) == pytest.approx(0.025)
    bound, top = clopper_pearson(k, m, 0.95, side="low")
    assert top == 1
    assert bound == 0 if k == 0 else stats.binom.sf(k - 1, m, bound) == pytest.approx(0.05)


def naive_hypergeometric(k, m, size, level):
    alpha = (1 - level) / 2
    kept = [
        total
        for total in range(k, size - (m - k) + 1)
        if stats.hypergeom.sf(k - 1, size, total, m) > alpha
        and stats.hypergeom.cdf(k, size, total, m) > alpha
    ]
    return min(kept) / size, max(kept) / size


@pytest.mark.parametrize("k", range(13))
def test_hypergeometric_keeps_every_total_that_is_not_refused(k):
    assert hypergeometric(k, 12, 40) == pytest.approx(naive_hypergeometric(k, 12, 40, 0.95))


def test_hypergeometric_holds_for_every_pool():
    size, m = 60, 20
    made = np.array([hypergeometric(k, m, size) for k in range(m + 1)])
    for total in range(size + 1):
        p = stats.hypergeom.pmf(np.arange(m + 1), size, total, m)
        holds = (made[:, 0] <= total / size + 1e-12) & (made[:, 1] >= total / size - 1e-12)
        assert p[holds].sum() >= 0.95


def test_hypergeometric_is_shorter_and_ends_in_a_point():
    low, high = hypergeometric(225, 250, 500)
    assert high - low == pytest.approx(0.054, abs=0.001)
    assert high - low < np.subtract(*clopper_pearson(225, 250)[::-1])
    assert hypergeometric(33, 40, 40) == (33 / 40, 33 / 40)
    assert hypergeometric(0, 0, 40) == (0, 1)
    large = hypergeometric(900, 1000, 10_000_000)
    np.testing.assert_allclose(large, clopper_pearson(900, 1000), atol=1e-4)


@given(st.integers(1, 500), st.floats(0, 1), st.floats(0.5, 0.99))
def test_intervals_hold_the_share_and_grow_with_the_level(m, part, level):
    for interval, k in ((wilson, part * m), (clopper_pearson, round(part * m))):
        low, high = interval(k, m, level)
        assert 0 <= low <= k / m + 1e-12 and k / m - 1e-12 <= high <= 1
        wider = interval(k, m, (1 + level) / 2)
        assert wider[0] <= low + 1e-12 and high <= wider[1] + 1e-12
        mirrored = interval(m - k, m, level)
        assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-9)


def test_arrays_give_arrays_and_nothing_gives_everything():
    low, high = wilson(np.array([0, 5]), 10)
    assert low.shape == high.shape == (2,)
    assert low.tolist() == [wilson(0, 10)[0], wilson(5, 10)[0]]
    assert wilson(0, 0) == (0, 1)
    assert clopper_pearson(0, 0) == (0, 1)


@pytest.mark.parametrize(
    "call",
    [
        lambda: wilson(11, 10),
        lambda: wilson(-1, 10),
        lambda: wilson(float("nan"), 10),
        lambda: wilson(1, 10, 1.0),
        lambda: clopper_pearson(1, 10, 0),
        lambda: clopper_pearson(1, 10, side="high"),
        lambda: hypergeometric(1, 10, 9),
    ],
)
def test_bad_input_is_named(call):
    with pytest.raises(BadParameter, match="Allowed"):
        call()
