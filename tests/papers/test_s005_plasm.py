"""S005: labels of a successor make any target better, and influence finds the wrong ones."""

import numpy as np
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from labelwise.learners import SklearnLearner
from labelwise.training import Plasm
from labelwise.training.plasm import self_influence
from labelwise.types import Targets, Training

X, Y = load_digits(return_X_y=True)
Z = PCA(32, random_state=0).fit_transform(X / 16)
FOREST = SklearnLearner(RandomForestClassifier(25))
LOGISTIC = SklearnLearner(LogisticRegression(max_iter=500))


def chosen(seed):
    """60 labels by the margin of naive Bayes, of a pool of 1,000; the rest is for testing."""
    order = np.random.default_rng(seed).permutation(len(Y))
    pool, test = order[:1000], order[1000:]
    rows, small = np.concatenate([pool[Y[pool] == c][:2] for c in range(10)]), GaussianNB(var_smoothing=0.1)
    for _ in range(4):
        rest = np.setdiff1d(pool, rows)
        p = np.sort(small.fit(Z[rows], Y[rows]).predict_proba(Z[rest]), axis=1)
        rows = np.append(rows, rest[np.argsort(p[:, -1] - p[:, -2])[:10]])
    rows = np.sort(rows)
    told = Targets(rows, Y[rows], "hard", np.ones(60))
    return Training(lambda r: Z[r], rows, told, tuple(range(10)), np.setdiff1d(pool, rows)), test


def test_a_forest_is_better_with_the_labels_of_a_successor_for_items_that_naive_bayes_chose():
    found = []
    for seed in range(2):
        data, test = chosen(seed)
        recipes = FOREST, Plasm(FOREST, LOGISTIC, 0.0, 0.0), Plasm(FOREST, LOGISTIC)
        models = [recipe.fit(data, np.random.default_rng(seed)) for recipe in recipes]
        right = [(m.pseudo.value == Y[m.pseudo.rows]).mean() for m in models[1:]]
        found.append([*((m.proba(Z[test]).argmax(axis=1) == Y[test]).mean() for m in models), *right])
    alone, labelled, filtered, all_right, left_right = np.mean(found, axis=0)
    assert labelled > alone + 0.1 and filtered > alone + 0.1 and left_right > all_right + 0.03


class Spoiling(SklearnLearner):
    """Labels a fifth of the items wrongly, and is as sure of these."""

    def fit(self, data, rng):
        model, wrong = super().fit(data, rng), np.random.default_rng(1).random(len(Y)) < 0.2
        plain = model.proba
        model.proba = lambda x: np.where(wrong[row_of(x)][:, None], np.roll(plain(x), 3, axis=1), plain(x))
        model.wrong = wrong
        return model


def row_of(x):
    return np.array([INDEX[item.tobytes()] for item in np.ascontiguousarray(x)])


INDEX = {item.tobytes(): k for k, item in enumerate(Z)}


def test_fewer_injected_mistakes_are_left_than_where_as_many_are_left_out_at_random():
    data, _ = chosen(0)
    spoiling, rng = Spoiling(LogisticRegression(max_iter=500)), np.random.default_rng(0)
    wrong = np.random.default_rng(1).random(len(Y)) < 0.2
    for target in (LOGISTIC, FOREST):
        made = Plasm(target, spoiling, 0.0, 0.2).fit(data, rng).pseudo
        everything = Plasm(target, spoiling, 0.0, 0.0).fit(data, rng).pseudo
        random = everything.rows[rng.permutation(len(everything))[: len(made)]]
        assert len(made) == len(everything) - round(0.2 * len(everything))
        assert wrong[made.rows].sum() < 0.5 * wrong[random].sum()


def test_wrong_labels_have_the_most_influence_on_themselves():
    rng = np.random.default_rng(0)
    rows = rng.permutation(len(Y))[:800]
    said, wrong = Y[rows].copy(), rng.random(800) < 0.2
    said[wrong] = (said[wrong] + rng.integers(1, 10, wrong.sum())) % 10
    model = LogisticRegression(max_iter=500).fit(Z[rows], said)
    score = self_influence(model.predict_proba(Z[rows]), Z[rows], said)
    assert wrong[np.argsort(-score)[:160]].mean() > 0.8
