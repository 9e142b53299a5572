"""S100: a fifth more of the items each round, a fresh network each time."""

from itertools import pairwise
from typing import ClassVar

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

from labelwise.learners import SklearnLearner
from labelwise.training import Curriculum, SelfTraining
from labelwise.training.choosing import Percentile
from labelwise.types import Targets, Training

X, Y = load_digits(return_X_y=True)
X = X / 16
pytestmark = pytest.mark.filterwarnings("ignore:Stochastic Optimizer")  # the epochs are fixed
LEARNER = SklearnLearner(MLPClassifier(64, learning_rate_init=0.01, max_iter=60))


def split(seed):
    order = np.random.default_rng(seed).permutation(len(Y))
    pool, test = order[:900], order[900:]
    rows = np.sort(np.concatenate([pool[Y[pool] == c][:5] for c in range(10)]))
    told = Targets(rows, Y[rows], "hard", np.ones(50))
    return Training(lambda r: X[r], rows, told, tuple(range(10)), np.setdiff1d(pool, rows)), test


class Watched(SklearnLearner):
    """Keeps what it is trained on and the first weights of what it made."""

    seen: ClassVar[list] = []

    def fit(self, data, rng):
        model = super().fit(data, rng)
        self.seen.append((len(data.rows), model.estimator.coefs_[0].copy()))
        return model


def test_a_fifth_more_each_round_up_to_all_and_a_fresh_start():
    data, _ = split(0)
    learner = Watched(MLPClassifier(8, max_iter=3))
    model = Curriculum(learner, held=0.0).fit(data, np.random.default_rng(0))
    sizes = [(n - 50) / len(data.unlabelled) for n, _ in Watched.seen]
    np.testing.assert_allclose(sizes, [0, 0.2, 0.4, 0.6, 0.8, 1], atol=0.01)
    assert len(model.pseudo) == len(data.unlabelled)
    weights = [w for _, w in Watched.seen]
    between = [np.corrcoef(a.ravel(), b.ravel())[0, 1] for a, b in pairwise(weights)]
    assert np.abs(between).max() < 0.5


def test_better_than_labels_alone_and_than_all_pseudo_labels_at_once():
    found = []
    for seed in range(2):
        data, test = split(seed)
        recipes = LEARNER, SelfTraining(LEARNER, Percentile(100)), Curriculum(LEARNER, held=0.0)
        models = [r.fit(data, np.random.default_rng(seed)) for r in recipes]
        found.append([(m.proba(X[test]).argmax(axis=1) == Y[test]).mean() for m in models])
    plain, once, curriculum = np.mean(found, axis=0)
    assert curriculum > once + 0.01 and curriculum > plain + 0.01
