"""How many entries are taken, and what becomes of them."""

import math

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.learners.deep import Hook
from labelwise.testing.learner_suite import blobs
from labelwise.training import LargeLoss
from labelwise.training.deep.large_loss import largest
from labelwise.training.deep.unlabelled import beside
from labelwise.types import Targets, Training


def test_the_largest_free_losses():
    losses, free = torch.tensor([[1.0, 5.0, 9.0], [7.0, 3.0, 2.0]]), torch.tensor([[1, 1, 0], [1, 1, 1]]) > 0
    assert largest(losses, free, 2).tolist() == [[False, True, False], [True, False, False]]
    assert largest(losses, free, 0).sum() == 0 and largest(losses, free, 99).sum() == 5


class Watch(Hook):
    """Loss before and after the correction, and what was taken."""

    def start(self, run):
        self.seen = []

    def loss(self, run, batch, out, loss):
        hook = run.hooks[0]
        taken = hook.marked[torch.as_tensor(batch.at)].clone()
        each = F.binary_cross_entropy_with_logits(out.logits, batch.target, reduction="none")
        other = torch.zeros_like(each) if hook.scheme == "reject" else F.softplus(-out.logits)
        expected = (torch.where(taken, other, each).mean(dim=1) * batch.weight).mean()
        free = hook.free[torch.as_tensor(batch.at)] & (batch.target == 0)
        self.seen.append(
            (
                run.epoch,
                len(batch),
                int(taken.sum()),
                float((loss - expected).detach()),
                bool((taken & ~free).any()),
            )
        )
        return loss


def trained(scheme, share):
    x, y = blobs()
    known = np.where(np.eye(4)[y] > 0, 1.0, np.nan)
    known[::4, 3] = 0.0
    data = Training(
        lambda r: x[r], np.arange(80), Targets(np.arange(80), known, "partial", np.ones(80)), (*"abcd",)
    )
    learner = TorchLearner(Mlp((4,)), Loop(epochs=6, least_steps=0, batch=20), output="tags")
    return LargeLoss(learner, scheme, share).fit(data, np.random.default_rng(0), (Watch(),))


@pytest.mark.parametrize("scheme", ["reject", "correct"])
def test_as_many_entries_as_said_are_taken_in_every_step(scheme):
    for epoch, size, taken, off, wrong in trained(scheme, 0.1).hooks[-1].seen:
        assert taken == math.ceil(size * 4 * 0.1 * epoch / 5 - 1e-9)
        assert abs(off) < 1e-5 and not wrong


def test_what_is_kept_adds_up_to_the_share_and_stays():
    model = trained("keep", 0.1)
    hook = model.hooks[0]
    assert sum(taken for _, _, taken, _, _ in model.hooks[-1].seen) == hook.kept == int(0.1 * 320)
    assert all(abs(off) < 1e-5 and not wrong for *_, off, wrong in model.hooks[-1].seen)


class More(Hook):
    """Items without labels in every batch."""

    def start(self, run):
        self.run = run

    def batch(self, run, batch):
        return beside(batch, torch.zeros(30, batch.x.shape[1]), "more")


def test_items_without_labels_have_no_tag_to_keep():
    x, y = blobs()
    known = np.where(np.eye(4)[y] > 0, 1.0, np.nan)
    told = Targets(np.arange(80), known, "partial", np.ones(80))
    data = Training(lambda r: x[r], np.arange(80), told, (*"abcd",))
    learner = TorchLearner(Mlp((4,)), Loop(epochs=6, least_steps=0, batch=20), output="tags")
    hook, more = LargeLoss(learner, "keep", 0.1).fit(data, np.random.default_rng(0), (More(),)).hooks
    assert hook.kept == int(0.1 * 320) == int((more.run.target == 1).sum()) - 80
