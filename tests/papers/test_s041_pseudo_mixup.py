"""S041: soft pseudo-labels with mixup do not confirm their own mistakes."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.training import SoftPseudo
from labelwise.types import Targets, Training

X, Y = load_digits(return_X_y=True)


@pytest.mark.parametrize("seed", range(3))
def test_fewer_wrong_pseudo_labels_that_are_sure_and_more_right_predictions(seed):
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(X))
    rows = np.sort(np.concatenate([order[Y[order] == c][:4] for c in range(10)]))
    rest = rng.permutation(np.setdiff1d(order, rows))
    told = Targets(rows, Y[rows], "hard", np.ones(len(rows)))
    data = Training(lambda r: X[r], rows, told, tuple(range(10)), np.sort(rest[:400]))
    loop = Loop(epochs=30, least_steps=0, batch=64, rate=3e-3, schedule="constant")
    learner = TorchLearner(Mlp((64,)), loop)
    wrong, right = [], []
    naive = SoftPseudo(learner, alpha=0.0, labelled=0)
    for recipe in (naive, SoftPseudo(learner)):
        model = recipe.fit(data, np.random.default_rng(seed))
        shares, true = model.pseudo.value, Y[model.pseudo.rows]
        wrong.append(((shares.max(axis=1) > 0.9) & (shares.argmax(axis=1) != true)).mean())
        right.append((model.proba(X[rest[400:]]).argmax(axis=1) == Y[rest[400:]]).mean())
    plain = TorchLearner(Mlp((64,)), Loop(batch=64)).fit(data, np.random.default_rng(seed))
    right.append((plain.proba(X[rest[400:]]).argmax(axis=1) == Y[rest[400:]]).mean())
    assert wrong[1] < 0.5 * wrong[0], wrong
    assert right[1] > right[0] + 0.01 and right[1] > right[2] + 0.03, right
