"""P(best) against simulation, and many futures at once against one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.evaluation.models.beliefs import best_after, prob_best


def test_p_best_is_the_share_of_draws_in_which_a_model_is_best():
    rng = np.random.default_rng(0)
    a, b = np.array([8.0, 6.0, 6.5]), np.array([2.0, 2.5, 2.0])
    draws = rng.beta(a, b, (100_000, 3)).argmax(axis=1)
    share = np.bincount(draws, minlength=3) / len(draws)
    assert np.abs(prob_best(a, b) - share).max() < 3 * np.sqrt(0.25 / len(draws)) + 1e-3


def test_the_mean_alone_does_not_give_p_best():
    """Negative control: shares in proportion to the means fail the same comparison."""
    a, b = np.array([8.0, 6.0, 6.5]), np.array([2.0, 2.5, 2.0])
    mean = a / (a + b)
    assert np.abs(mean / mean.sum() - prob_best(a, b)).max() > 0.05


@given(st.integers(2, 9), st.integers(0, 10**6))
def test_many_futures_equal_one_by_one(models, seed):
    rng = np.random.default_rng(seed)
    a, b = rng.uniform(2, 30, (2, models))
    hits = rng.random((7, models)) < 0.5
    weight = rng.uniform(0.1, 2)
    wanted = prob_best(a + weight * hits, b + weight * ~hits)
    np.testing.assert_allclose(best_after(a, b, hits, weight=weight), wanted, atol=1e-12)


@pytest.mark.parametrize("models", [2, 50, 400])
def test_equal_models_are_equally_probable(models):
    same = np.full(models, 7.0)
    np.testing.assert_allclose(prob_best(same, same), 1 / models)
    np.testing.assert_allclose(best_after(same, same, np.ones((1, models), dtype=bool)), 1 / models)


def test_leading_dimensions_are_kept_and_no_sets_give_no_rows():
    a = np.full((2, 3, 4), 5.0)
    assert prob_best(a, a).shape == (2, 3, 4)
    assert best_after(a[0, 0], a[0, 0], np.zeros((0, 4), dtype=bool)).shape == (0, 4)
