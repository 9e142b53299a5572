"""Relevance: the closed form, and its place among the selectors."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

import labelwise as lw
from labelwise.selectors.relevance import log_relevance


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 5))
def test_equals_a_general_minimiser(seed, alpha):
    rng = np.random.default_rng(seed)
    of, weight = np.r_[0, 1, rng.integers(0, 2, 4)], rng.normal(size=6)

    def objective(log_mu):
        mu = np.exp(log_mu - np.logaddexp.reduce(log_mu))
        c = np.bincount(of, mu)
        return -mu @ weight + alpha * c @ np.log(c) + mu @ np.log(mu)

    found = minimize(objective, np.zeros(6), tol=1e-12)
    made = log_relevance(weight, of, alpha)
    assert abs(np.exp(made).sum() - 1) < 1e-12
    assert objective(made) <= found.fun + 1e-9


def test_extreme_weights_stay_finite_and_more_picks_than_candidates_give_all():
    made = log_relevance(np.array([0.0, -1e5, 1e4, 3.0]), np.array([0, 0, 1, 1]), 2.0)
    assert np.isfinite(made).all()
    proba = np.full((5, 2), 0.5)
    picks = lw.query("relevance", 9, proba=proba, embedding=np.ones((5, 2)), rng=0)
    assert sorted(picks.indices) == [0, 1, 2, 3, 4] and picks.short
