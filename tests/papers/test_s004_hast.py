"""S004: neighbours that agree, rare classes that count more, and the gain on digits."""

import numpy as np
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression

from labelwise.learners import BaggedLearner, SklearnLearner
from labelwise.training import AcTune, Hast, Nest, Ust, Verips
from labelwise.training.choosing import EasyRegions, NeighbourAgreement, NeighbourDivergence, Verified
from labelwise.training.choosing.weights import class_balance
from labelwise.types import Targets, Training

X, Y = load_digits(return_X_y=True)
Z = PCA(32, random_state=0).fit_transform(X / 16)
BAGGED = BaggedLearner(LogisticRegression(max_iter=1000))
PLAIN = SklearnLearner(LogisticRegression(max_iter=1000))


def split(seed):
    """30 balanced labels, some 1,170 items without, and 597 to test on."""
    order = np.random.default_rng(seed).permutation(len(Y))
    pool, test = order[:1200], order[1200:]
    rows = np.sort(np.concatenate([pool[Y[pool] == c][:3] for c in range(10)]))
    told = Targets(rows, Y[rows], "hard", np.ones(30))
    return Training(lambda r: Z[r], rows, told, tuple(range(10)), np.setdiff1d(pool, rows)), test


def accuracy(model, rows):
    return (model.proba(Z[rows]).argmax(axis=1) == Y[rows]).mean()


def test_weights_are_5_when_balanced_more_when_rare_and_sum_to_1():
    assert class_balance(np.repeat(np.arange(4), 6), 4).tolist() == [5.0] * 24
    uneven = class_balance(np.repeat([0, 1, 2], [9, 4, 2]), 3)
    assert uneven[0] < 5 < uneven[-1]
    data, _ = split(0)
    seen = []

    class Keeping(SklearnLearner):
        def fit(self, data, rng):
            seen.append(data.targets)
            return super().fit(data, rng)

    Hast(Keeping(LogisticRegression()), total=1.0).fit(data, np.random.default_rng(0))
    weight = seen[-1].weight
    machine = np.array([by == "model:hast" for by in seen[-1].by])
    np.testing.assert_allclose(weight.sum(), 1)
    balance = 0.1 * class_balance(seen[-1].value[machine], 10)
    np.testing.assert_allclose(weight[machine] / weight[~machine][0], balance)


def test_more_accurate_than_labels_alone_and_purer_than_the_most_confident():
    found = []
    for seed in range(20):
        data, test = split(seed)
        rng = np.random.default_rng(seed)
        plain, hast = PLAIN.fit(data, rng), Hast(PLAIN).fit(data, rng)
        proba, own = plain.proba(Z[data.unlabelled]), hast.pseudo
        top = np.argsort(-proba.max(axis=1))[: len(own)]
        confident = (proba.argmax(axis=1) == Y[data.unlabelled])[top].mean()
        pure = (own.value == Y[own.rows]).mean()
        found.append((accuracy(plain, test), accuracy(hast, test), confident, pure))
    plain, hast, confident, pure = np.mean(found, axis=0)
    assert hast > plain + 0.01 and pure > confident


def test_confident_mistakes_are_rejected_more_often():
    rng = np.random.default_rng(0)
    said = Y.copy()
    wrong = rng.random(len(Y)) < 0.1
    said[wrong] = (said[wrong] + rng.integers(1, 10, wrong.sum())) % 10
    proba = np.where(said[:, None] == np.arange(10), 0.91, 0.01)
    kept = np.isin(np.arange(len(Y)), NeighbourAgreement().kept(Z, said, proba))
    assert (~kept)[wrong].mean() > 0.95 and (~kept)[~wrong].mean() < 0.05


def test_the_other_methods_add_labels_purer_than_the_model_is():
    methods = (
        (Ust(BAGGED), BAGGED),
        (AcTune(PLAIN, EasyRegions(each=40)), PLAIN),
        (Verips(PLAIN, Verified("margin", 0.4)), PLAIN),
        (Nest(PLAIN, NeighbourDivergence(confidence=0.6)), PLAIN),
    )
    for recipe, plain in methods:
        found = []
        for seed in range(4):
            data = split(seed)[0]
            own = recipe.fit(data, np.random.default_rng(seed)).pseudo
            before = accuracy(plain.fit(data, np.random.default_rng(seed)), data.unlabelled)
            found.append(((own.value == Y[own.rows]).mean(), before, len(own)))
        pure, before, many = np.mean(found, axis=0)
        assert pure > before and many > 20
