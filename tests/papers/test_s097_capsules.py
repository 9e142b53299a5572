"""S097: capsules see both of two overlaid digits, and say for each class alone whether it is there."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from torch import nn

import labelwise as lw
from labelwise.learners import Capsules, Loop, TorchLearner
from labelwise.measures import tag_margin
from labelwise.training import MarginLoss
from labelwise.types import Targets, Training

X, Y = load_digits(return_X_y=True)
X = X.reshape(-1, 8, 8) / 16


def pairs(rng, rows, n):
    """Two different digits on 10 x 10 pixels, each moved by up to 2."""
    x, y = np.zeros((n, 10, 10), np.float32), np.zeros((n, 10))
    for i in range(n):
        first = rng.choice(rows)
        for r in (first, rng.choice(rows[Y[rows] != Y[first]])):
            a, b = rng.integers(0, 3, 2)
            x[i, a : a + 8, b : b + 8] = np.maximum(x[i, a : a + 8, b : b + 8], X[r])
            y[i, Y[r]] = 1
    return x, y


def flat(shape, outputs):
    """Two convolutions and a hidden layer, with more weights than the capsules have."""
    conv = nn.Conv2d(1, 16, 3), nn.ReLU(), nn.Conv2d(16, 64, 3, stride=2), nn.ReLU(), nn.Flatten()
    return nn.Sequential(*conv, nn.Linear(576, 72), nn.ReLU(), nn.Linear(72, outputs))


def setting(n, seed=0):
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(X))
    return pairs(rng, order[:1200], n), pairs(rng, order[1200:], 500)


def trained(recipe, x, y, kind):
    told = Targets(np.arange(len(x)), y, kind, np.ones(len(x)))
    data = Training(lambda r: x[r], told.rows, told, tuple(range(10)))
    return recipe.fit(data, np.random.default_rng(0))


def both_right(p, y):
    top = np.argsort(-p, axis=1)[:, :2]
    return np.take_along_axis(y, top, axis=1).all(axis=1).mean()


@pytest.mark.slow
def test_both_digits_are_right_more_often_than_with_a_softmax():
    (x, y), (unseen, true) = setting(4000)
    loop = Loop(epochs=15, least_steps=0, rate=5e-3, batch=64, decay=0.0)
    found = {}
    for rounds in (3, 1):
        network = Capsules(16, 4, 8, 8, rounds)
        model = trained(MarginLoss(TorchLearner(network, loop, output="tags")), x, y, "tags")
        found[rounds] = both_right(model.tags(unseen), true)
    softmax = trained(TorchLearner(flat, loop), x, y / 2, "soft")
    found["softmax"] = both_right(softmax.proba(unseen), true)
    assert found[3] > found["softmax"] + 0.02 and found[3] > found[1], found


def test_the_margin_on_lengths_asks_where_a_class_is_neither_there_nor_not():
    (x, y), (unseen, _) = setting(300)
    loop = Loop(epochs=5, least_steps=0, rate=5e-3, decay=0.0)
    recipe = MarginLoss(TorchLearner(Capsules(8, 2, 4, 4), loop, output="tags"))
    lengths = trained(recipe, x, y, "tags").tags(unseen[:100])
    assert (lengths > 0).all() and (lengths < 1).all()
    assert np.ptp(lengths.sum(axis=1)) > 0.05  # no softmax: lengths need not sum to anything
    picks = lw.query(lw.Strategy(measure=tag_margin), 5, tags=lengths, rng=0).indices
    nearest = np.abs(lengths - 0.5).min(axis=1)
    assert picks.tolist() == np.argsort(nearest, kind="stable")[:5].tolist()
