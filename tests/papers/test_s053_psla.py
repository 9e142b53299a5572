"""S053: averaged weights."""

import numpy as np
from sklearn.datasets import load_digits

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.training import WeightAverage
from labelwise.types import Targets, Training

X, Y = load_digits(return_X_y=True)
X = X / 16


def training(rows, classes=10, y=Y):
    rows = np.sort(rows)
    targets = Targets(rows, y[rows], "hard", np.ones(len(rows)))
    return Training(lambda r: X[r], rows, targets, tuple(range(classes)))


def test_averaged_weights_are_better_than_the_last_at_a_constant_rate():
    loop = Loop(epochs=30, least_steps=0, rate=0.1, optimizer="sgd", schedule="constant", batch=10)
    plain, found = TorchLearner(Mlp((32,)), loop), []
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(len(Y))
        data, test = training(order[:100]), order[100:]
        found.append(
            [
                (learner.fit(data, np.random.default_rng(seed)).proba(X[test]).argmax(1) == Y[test]).mean()
                for learner in (plain, WeightAverage(plain))
            ]
        )
    last, mean = np.mean(found, axis=0)
    assert mean > last + 0.01, (last, mean)
