"""S040: predicted losses against training anew, an unbiased loss from few units, and questions that pay."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import softmax
from scipy.stats import spearmanr
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.linear_model import LogisticRegression

import labelwise as lw
from labelwise.last_layer import LastLayer
from labelwise.measures import DirectAcquisition
from labelwise.measures.centred import centred
from labelwise.measures.direct_acquisition import window
from labelwise.strategy import View
from labelwise.unequal import drawn_in_turn, floored, lure_weights

X, Y = load_breast_cancer(return_X_y=True)
X = (X - X.mean(axis=0)) / X.std(axis=0)


def fitted(x, y):
    return LogisticRegression(max_iter=2000, tol=1e-8).fit(x, y)


def losses(model, x, y):
    return -np.log(np.maximum(model.predict_proba(x)[np.arange(len(y)), y], 1e-3))


def agreement(seed: int, own: bool) -> float:
    """Rank correlation of predicted and retrained losses over 40 candidates, 30 random labels."""
    rng = np.random.default_rng(seed)
    told, labels = rng.choice(len(X), 30, replace=False), np.full(len(X), -1)
    labels[told] = Y[told]
    arrays = {"proba": fitted(X[told], Y[told]).predict_proba(X), "embedding": X}
    free = np.flatnonzero(labels < 0)
    asked = np.sort(rng.choice(free, 40, replace=False))
    score = View(arrays=arrays, labels=labels).score(DirectAcquisition(evaluations=len(free), own=own), asked)
    guess = window(X, X[told], Y[told], 2, centred(X[free], None)[1]).argmax(axis=1)
    again = [
        losses(fitted(X[np.append(told, i)], np.append(Y[told], guess[i])), X[free], guess[free]).mean()
        for i in asked
    ]
    return float(spearmanr(-score, again).statistic)


def test_predicted_losses_rank_as_those_of_models_trained_anew():
    """The formula of the paper, and with the curvature of the candidate itself."""
    plain = [agreement(seed, own=False) for seed in range(4)]
    newton = [agreement(seed, own=True) for seed in range(4)]
    assert np.mean(plain) > 0.6 and min(newton) > 0.9 and np.mean(newton) > np.mean(plain)


def test_influence_ranks_as_leaving_one_out():
    """Without each of 60 labels in turn: predicted and retrained loss on the rest of the pool."""
    rng = np.random.default_rng(0)
    told = rng.choice(len(X), 60, replace=False)
    rest = np.setdiff1d(np.arange(len(X)), told)
    model = fitted(X[told], Y[told])
    p = model.predict_proba(X)
    layer = LastLayer.of(p[told], X[told], 1.0)
    move = layer.moves(-(p[told] - np.eye(2)[Y[told]]), X[told], X[rest])
    after = softmax(np.log(np.maximum(p[rest], 1e-12)) + move, axis=2)[:, np.arange(len(rest)), Y[rest]]
    predicted = -np.log(np.maximum(after, 1e-3)).mean(axis=1)
    kept = [np.delete(told, i) for i in range(60)]
    again = [losses(fitted(X[k], Y[k]), X[rest], Y[rest]).mean() for k in kept]
    assert spearmanr(predicted, again).statistic > 0.9


def test_a_few_units_drawn_by_loss_give_the_mean_of_all():
    """4,000 draws: the weighted mean is that of the pool, the plain mean far above."""
    rng = np.random.default_rng(0)
    every = rng.exponential(size=200) ** 1.5
    weighted, plain = [], []
    for _ in range(4000):
        rows, q = drawn_in_turn(floored(every), rng, 20)
        weighted.append(lure_weights(q, 200) @ every[rows] / 20)
        plain.append(every[rows].mean())
    assert np.mean(weighted) == pytest.approx(every.mean(), abs=4 * np.std(weighted) / np.sqrt(4000))
    assert np.mean(plain) > 1.5 * every.mean()


def accuracy(x, y, method: str, seed: int, questions: int = 20) -> float:
    """Mean accuracy on half of the set over the questions about the other half, one label a class first."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(y))
    pool, test = order[: len(y) // 2], order[len(y) // 2 :]
    x_pool, y_pool = x[pool], y[pool]
    told = [int(np.flatnonzero(y_pool == c)[0]) for c in range(y.max() + 1)]
    found = []
    for _ in range(questions):
        model = LogisticRegression(max_iter=500).fit(x_pool[told], y_pool[told])
        given = {"proba": model.predict_proba(x_pool), "embedding": x_pool}
        picked = lw.query(method, 1, labelled=told, y=y_pool[told], rng=rng, **given)
        told.append(int(picked.indices[0]))
        again = LogisticRegression(max_iter=500).fit(x_pool[told], y_pool[told])
        found.append(again.score(x[test], y[test]))
    return float(np.mean(found))


def test_it_learns_sooner_than_from_random_questions():
    """Breast cancer, the first 20 questions."""
    gain = [accuracy(X, Y, "dao", seed) - accuracy(X, Y, "random", seed) for seed in range(5)]
    assert np.mean(gain) > 0


@pytest.mark.slow
def test_it_learns_sooner_on_ten_classes_and_over_more_seeds():
    """Digits 0.70 against 0.65, breast cancer 0.91 against 0.89, as first found."""
    x, y = load_digits(return_X_y=True)
    for data in ((x / 16, y), (X, Y)):
        gain = np.array(
            [accuracy(*data, "dao", seed) - accuracy(*data, "random", seed) for seed in range(10)]
        )
        assert gain.mean() > 1 * gain.std() / np.sqrt(10)
