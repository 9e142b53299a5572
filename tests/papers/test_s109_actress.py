"""S109: bins that say how sure a regressor is, and layers that begin anew."""

import numpy as np
from scipy.stats import spearmanr

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.training import Binned
from labelwise.types import Targets, Training


def bars(count, seed=0):
    """Rows of 16 noisy pixels with one bar, faint or bright, and where it is."""
    rng = np.random.default_rng(seed)
    where, bright = rng.uniform(2, 13, count), rng.uniform(0.05, 1.55, count)
    bar = np.exp(-0.5 * (np.arange(16) - where[:, None]) ** 2)
    return bright[:, None] * bar + 0.2 * rng.normal(size=(count, 16)), where


def test_what_it_is_sure_of_is_nearer_to_the_truth():
    x, where = bars(1200)
    rows = np.arange(600)
    data = Training(lambda r: x[r], rows, Targets(rows, where[rows], "real", np.ones(600)))
    learner = Binned(TorchLearner(Mlp((64,)), Loop(epochs=20, rate=3e-3), output="mean"))
    model, test = learner.fit(data, np.random.default_rng(0)), slice(600, 1200)
    error = np.abs(model.mean(x[test]) - where[test])
    assert spearmanr(model.confidence(x[test]), -error)[0] > 0.3
    assert spearmanr(model.std(x[test]), error)[0] > 0.3
