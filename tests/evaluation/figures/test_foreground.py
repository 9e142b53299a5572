import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from labelwise.errors import BadData
from labelwise.evaluation.figures import foreground_efficiency, penalty_matrix

X = np.array([0.01, 0.02, 0.04, 0.07, 0.1])


@given(st.floats(0.5, 300), st.floats(0.3, 0.8), st.floats(0.01, 10))
def test_a_known_rate_is_found_again(beta, start, scale):
    x = X * scale
    y = 0.9 - (0.9 - start) * np.exp(-beta / scale * (x - x[0]))
    assert foreground_efficiency(x, y, 0.9) == pytest.approx(beta / scale, rel=1e-4)


def test_more_foreground_for_the_same_score_is_less_efficient():
    y = np.array([0.3, 0.5, 0.6, 0.7, 0.75])
    lean, greedy = foreground_efficiency(X, y, 0.9), foreground_efficiency(X[0] + 3 * (X - X[0]), y, 0.9)
    assert lean == pytest.approx(3 * greedy)


def test_the_ends():
    assert foreground_efficiency(X, np.array([0.3, 0.9, 0.9, 0.9, 0.9]), 0.9) == float("inf")
    assert foreground_efficiency(X, np.array([0.3, 0.2, 0.2, 0.2, 0.2]), 0.9) == 0


@pytest.mark.parametrize(
    ("x", "y"), [([0.1], [0.3]), ([0.1, 0.1], [0.3, 0.4]), ([0.1, 0.2], [0.9, 0.9]), ([0.1, 0.2], [0.3])]
)
def test_curves_that_say_nothing_are_refused(x, y):
    with pytest.raises(BadData, match="Allowed"):
        foreground_efficiency(x, y, 0.9)


def naive(scores, alpha):
    made = np.zeros((len(scores), len(scores)))
    for i, one in enumerate(scores):
        for j, other in enumerate(scores):
            for b in range(scores.shape[2]):
                if i != j:
                    t = stats.ttest_rel(one[:, b], other[:, b])
                    made[i, j] += (t.pvalue < alpha and t.statistic > 0) / scores.shape[2]
    return made


def test_matrix_equals_the_naive_version():
    scores = np.random.default_rng(0).normal(size=(4, 5, 6)) + np.array([0, 0.5, 1, 1.5])[:, None, None]
    np.testing.assert_allclose(penalty_matrix(scores), naive(scores, 0.05))
    assert penalty_matrix(scores).max() > 0


def test_holm_refuses_no_more():
    scores = np.random.default_rng(0).normal(size=(3, 5, 8)) + np.array([0, 1, 2])[:, None, None]
    plain, held = penalty_matrix(scores), penalty_matrix(scores, holm=True)
    assert (held <= plain).all() and held.sum() < plain.sum()
    strong = scores + np.array([0, 100, 200])[:, None, None]
    assert penalty_matrix(strong, holm=True)[2, 0] == 1


def test_strategies_that_are_alike_rarely_beat_each_other():
    scores = np.random.default_rng(0).normal(size=(12, 5, 40))
    off = ~np.eye(12, dtype=bool)
    assert penalty_matrix(scores)[off].mean() == pytest.approx(0.025, abs=0.006)
    assert penalty_matrix(np.stack([scores[0], scores[0]])).sum() == 0


def test_one_seed_is_refused():
    with pytest.raises(BadData, match="2 seeds"):
        penalty_matrix(np.zeros((2, 1, 3)))
