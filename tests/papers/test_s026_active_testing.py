"""S026: items drawn by expected loss, an estimate corrected for it, and surrogates that learn on the way."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

from labelwise.evaluation.testing import (
    Surrogate,
    draw_adaptively,
    draw_items,
    expected_error,
    expected_log_loss,
    floored,
    lure,
    lure_weights,
    pure_weights,
)

LABELS, CLIP = 50, 1e-3


@pytest.fixture(scope="module")
def digits():
    """A model of 200 digits, its probabilities of 1,000 others, their classes; what a surrogate needs."""
    X, y = load_digits(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(y))
    train, test = order[:200], order[200:1200]
    model = LogisticRegression(max_iter=2000).fit(X[train] / 16, y[train])
    return model.predict_proba(X[test] / 16), y[test], X[test] / 16, X[train] / 16, y[train]


def cross_entropy(proba, y) -> np.ndarray:
    return -np.log(np.maximum(proba[np.arange(len(y)), y], CLIP))


def official(q, size):
    """The weights as the authors' ``risk_estimators.py`` has them, with their 0-based m."""
    count = len(q)
    made = []
    for m in range(count):
        if count == size:
            made.append(1.0)
            continue
        inner = 1 / ((size - m) * q[m]) - 1
        made.append(1 + (size - count) / (size - m - 1) * inner)
    return made


def test_the_weights_of_the_official_code(rng):
    drawn = draw_items(rng.uniform(1, 9, 40), rng)
    for count in (1, 7, 39, 40):
        np.testing.assert_allclose(
            lure_weights(drawn.q[:count], 40), official(drawn.q[:count], 40), rtol=1e-9
        )


def errors(digits, weights, repeats, seed=0) -> np.ndarray:
    """(repeats, 3) errors of LURE, of R_PURE and of the plain mean."""
    losses = cross_entropy(*digits[:2])
    rng, found = np.random.default_rng(seed), []
    for _ in range(repeats):
        drawn = draw_items(weights, rng, n=LABELS)
        made, size = losses[drawn.rows], len(losses)
        pure = pure_weights(drawn.q, size) @ made / LABELS
        found.append([lure(made, drawn.q, size), pure, made.mean()])
    return np.array(found) - losses.mean()


def test_a_surrogate_forest_beats_random_testing_and_the_plain_mean_is_biased(digits):
    """500 repeats of 50 labels: the squared error of LURE by expected cross-entropy is the smaller."""
    forest = RandomForestClassifier(60, random_state=0).fit(*digits[3:])
    weights = floored(expected_log_loss(digits[0], forest.predict_proba(digits[2])), 0.1)
    active = errors(digits, weights, 500)
    random = errors(digits, np.ones(len(weights)), 500)
    square, even = active[:, 0] ** 2, random[:, 0] ** 2
    spread = np.hypot(square.std(), even.std()) / np.sqrt(500)
    assert even.mean() - square.mean() > 3 * spread
    mean, deviation = active.mean(axis=0), active.std(axis=0) / np.sqrt(500)
    assert abs(mean[0]) < 3 * deviation[0] and abs(mean[1]) < 3 * deviation[1]
    assert mean[2] > 10 * deviation[2]  # what was drawn for its loss costs more


def test_lure_varies_less_than_pure(digits):
    found = errors(digits, floored(expected_log_loss(digits[0]), 0.3), 300)
    assert found[:, 0].std() < found[:, 1].std()


def replayed(digits, refit, seed) -> tuple[float, float]:
    """Estimate of the error rate, and how much of the draw the last weights gave to wrong items."""
    proba, y, x, train_x, train_y = digits
    forest = RandomForestClassifier(10, random_state=0)
    other = Surrogate(forest, x, train_x, train_y, np.arange(10))
    last = []

    def weigh(rows, labels):
        last[:] = [floored(expected_error(proba, other.proba(rows, labels)), 0.1)]
        return last[0]

    rng = np.random.default_rng(seed)
    drawn, labels = draw_adaptively(y.__getitem__, weigh, 80, rng, refit=refit)
    wrong = (proba.argmax(axis=1)[drawn.rows] != labels).astype(float)
    left = np.setdiff1d(np.arange(len(y)), drawn.rows)
    missed = proba.argmax(axis=1)[left] != y[left]
    return lure(wrong, drawn.q, len(y)), last[0][left][missed].mean() / last[0][left].mean()


def test_a_refitted_surrogate_finds_more_errors_and_the_estimate_holds(digits):
    truth = float((digits[0].argmax(axis=1) != digits[1]).mean())
    once = np.array([replayed(digits, (), seed) for seed in range(2)])
    again = np.array([replayed(digits, (20, 40), seed) for seed in range(2)])
    assert again[:, 1].mean() > once[:, 1].mean() > 1
    assert np.abs(again[:, 0] - truth).mean() < 0.06
