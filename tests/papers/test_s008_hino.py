"""S008: importance-weighted learning, queried with probability p and weighed by 1 / p."""

from __future__ import annotations

import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from labelwise.evaluation.testing import importance_weights


def test_importance_weights_give_an_unbiased_risk():
    """Mean of 2,000 runs within two standard errors of the full risk; without weights far from it."""
    X, y = load_breast_cancer(return_X_y=True)
    X = StandardScaler().fit_transform(X)
    model = LogisticRegression(C=0.01).fit(X[:60], y[:60])
    proba = model.predict_proba(X)
    losses = -np.log(proba[np.arange(len(y)), y])
    p = np.maximum(0.1, 1 - (2 * proba.max(axis=1) - 1))  # ask when unsure, with a floor
    rng, made = np.random.default_rng(2), []
    for _ in range(2000):
        asked = rng.random(len(y)) < p
        made.append([importance_weights(asked, p) @ losses / len(y), losses[asked].mean()])
    mean, error = np.mean(made, axis=0) - losses.mean(), np.std(made, axis=0) / np.sqrt(2000)
    assert abs(mean[0]) < 2 * error[0] and abs(mean[1]) > 10 * error[1]
