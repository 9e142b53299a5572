"""Two heads in the loop."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from labelwise.errors import BadData
from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.learners.deep import Hook
from labelwise.learners.deep.losses import losses
from labelwise.testing.learner_suite import blobs
from labelwise.training import DualHead, FutureTeacher
from labelwise.training.deep.dual_head import distillation, taught
from labelwise.types import Targets, Training

X, Y = blobs()
PLAIN = TorchLearner(Mlp((8,), dropout=0.0), Loop(epochs=2, least_steps=0, batch=4, rate=0.01))


def teacher(x):
    return np.asarray(x)[:, :4]


class Kept(Hook):
    def __init__(self):
        self.kept = []

    def before_step(self, run, batch):
        self.kept.append((run, batch))


def training(rest, labels=10):
    rows = np.arange(labels)
    targets = Targets(rows, Y[rows], "hard", np.ones(labels))
    return Training(lambda r: X[r], rows, targets, tuple("abcd"), rest)


def test_the_distance_of_softened_outputs():
    z, t = torch.tensor([[1.0, 0.0, -1.0]]), torch.tensor([[0.0, 3.0, 0.5]])
    p, q = (t / 2).softmax(1), (z / 2).softmax(1)
    torch.testing.assert_close(distillation(z, t, 2.0), 4 * (p * (p / q).log()).sum(1))
    torch.testing.assert_close(distillation(t, t, 2.0), torch.zeros(1))


@pytest.mark.parametrize("rest", [np.arange(10, 80), np.zeros(0, np.int64)])
def test_the_loss_is_that_of_the_formula_in_any_parts(rest):
    kept = Kept()
    DualHead(PLAIN, teacher, share=0.3).fit(training(rest), np.random.default_rng(0), (kept,))
    run, batch = kept.kept[-1]
    told = torch.from_numpy(batch.at >= 0)
    with torch.no_grad():
        out = run.frame(batch.x)
        items = batch.x * torch.as_tensor(run.feed.scale) + torch.as_tensor(run.feed.centre)
        kd = distillation(run.frame.aside["distilled"](out.embedding), items[:, :4].float(), 2.0)
        ce = losses(out.logits, batch.target, "proba")[told].mean()
        expected = 0.7 * ce + 0.3 * (kd[told].mean() + (kd[~told].mean() if len(rest) else 0))
        torch.testing.assert_close(run.loss(batch), expected, atol=1e-5, rtol=1e-4)
        parts = [batch.part(slice(0, 1)), batch.part(slice(1, len(batch)))]
        whole = sum(run.loss(p) * len(p) / len(batch) for p in parts)
        torch.testing.assert_close(whole, expected, atol=1e-5, rtol=1e-4)
    assert int((~told).sum()) == (4 if len(rest) else 0)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_predictions_are_the_mean_of_both_heads(share):
    model = DualHead(PLAIN, teacher, share=share).fit(training(np.arange(10, 80)), np.random.default_rng(0))
    with torch.no_grad():
        out = model.frame(model.feed.prepare(X))
        first, second = out.logits.softmax(1), model.frame.aside["distilled"](out.embedding).softmax(1)
    expected = (1 - share) * first + share * second
    np.testing.assert_allclose(model.proba(X), expected.numpy(), atol=1e-5)


def test_what_a_teacher_says_has_to_fit():
    data = training(np.zeros(0, np.int64))
    assert taught(teacher, data, np.arange(3), 4).shape == (3, 4)
    assert taught(teacher, data, np.zeros(0, np.int64), 4).shape == (0, 4)
    with pytest.raises(BadData, match=r"array \(3, 4\)"):
        taught(teacher, data, np.arange(3), 5)
    with pytest.raises(BadData, match="finite logits"):
        taught(lambda x: np.full((len(x), 4), np.nan), data, np.arange(3), 4)


def test_nested_with_other_recipes_that_bring_unlabelled_items():

    learner = DualHead(FutureTeacher(replace(PLAIN), ahead=1), teacher)
    model = learner.fit(training(np.arange(10, 80)), np.random.default_rng(0))
    assert np.isfinite(model.proba(X)).all()
