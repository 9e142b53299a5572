from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import entropy

from labelwise.evaluation.stopping import PosteriorChange, error_gap, gaussian_divergence
from labelwise.evaluation.stopping.posterior import divergence
from labelwise.testing.stopping_suite import FLAT, path
from labelwise.types import History


@given(st.floats(1e-9, 50))
def test_the_gap_solves_its_equation(kl):
    r = float(error_gap(kl))
    assert (1 + r) * np.log1p(r) - r == pytest.approx(kl, rel=1e-4)


def test_the_gap_grows_from_0():
    gaps = error_gap(np.r_[0, np.logspace(-12, 2, 60)])
    assert gaps[0] == 0 and (np.diff(gaps) > 0).all()


@given(st.integers(0, 2**32 - 1))
def test_the_gap_bounds_the_change_of_the_expected_loss(seed):
    """Two distributions over models, any loss from 0 to 1."""
    rng = np.random.default_rng(seed)
    now, before = rng.dirichlet(np.full(6, 0.5), 2) + 1e-9
    loss = rng.uniform(size=6)
    assert abs((now - before) @ loss) <= error_gap(entropy(now, before)) + 1e-6


def test_divergence_of_gaussians_is_the_mean_log_ratio():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 3, 3))
    now, was, at = a @ a.T + np.eye(3), b @ b.T + np.eye(3), rng.normal(size=3)
    drawn = rng.multivariate_normal(at, now, 200_000)

    def log_density(x, mean, cov):
        away = x - mean
        return -0.5 * (np.sum(away @ np.linalg.inv(cov) * away, axis=1) + np.linalg.slogdet(cov)[1])

    want = (log_density(drawn, at, now) - log_density(drawn, np.zeros(3), was)).mean()
    assert gaussian_divergence(at, now, np.zeros(3), was) == pytest.approx(want, rel=0.02)


def test_divergence_of_a_process_is_that_at_the_measured_points():
    """Conditioning a Gaussian on noisy values of two of its six coordinates."""
    rng = np.random.default_rng(1)
    a = rng.normal(size=(6, 6))
    was, rows = a @ a.T + np.eye(6), [1, 4]
    gain = was[:, rows] @ np.linalg.inv(was[np.ix_(rows, rows)] + 0.3 * np.eye(2))
    mean, now = gain @ rng.normal(size=2), was - gain @ was[rows]
    whole = gaussian_divergence(mean, now, np.zeros(6), was)
    part = gaussian_divergence(mean[rows], now[np.ix_(rows, rows)], np.zeros(2), was[np.ix_(rows, rows)])
    assert whole == pytest.approx(part)


def test_divergence_of_predictions_is_the_mean_kl_and_takes_new_classes():
    p, q = np.random.default_rng(0).dirichlet(np.ones(3), (2, 10))
    assert divergence(p, q) == pytest.approx(
        np.mean([entropy(a, b) for a, b in zip(p, q, strict=True)]), rel=1e-3
    )
    assert divergence(p, p) == 0
    assert np.isfinite(divergence(p, q[:, :2] / q[:, :2].sum(axis=1, keepdims=True)))


def ask(rule, history):
    return rule(history, tau=0.01, rng=np.random.default_rng(0))


def of(proba):
    n = 20 * np.arange(1, len(proba) + 1)
    return History(n, proba.__getitem__, np.zeros(0), np.zeros((len(proba), 0)), ("a", "b"))


def test_it_compares_the_last_gaps_with_the_largest():
    high = 0.5 + 0.4 * (1 - 0.5 ** np.arange(12))
    proba = [np.array([[h, 1 - h]]) for h in high]
    gaps = [float(error_gap(divergence(b, a))) for a, b in pairwise(proba)]
    made = ask(PosteriorChange(), of(proba))
    assert made.value == pytest.approx(np.mean(gaps[-3:]) / max(gaps)) and made.stop is True
    assert ask(PosteriorChange(ratio=0.001), of(proba)).stop is False


def test_without_probabilities_nothing_is_said():
    assert "no probabilities" in ask(PosteriorChange(), of([np.zeros(4, int)] * 9)).sentence
    assert "about classes" in ask(PosteriorChange(), path(FLAT, numbers=True)).sentence
