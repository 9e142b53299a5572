"""The losses against plain arithmetic and against draws."""

import numpy as np
import pytest
import torch
from scipy.special import softmax

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.learners.deep import Hook
from labelwise.testing.learner_suite import blobs
from labelwise.training import Evidential, InhibitedSoftmax, LabelSmoothing
from labelwise.training.deep.confidence import Evidence, divergence, squared_error
from labelwise.types import Targets, Training


def test_the_squared_error_is_the_mean_over_draws():
    rng = np.random.default_rng(0)
    for _ in range(4):
        alpha, y = rng.uniform(1, 6, 3), np.eye(3)[rng.integers(3)]
        drawn = ((rng.dirichlet(alpha, 40_000) - y) ** 2).sum(axis=1)
        found = squared_error(torch.tensor(alpha[None]), torch.tensor(y[None])).item()
        assert found == pytest.approx(drawn.mean(), abs=5 * drawn.std() / 200)


def test_the_divergence_is_the_mean_logarithm_over_draws():
    from scipy.stats import dirichlet

    rng = np.random.default_rng(1)
    for _ in range(4):
        alpha = rng.uniform(1, 6, 3)
        drawn = rng.dirichlet(alpha, 40_000)
        gain = dirichlet(alpha).logpdf(drawn.T) - dirichlet(np.ones(3)).logpdf(drawn.T)
        found = divergence(torch.tensor(alpha[None])).item()
        assert found == pytest.approx(gain.mean(), abs=5 * gain.std() / 200)


class Seen(Hook):
    """The losses and targets of a training, as far as it has come."""

    def attach(self, frame):
        self.losses, self.targets, self.logits = [], [], []

    def loss(self, run, batch, out, loss):
        self.losses.append(loss.item())
        self.targets.append(batch.target.numpy())
        self.logits.append(out.logits.detach().numpy())
        return loss


def seen(recipe, targets=None):
    x, y = blobs()
    targets = Targets(np.arange(40), y[:40], "hard", np.ones(40)) if targets is None else targets
    data = Training(lambda r: x[r], targets.rows, targets, tuple("abcd"))
    learner = recipe(TorchLearner(Mlp((8,), dropout=0.0), Loop(epochs=3, least_steps=0, batch=40)))
    return learner.fit(data, np.random.default_rng(0), (Seen(),)).hooks[-1]


def test_smoothed_targets():
    made = seen(lambda net: LabelSmoothing(net, 0.2))
    np.testing.assert_allclose(np.sort(made.targets[0], axis=1)[0], [0.05, 0.05, 0.05, 0.85], atol=1e-6)
    known = np.tile([1.0, 1.0, 0.0, 0.0], (40, 1))
    made = seen(LabelSmoothing, Targets(np.arange(40), known, "partial", np.ones(40)))
    np.testing.assert_array_equal(made.targets[0], known)


def test_the_inhibited_loss():
    made = seen(lambda net: InhibitedSoftmax(net, 1.5, 0.1))
    q = softmax(np.hstack([made.logits[1], np.full((40, 1), 1.5)]), axis=1)[:, :4]
    expected = (-np.log((q * made.targets[1]).sum(axis=1)) + 0.1 * q.sum(axis=1)).mean()
    assert made.losses[1] == pytest.approx(expected, rel=1e-5)


def test_the_evidential_loss_grows_with_the_epochs():
    made = seen(lambda net: Evidential(net, anneal=4, evidence="relu"))
    for epoch in range(3):
        alpha, y = np.maximum(made.logits[epoch], 0) + 1, made.targets[epoch]
        wrong = torch.tensor(y + (1 - y) * alpha)
        expected = squared_error(torch.tensor(alpha), torch.tensor(y)) + epoch / 4 * divergence(wrong)
        assert made.losses[epoch] == pytest.approx(expected.mean().item(), rel=1e-4)


@pytest.mark.parametrize("form", ["relu", "softplus", "exp"])
def test_evidence_is_never_negative(form):
    alpha = Evidence(Evidential(TorchLearner(), evidence=form)).alpha(torch.tensor([[-50.0, 0.0, 50.0]]))
    assert (alpha >= 1).all() and torch.isfinite(alpha).all() and alpha[0, 0] == pytest.approx(1, abs=1e-3)
