"""S012 and S016: a head that ranks items by their loss."""

import numpy as np
from scipy.stats import spearmanr
from sklearn.datasets import load_digits

import labelwise as lw
from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.training import LossPrediction
from labelwise.types import Targets, Training

X, Y = load_digits(return_X_y=True)


def test_predicted_losses_rank_the_losses_of_unseen_digits():
    for seed, ranking in enumerate(("logistic", "hinge")):
        rng = np.random.default_rng(seed)
        order = rng.permutation(len(X))
        rows, test = np.sort(order[:200]), order[200:800]
        data = Training(lambda r: X[r], rows, Targets(rows, Y[rows], "hard", np.ones(200)), tuple(range(10)))
        learner = TorchLearner(Mlp((64,)), Loop(epochs=30, least_steps=0))
        model = LossPrediction(learner, ranking=ranking, hidden=32).fit(data, rng)
        loss = -np.log(model.proba(X[test])[np.arange(600), Y[test]])
        assert spearmanr(model.predicted_loss(X[test]), loss)[0] > 0.3


def test_by_name():
    given = np.array([0.1, 0.9, 0.5])
    assert lw.query("learning-loss", 2, predicted_loss=given, rng=0).indices.tolist() == [1, 2]
