"""S087: the head that predicts the training dynamics of items it has not seen."""

import numpy as np
import pytest
import torch
from scipy.stats import spearmanr

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.learners.deep import Hook
from labelwise.measures import dynamics_entropy, dynamics_margin, entropy
from labelwise.training import TrainingDynamics
from labelwise.types import Targets, Training


class Watch(Hook):
    """Predictions of held-out items after every epoch."""

    def __init__(self, x):
        self.x, self.made = x, []

    def after_epoch(self, run):
        run.frame.eval()
        with torch.no_grad():
            self.made.append(torch.softmax(run.forward(run.feed.prepare(self.x)).logits, 1).numpy())
        run.frame.train()


def trained(seed, m=200):
    """Two overlapping Gaussians: a model, its held-out items, their classes and (E, n, 2) predictions."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 2, 2 * m)
    x = rng.normal(size=(2 * m, 2)) + 1.2 * (2 * y[:, None] - 1) * np.array([1.0, 0.6])
    data = Training(lambda r: x[r], np.arange(m), Targets(np.arange(m), y[:m], "hard", np.ones(m)), (0, 1))
    loop = Loop(epochs=25, least_steps=0, rate=2e-3, schedule="constant")
    recipe = TrainingDynamics(TorchLearner(Mlp((16,), 0.0), loop), hidden=16)
    model = recipe.fit(data, np.random.default_rng(seed), (Watch(x[m:]),))
    return model, x[m:], y[m:], np.stack(model.hooks[-1].made)


@pytest.mark.parametrize("seed", range(3))
def test_predicted_dynamics_are_the_true_ones(seed):
    model, x, y, dynamics = trained(seed)
    proba, q = model.proba(x), model.dynamics(x)
    assert np.corrcoef(q[0, :, 1], dynamics.mean(axis=0)[:, 1])[0, 1] > 0.99
    right = dynamics.argmax(axis=2) == y
    after = np.where(right.all(axis=0), 0, len(right) - right[::-1].argmin(axis=0))
    learned = right[-1]
    late = learned & (after > np.quantile(after[learned], 0.7))
    assert dynamics_entropy(q)[late].mean() > entropy(proba)[late].mean() + 0.1
    of = [entropy(proba), dynamics_entropy(q), dynamics_margin(q, proba)]
    ranks = [spearmanr(a[learned], after[learned])[0] for a in of]
    assert min(ranks[1:]) > ranks[0] + 0.01, ranks
