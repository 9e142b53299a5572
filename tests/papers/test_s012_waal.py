"""S012: WAAL, a Wasserstein critic on the features that the network learns."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

import labelwise as lw
from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.measures import waal
from labelwise.training import Waal
from labelwise.types import Targets, Training

X, Y = load_digits(return_X_y=True)


@pytest.mark.parametrize("seed", range(3))
def test_the_critic_sees_digits_that_nobody_labelled(seed):
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(X))
    rows = np.sort(order[~np.isin(Y[order], (3, 8))][:200])
    rest = np.setdiff1d(order, rows)
    told = Targets(rows, Y[rows], "hard", np.ones(200))
    data = Training(lambda r: X[r], rows, told, tuple(range(10)), rest)
    model = Waal(TorchLearner(Mlp((64,)), Loop(epochs=30, least_steps=0))).fit(data, rng)
    d, p, new = model.critic(X[rest]), model.proba(X[rest]), np.isin(Y[rest], (3, 8))
    assert d[new].mean() < d[~new].mean()
    assert new[np.argsort(d)[:50]].mean() > 1.5 * new.mean()
    picks = lw.query("waal", 50, proba=p, critic=d, rng=0).indices
    assert picks.tolist() == np.argsort(-waal(p, d), kind="stable")[:50].tolist()
    assert new[picks].mean() > 3 * new.mean()
    assert (p.argmax(axis=1) == Y[rest])[~new].mean() > 0.9
