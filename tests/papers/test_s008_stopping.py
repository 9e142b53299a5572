"""S008: the stopping criteria that the survey lists."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

from labelwise.evaluation.stopping import (
    ClassificationChange,
    KappaLevel,
    OverallUncertainty,
    PosteriorChange,
    error_gap,
    gaussian_divergence,
)
from labelwise.types import History

GRID = np.linspace(0, 1, 120)


@pytest.fixture(scope="module")
def campaign():
    """A margin campaign on the digits, 20 to 400 labels."""
    x, y = load_digits(return_X_y=True)
    x, rng = x / 16, np.random.default_rng(0)
    order = rng.permutation(len(y))
    rows, left = order[:20], order[20:1200]
    probe, reserve = rng.choice(order[:1200], 400, replace=False), order[1200:1400]
    labels, outputs, said = [], [], []
    while len(rows) <= 400:
        model = LogisticRegression(C=10, max_iter=100, tol=1e-3).fit(x[rows], y[rows])
        full = np.zeros((400, 10))
        full[:, model.classes_] = model.predict_proba(x[probe])
        labels.append(len(rows))
        outputs.append(full)
        said.append(model.predict(x[reserve]))
        two = np.partition(model.predict_proba(x[left]), -2, axis=1)[:, -2:]
        at = np.argsort(two[:, 1] - two[:, 0])[:20]
        rows, left = np.concatenate([rows, left[at]]), np.delete(left, at)
    classes = tuple(map(str, range(10)))
    return History(np.array(labels), outputs.__getitem__, y[reserve], np.stack(said), classes)


def first(rule, history):
    """Labels at which a rule stops; infinity where it does not."""
    from labelwise.testing.stopping_suite import cut

    for rounds in range(1, len(history) + 1):
        if rule(cut(history, rounds), tau=0.01, rng=np.random.default_rng(0)).stop:
            return float(history.labels[rounds - 1])
    return np.inf


def test_prediction_stabilisation_and_confidence_stop_later_the_stricter_they_are(campaign):
    """Both kinds of criteria on a real campaign: ordered by their levels, from early to never."""
    kappas = [first(KappaLevel(level), campaign) for level in (0.8, 0.95, 0.98, 1.0)]
    changes = [first(ClassificationChange(share), campaign) for share in (0.2, 0.05, 0.02, 0.0)]
    sure = [first(OverallUncertainty(level), campaign) for level in (0.6, 0.3, 0.1)]
    for stops in (kappas, changes, sure):
        assert stops == sorted(stops) and stops[0] < stops[-1], stops
    assert kappas[1] < np.inf, "predictions do stabilise within the campaign"


def test_the_posterior_criterion_stops_on_a_real_campaign(campaign):
    stops = [first(PosteriorChange(ratio), campaign) for ratio in (0.5, 0.3, 0.01)]
    assert stops == sorted(stops)
    assert stops[0] < np.inf and stops[-1] == np.inf


def measure(scale: float, seed: int, budget: int = 60) -> list[float]:
    """Gaps of the posterior while a Gaussian process measures where its variance is largest."""
    rng = np.random.default_rng(seed)
    kernel = np.exp(-((GRID[:, None] - GRID) ** 2) / (2 * scale**2)) + 1e-6 * np.eye(len(GRID))
    truth = np.linalg.cholesky(kernel) @ rng.normal(size=len(GRID))
    mean, now, gaps = np.zeros(len(GRID)), kernel.copy(), []
    for _ in range(budget):
        at = int(np.diag(now).argmax())
        value = truth[at] + 0.1 * rng.normal()
        gain = now[:, at] / (now[at, at] + 0.01)
        after, left = mean + gain * (value - mean[at]), now - np.outer(gain, now[at])
        gaps.append(float(error_gap(gaussian_divergence(after[at], left[at, at], mean[at], now[at, at]))))
        mean, now = after, left
    return gaps


def stopped(gaps: list[float], ratio: float = 0.2, window: int = 3) -> int:
    """Measurements after which the mean gap of a window is below a share of the largest; all if never."""
    for k in range(window, len(gaps) + 1):
        if np.mean(gaps[k - window : k]) <= ratio * max(gaps[:k]):
            return k
    return len(gaps)


def test_a_rougher_function_is_measured_longer_and_a_smooth_one_stops_before_the_budget():
    """The demonstration of the survey: the criterion finds by itself how many measurements are needed."""
    smooth, rough = ([stopped(measure(scale, seed)) for seed in range(6)] for scale in (0.2, 0.04))
    assert np.mean(smooth) < 0.5 * np.mean(rough)
    assert max(smooth) < 60


def test_gaps_shrink_as_the_function_gets_known():
    gaps = measure(0.1, 0)
    assert all(g >= 0 for g in gaps)
    assert np.mean(gaps[-10:]) < 0.3 * np.mean(gaps[:10])
    assert sum(b < a for a, b in pairwise(gaps)) > len(gaps) // 3
