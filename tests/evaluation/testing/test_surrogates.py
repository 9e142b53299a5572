"""Surrogates learn from test labels, and adaptive draws keep the probability of each item."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.linear_model import LogisticRegression

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.testing import Surrogate, draw_adaptively, lure

NONE = np.zeros(0, dtype=np.int64)


def test_columns_are_in_the_order_of_the_model(rng):
    x = rng.normal(size=(30, 2))
    made = Surrogate(LogisticRegression(), x, x[:10], ["b", "c"] * 5, np.array(["a", "b", "c"]))
    proba = made.proba(NONE, [])
    assert proba.shape == (30, 3) and (proba[:, 0] == 0).all()
    np.testing.assert_allclose(proba.sum(axis=1), 1)
    assert (made.proba(np.array([20, 21]), ["a", "a"])[:, 0] > 0).all()


@pytest.mark.parametrize(
    "estimator", [RandomForestRegressor(5, random_state=0), GaussianProcessRegressor(optimizer=None)]
)
def test_numbers_come_with_a_deviation(estimator, rng):
    x = rng.normal(size=(30, 2))
    mean, std = Surrogate(estimator, x, x[:5], x[:5, 0]).normal(np.array([7]), [x[7, 0]])
    assert mean.shape == std.shape == (30,) and (std >= 0).all() and std.max() > 0


def test_the_tested_estimator_is_left_alone(rng):
    estimator = RandomForestClassifier(3, random_state=0)
    x = rng.normal(size=(10, 2))
    Surrogate(estimator, x, x[:4], [0, 1, 0, 1], np.array([0, 1])).proba(NONE, [])
    assert not hasattr(estimator, "estimators_")


def test_weights_are_made_anew_when_told(rng):
    calls = []

    def weigh(rows, labels):
        calls.append((len(rows), list(labels)))
        return np.where(np.arange(10) < 5, 1.0, 1.0 + len(rows))

    drawn, labels = draw_adaptively(lambda row: 2 * row, weigh, 8, rng, refit=(3, 6))
    assert [count for count, _ in calls] == [0, 3, 6] and labels == [2 * r for r in drawn.rows]
    assert len(set(drawn.rows.tolist())) == 8 and drawn.q[0] == pytest.approx(0.1)


def test_adaptive_draws_stay_unbiased(rng):
    """Weights that chase the losses already seen: the mean of 1000 estimates is the truth."""
    losses = np.array([0.0, 1.0, 0.5, 0.2, 0.9, 0.1])

    def weigh(rows, seen):
        return np.array([1.0, 4.0, 1.0, 1.0, 4.0, 1.0]) + np.arange(6) * sum(seen)

    made = []
    for _ in range(1000):
        drawn, seen = draw_adaptively(losses.__getitem__, weigh, 3, rng, refit=(1, 2))
        made.append((lure(seen, drawn.q, 6), np.mean(seen)))
    value, plain = np.mean(made, axis=0) - losses.mean()
    error = np.std(made, axis=0) / np.sqrt(1000)
    assert abs(value) < 3 * error[0] and abs(plain) > 5 * error[1]


def test_bad_calls_are_refused(rng):
    with pytest.raises(BadData, match="never be drawn"):
        draw_adaptively(int, lambda rows, labels: np.zeros(3), 2, rng)
    with pytest.raises(BadParameter, match="all 3 items"):
        draw_adaptively(int, lambda rows, labels: np.ones(3), 4, rng)
    with pytest.raises(BadParameter, match="no classes"):
        Surrogate(LogisticRegression(), np.ones((2, 1)), [[0.0], [1.0]], [0, 1]).proba(NONE, [])
