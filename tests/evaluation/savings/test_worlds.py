"""Worlds that a model draws."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit, softmax
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.svm import LinearSVC

from labelwise.errors import BadData, MissingCapability
from labelwise.evaluation.savings import Known, world
from labelwise.learners import RegressionLearner, SklearnLearner
from labelwise.pool import Pool
from labelwise.tasks.tempering import fitted_temperature


def known_of(x, y, classes=("a", "b"), n=60, m=40):
    at = np.arange(n + m)
    return Known(Pool(x), at[:n], y[:n], at[n:], y[n : n + m], classes)


def test_labels_that_are_known_stay_and_the_others_follow_the_model(rng):
    x = rng.normal(size=(400, 2))
    y = (rng.random(400) < expit(2 * x[:, 0])).astype(int)
    draw = world(known_of(x, y), SklearnLearner(LogisticRegression()), rng)
    drawn = np.array([draw(rng) for _ in range(200)])
    assert (drawn[:, :100] == y[:100]).all()
    share = drawn[:, 100:].mean(axis=0)
    model = LogisticRegression().fit(x[:100], y[:100])
    alone = LogisticRegression().fit(x[:60], y[:60])
    heat = fitted_temperature(np.eye(2)[y[60:100]], alone.predict_proba(x[60:100]))
    expected = softmax(np.log(model.predict_proba(x[100:])) / heat, axis=1)[:, 1]
    assert np.abs(share - expected).max() < 4 * np.sqrt(0.25 / 200)


def test_numbers_have_the_spread_of_new_errors(rng):
    x = rng.normal(size=(400, 2))
    y = x[:, 0] + 0.5 * rng.normal(size=400)
    draw = world(known_of(x, y, ()), RegressionLearner(LinearRegression()), rng)
    drawn = np.array([draw(rng) for _ in range(200)])
    assert (drawn[:, :100] == y[:100]).all()
    np.testing.assert_allclose(
        drawn[:, 100:].mean(axis=0), LinearRegression().fit(x[:100], y[:100]).predict(x[100:]), atol=0.2
    )
    alone = LinearRegression().fit(x[:60], y[:60])
    assert drawn[:, 100:].std(axis=0).mean() == pytest.approx(
        np.sqrt(np.mean((alone.predict(x[60:100]) - y[60:100]) ** 2)), rel=0.02
    )


def test_what_cannot_be_used_is_refused(rng):
    x, at = rng.normal(size=(40, 2)), np.arange(20)
    with pytest.raises(BadData, match="each row once"):
        Known(Pool(x), at, at % 2, at[:5], at[:5] % 2, ("a", "b"))
    with pytest.raises(BadData, match="two or more"):
        Known(Pool(x), at, at % 2, at + 20, at % 2, ("a", "b"), batch=1)
    with pytest.raises(MissingCapability, match="gives no proba"):
        world(Known(Pool(x), at, at % 2, at + 20, at % 2, ("a", "b")), SklearnLearner(LinearSVC()), rng)
