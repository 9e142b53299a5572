"""S050: outliers as a class keep the questions among inliers."""

import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

from labelwise.learners import BaggedLearner
from labelwise.measures import Dissent
from labelwise.training import InlierOutlier
from labelwise.training.choosing import ByEntropy
from labelwise.training.outliers import inlier_proba
from labelwise.types import Targets, Training

X, Y = load_digits(return_X_y=True)
X = X / 16
Y5 = np.minimum(Y, 5)
ENSEMBLE = BaggedLearner(LogisticRegression(C=10, max_iter=500))


def second_batch(seed, joint, semi=True):
    """Share of inliers among 50 questions after 100 at random, a fifth of the pool inliers; accuracy."""
    rng = np.random.default_rng(seed)
    inliers, outliers = (rng.permutation(np.flatnonzero(where)) for where in (Y < 5, Y >= 5))
    pool, test = np.concatenate([inliers[:200], outliers[:800]]), inliers[200:]
    asked = rng.choice(pool, 100, replace=False)
    rows = np.sort(asked if joint else asked[Y5[asked] < 5])
    told = Targets(rows, Y5[rows], "hard", np.ones(len(rows)))
    data = Training(lambda r: X[r], rows, told, tuple(range(6 if joint else 5)), np.setdiff1d(pool, asked))
    model = (InlierOutlier(ENSEMBLE) if joint and semi else ENSEMBLE).fit(data, rng)
    score = Dissent(-1 if joint else None)(model.samples(X[data.unlabelled])) + 1e-9 * rng.random(900)
    said = model.proba(X[test])
    right = (inlier_proba(said) if joint else said).argmax(axis=1) == Y[test]
    return (Y5[data.unlabelled[np.argsort(-score)[:50]]] < 5).mean(), right.mean()


def test_the_second_batch_is_of_inliers_where_outliers_are_a_class():
    joint, alone, plain = (
        np.mean([second_batch(seed, *arm)[0] for seed in range(2)])
        for arm in ((True, True), (True, False), (False, False))
    )
    assert joint > 0.6 and alone > 0.6 and plain < 0.15


def test_more_accurate_with_every_item_than_with_the_answers_alone():
    semi, plain = ([second_batch(s, True, which)[1] for s in range(4)] for which in (True, False))
    assert np.mean(semi) > np.mean(plain)


def test_weights_are_1_when_certain_and_0_when_all_classes_are_equal():
    proba = np.vstack([np.eye(6), np.full((1, 6), 1 / 6)])
    assert ByEntropy().weights(proba).round(12).tolist() == [1] * 6 + [0]


def test_dissent_is_a_share_of_the_members():
    rng = np.random.default_rng(0)
    draws = rng.dirichlet(np.full(6, 0.3), (5, 400))
    assert set((Dissent()(draws) * 5).round(9)) <= {0, 1, 2, 3, 4, 5}
    taken = draws.mean(axis=0).argmax(axis=1) == 5
    assert taken.any() and (Dissent(-1)(draws)[taken] == 0).all()
    np.testing.assert_array_equal(Dissent(-1)(draws)[~taken], Dissent()(draws)[~taken])
