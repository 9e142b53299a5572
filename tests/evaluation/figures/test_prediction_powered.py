import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

from labelwise.evaluation.figures import prediction_powered, wilson


def naive(right, belief, others):
    m, big = len(right), len(others)
    c, g = right.astype(float), belief
    weight = sum((c - c.mean()) * (g - g.mean())) / sum((g - g.mean()) ** 2) / (1 + m / big)
    weight = min(max(weight, 0), 1.5)
    share = (c - weight * g).mean() + weight * others.mean()
    v = (c - weight * g).var(ddof=1) / m + weight**2 * others.var() / big
    return share, min(max(share * (1 - share) / v, m), 2 * m), weight, v


def test_equals_the_naive_version():
    rng = np.random.default_rng(0)
    belief, others = rng.beta(4, 1, 120), rng.beta(4, 1, 900)
    right = rng.uniform(size=120) < belief
    np.testing.assert_allclose(prediction_powered(right, belief, others), naive(right, belief, others)[:2])


@given(st.integers(1, 60), st.integers(0, 9), st.booleans())
def test_few_errors_or_few_hits_give_the_plain_share(m, few, wrong):
    right = np.arange(m) >= few if wrong else np.arange(m) < few
    made = prediction_powered(right, np.linspace(0.5, 1, m), np.linspace(0.5, 1, 200))
    assert made == (right.mean(), m)


@pytest.mark.parametrize("belief", [np.full(60, 0.8), np.where(np.arange(60) < 20, 0.9, 0.6)])
def test_a_belief_that_says_nothing_gives_the_plain_share(belief):
    right = np.arange(60) >= 20  # in the second case it is the wrong way round: weight 0
    assert prediction_powered(right, belief, np.full(300, 0.7)) == (pytest.approx(40 / 60), 60)


def test_nothing_to_set_against_gives_the_plain_share():
    assert prediction_powered(np.arange(60) < 30, np.linspace(0, 1, 60), np.zeros(0)) == (0.5, 60)
    assert prediction_powered(np.zeros(0, bool), np.zeros(0), np.zeros(0)) == (0, 0)


def test_a_belief_that_knows_is_worth_twice():
    right = np.arange(60) < 40
    share, worth = prediction_powered(right, right * 0.5 + 0.25, np.tile([0.75, 0.75, 0.25], 1000))
    assert share == pytest.approx(2 / 3, abs=0.01)
    assert worth == 120


@pytest.fixture(scope="module")
def digits():
    """(N,) right and belief of a model that learned from 100 random digits."""
    x, y = load_digits(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(y))
    model = LogisticRegression(max_iter=200).fit(x[order[:100]] / 16, y[order[:100]])
    p = model.predict_proba(x[order[100:]] / 16)
    return p.argmax(axis=1) == y[order[100:]], p.max(axis=1)


def shares_held(digits, m, interval, repeats=600):
    """Share of random reserves whose interval holds the accuracy, drawn with replacement."""
    right, belief = digits
    rng, held, truth = np.random.default_rng(m), 0, right.mean()
    for _ in range(repeats):
        rows, others = rng.integers(len(right), size=m), rng.integers(len(right), size=800)
        low, high = interval(right[rows], belief[rows], belief[others])
        held += low <= truth <= high
    return held / repeats


def ours(right, belief, others):
    share, worth = prediction_powered(right, belief, others)
    return wilson(share * worth, worth)


def normal(right, belief, others):
    m, big = len(right), len(others)
    weight = np.cov(right, belief)[0, 1] / belief.var(ddof=1) / (1 + m / big)
    share = (right - weight * belief).mean() + weight * others.mean()
    half = stats.norm.ppf(0.975) * np.sqrt(
        (right - weight * belief).var() / m + weight**2 * others.var() / big
    )
    return share - half, share + half


@pytest.mark.parametrize("m", [20, 50, 100, 200])
def test_coverage_on_outputs_of_a_model(digits, m):
    assert shares_held(digits, m, ours) >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 600)


def test_a_normal_interval_fails_the_same_test(digits):
    assert shares_held(digits, 20, normal) < 0.95 - 3 * np.sqrt(0.95 * 0.05 / 600)
