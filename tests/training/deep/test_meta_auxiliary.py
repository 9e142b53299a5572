"""Finer classes in the loop."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from labelwise.learners import Loop, Mlp, SmallCnn, TorchLearner
from labelwise.learners.deep import Hook
from labelwise.testing.learner_suite import blobs
from labelwise.training import MetaAuxiliary
from labelwise.training.deep.meta_auxiliary import cosine, focal, masked_softmax
from labelwise.types import Targets, Training

X, Y = blobs()
PLAIN = TorchLearner(Mlp((8,), dropout=0.0), Loop(epochs=3, least_steps=0, batch=8, rate=0.01))


class Kept(Hook):
    def __init__(self):
        self.runs, self.losses = [], []

    def start(self, run):
        self.runs.append(run)

    def loss(self, run, batch, out, loss):
        self.losses.append(float((loss - run.plain(out, batch)).detach()))
        return loss


def fit(recipe, labels=16, seed=0):
    rows, kept = np.arange(labels), Kept()
    data = Training(lambda r: X[r], rows, Targets(rows, Y[rows], "hard", np.ones(labels)), tuple("abcd"))
    return recipe.fit(data, np.random.default_rng(seed), (kept,)), kept


def test_hardly_anything_lies_outside_of_the_class():
    torch.manual_seed(0)
    p = masked_softmax(torch.randn(50, 20), torch.arange(50) % 4, 5)
    own = torch.arange(20) // 5 == (torch.arange(50) % 4)[:, None]
    torch.testing.assert_close(p.sum(dim=1), torch.ones(50))
    assert float((p * ~own).sum(dim=1).max()) < 1e-6


def test_the_focal_loss():
    z, t = torch.tensor([[1.0, 0.0, -1.0]]), torch.tensor([[0.2, 0.8, 0.0]])
    p = z.softmax(dim=1)
    torch.testing.assert_close(focal(z, t), -(t * (1 - p) ** 2 * p.log()).sum(dim=1))
    torch.testing.assert_close(focal(z, t, 0.0), -(t * p.log()).sum(dim=1))


def test_only_labels_teach_and_what_comes_on_top_is_the_loss_of_the_finer_classes():
    model, kept = fit(MetaAuxiliary(PLAIN, 2))
    assert min(kept.losses) > 0
    assert model.frame.aside["auxiliary"].out_features == 8
    assert len(model.hooks[0].alignment) == 3 and all(-1 <= a <= 1 for a in model.hooks[0].alignment)


def test_the_generator_reads_embeddings_where_items_are_no_tensors():
    model, kept = fit(MetaAuxiliary(PLAIN, 2))
    hook, run = model.hooks[0], kept.runs[0]
    hook.reads_items = False
    hook.generator = torch.nn.Linear(8, 8)
    batch = run.batch(np.arange(8))
    worth, _ = hook.ahead(run, batch)
    worth.backward(inputs=list(hook.generator.parameters()))
    assert hook.generator.weight.grad.abs().sum() > 0


def test_a_rate_of_nothing_leaves_the_generator_as_it_began():
    model, _ = fit(MetaAuxiliary(PLAIN, 2, rate=0.0))
    assert model.hooks[0].alignment == []


def test_the_look_ahead_leaves_network_and_running_means_alone():
    x = np.random.default_rng(0).normal(size=(12, 8, 8, 1)).astype(np.float32)
    y, kept = np.arange(12) % 2, Kept()
    data = Training(lambda r: x[r], np.arange(12), Targets(np.arange(12), y, "hard", np.ones(12)), ("a", "b"))
    learner = TorchLearner(SmallCnn((4,)), Loop(epochs=1, least_steps=0))
    model = MetaAuxiliary(learner, 2).fit(data, np.random.default_rng(0), (kept,))
    run, hook = kept.runs[0], model.hooks[0]
    run.frame.train()
    before = {k: v.clone() for k, v in run.frame.state_dict().items()}
    hook.ahead(run, run.batch(np.arange(12)))[0].backward(inputs=list(hook.generator.parameters()))
    assert all(torch.equal(v, before[k]) for k, v in run.frame.state_dict().items())


def test_the_cosine_is_taken_where_both_have_a_gradient():
    one, nothing = torch.ones(2), torch.zeros(2)
    assert cosine((one, one), (-one, nothing)) == pytest.approx(-1)
    assert cosine((one,), (nothing,)) == 0.0


def test_fewer_labels_than_a_batch_and_early_stopping():
    loop = replace(PLAIN.loop, patience=2, batch=64)
    model, _ = fit(MetaAuxiliary(replace(PLAIN, loop=loop), 2), labels=24)
    assert np.isfinite(model.proba(X)).all()
