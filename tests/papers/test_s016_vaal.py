"""S016 and S012: VAAL, and TA-VAAL, whose critic is told the predicted loss."""

from functools import cache

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

import labelwise as lw
from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.measures import unfamiliar
from labelwise.training import CriticLoop, LossPrediction, Vaal
from labelwise.training.recipe import Recipe
from labelwise.types import Targets, Training

X, Y = load_digits(return_X_y=True)
OMITTED = (3, 8)
QUICK = CriticLoop(steps=300, rate=2e-3)
PLAIN = LogisticRegression(max_iter=200)
AWARE = LossPrediction(TorchLearner(Mlp((64,)), Loop(epochs=15, least_steps=0)), hidden=32)


def lacking(seed, m=200):
    """Labels of all digits but two."""
    order = np.random.default_rng(seed).permutation(len(X))
    rows = np.sort(order[~np.isin(Y[order], OMITTED)][:m])
    told = Targets(rows, Y[rows], "hard", np.ones(m))
    return Training(lambda r: X[r], rows, told, tuple(range(10)), np.setdiff1d(order, rows))


@cache
def trained(name, seed):
    recipe = {"vaal": Vaal(PLAIN, loop=QUICK), "ta-vaal": Vaal(AWARE, task="predicted_loss", loop=QUICK)}[
        name
    ]
    return recipe.fit(lacking(seed), np.random.default_rng(seed)), lacking(seed).unlabelled


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", ["vaal", "ta-vaal"])
def test_digits_that_nobody_labelled_are_asked_first(name, seed):
    model, rest = trained(name, seed)
    d, new = model.critic(X[rest]), np.isin(Y[rest], OMITTED)
    assert d[new].mean() < d[~new].mean() - 0.05
    picks = lw.query(name, 50, critic=d, rng=0).indices
    assert picks.tolist() == np.argsort(-unfamiliar(d), kind="stable")[:50].tolist()
    assert new[picks].mean() > 2 * new.mean()


class Constant(Recipe):
    """A model that predicts the same loss for every item."""

    provides = ("proba", "same")

    def fit(self, data, rng, hooks=()):
        model = self.learner.fit(data, rng)
        model.provides, model.same = (*model.provides, "same"), lambda x: np.full(len(x), 3.7)
        return model


def test_a_constant_condition_is_plain_vaal():
    loop, data = CriticLoop(steps=50), lacking(0)
    a = Vaal(Constant(PLAIN), task="same", loop=loop).fit(data, np.random.default_rng(0))
    b = Vaal(PLAIN, loop=loop).fit(data, np.random.default_rng(0))
    np.testing.assert_array_equal(a.critic(X), b.critic(X))


def test_the_critic_looks_at_the_predicted_loss():
    model, rest = trained("ta-vaal", 0)
    same = np.repeat(X[rest[:1]], 3, axis=0)
    told, model.side.told = model.side.told, lambda x: np.array([-2.0, 0.0, 2.0]) * model.side.scale[1]
    moved = model.critic(same)
    model.side.told = told
    assert np.ptp(moved) > 0.01 > 1000 * np.ptp(model.critic(same)), moved
