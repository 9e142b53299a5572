"""S087: entropy and margin of training dynamics."""

import numpy as np
from scipy.stats import spearmanr

import labelwise as lw
from labelwise.measures import dynamics_entropy, dynamics_margin, entropy


def training(seed=0, epochs=60):
    """Logistic regression on overlapping Gaussians: (E, n, 2) predictions of held-out items."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 2, 600)
    x = rng.normal(size=(600, 2)) + 1.5 * (2 * y[:, None] - 1) * np.array([1.0, 0.15])
    x = np.hstack([x, np.ones((600, 1))])
    w, made = np.array([-0.6, 1.2, 0.5]), []  # it begins wrong
    for _ in range(epochs):
        p = 1 / (1 + np.exp(-x @ w))
        made.append(p[300:])
        w = w - 0.15 * x[:300].T @ (p[:300] - y[:300]) / 300
    p = np.stack(made)
    return np.stack([1 - p, p], axis=2), y[300:]


def test_dynamics_rank_by_epochs_until_learned_better_than_the_last_prediction():
    for seed in range(3):
        dynamics, y = training(seed)
        right = dynamics.argmax(axis=2) == y
        wrong_after = np.where(right.all(axis=0), 0, len(right) - right[::-1].argmin(axis=0))
        learned = right[-1]
        last = spearmanr(entropy(dynamics[-1])[learned], wrong_after[learned])[0]
        during = spearmanr(dynamics_entropy(dynamics)[learned], wrong_after[learned])[0]
        ahead = spearmanr(dynamics_margin(dynamics, dynamics[-1])[learned], wrong_after[learned])[0]
        assert ahead > last + 0.05 and during > last, (last, during, ahead)


def test_the_running_mean_is_the_mean_over_epochs():
    dynamics, _ = training()
    mean = np.zeros_like(dynamics[0])
    for e, p in enumerate(dynamics):
        mean = (mean * e + p) / (e + 1)
    np.testing.assert_allclose(dynamics_entropy(dynamics), entropy(mean), atol=1e-6)


def test_by_name():
    dynamics, _ = training()
    made = lw.query("tidal", 5, dynamics=dynamics, rng=0)
    assert made.indices.tolist() == np.argsort(-dynamics_entropy(dynamics), kind="stable")[:5].tolist()
    by_margin = lw.query("tidal-margin", 5, dynamics=dynamics, proba=dynamics[-1], rng=0)
    assert by_margin.scores[0] == dynamics_margin(dynamics, dynamics[-1]).max()
