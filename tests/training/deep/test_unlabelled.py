"""Unlabelled items in the loop."""

import numpy as np
import torch

from labelwise.learners import Loop
from labelwise.learners.deep import Batch, Frame, Run
from labelwise.learners.deep.feed import ArrayFeed
from labelwise.learners.deep.losses import losses
from labelwise.learners.deep.networks import mlp
from labelwise.testing.learner_suite import blobs
from labelwise.training.deep.unlabelled import Unlabelled, beside, one
from labelwise.types import Targets, Training

X, Y = blobs()


def run_of(rest):
    rows = np.arange(20)
    data = Training(lambda r: X[r], rows, Targets(rows, Y[:20], "hard", np.ones(20)), tuple("abcd"), rest)
    frame = Frame(mlp((5,), 4, (16,), 0.0), 4)
    return Run(frame, ArrayFeed.of(X), Loop(), data, output="proba", rng=np.random.default_rng(0))


def items(run, rows):
    return run.feed.prepare(run.data.x(rows))


def test_every_item_comes_once_before_any_comes_again():
    run = run_of(np.arange(20, 80))
    some = Unlabelled(run, 10)
    assert len(some) == 10 and set(some.rows) <= set(range(20, 80))
    at, drawn = some.draw(4)
    torch.testing.assert_close(drawn, items(run, some.rows[at]))
    both = torch.cat([drawn, some.draw(6)[1]])
    assert len(torch.unique(both, dim=0)) == 10
    assert some.draw(25)[1].shape == (25, 5)


def test_there_may_be_none():
    assert len(Unlabelled(run_of(np.zeros(0, np.int64)), 10)) == 0


def test_the_loss_of_the_labels_stays_and_that_of_the_others_is_a_mean_in_any_parts():
    run = run_of(np.arange(20, 80))
    batch = run.batch(np.arange(6))
    both = beside(batch, items(run, np.arange(20, 30)), "others")
    with torch.no_grad():
        plain, out = run.loss(batch), run.forward(both.x)
        torch.testing.assert_close(run.plain(out, both), plain)
        each = losses(out.logits, torch.eye(4)[torch.zeros(16, dtype=torch.int64)], "proba")
        torch.testing.assert_close((each * both.extra["others"]).mean(), each[6:].mean())
        parts = [both.part(slice(0, 5)), both.part(slice(5, 16))]
        torch.testing.assert_close(sum(run.loss(p) * len(p) / 16 for p in parts), plain)


def test_what_others_added_stays_with_its_items():
    batch = Batch(
        np.arange(2), torch.zeros(2, 3), torch.zeros(2, 1), torch.ones(2), {"own": torch.ones(2, 5)}
    )
    both = beside(batch, torch.ones(4, 3), "others")
    assert both.extra["own"].sum(dim=1).tolist() == [5, 5, 0, 0, 0, 0]


def test_dicts_of_tensors():
    both = one({"a": torch.zeros(2, 3), "b": torch.zeros(2)}, {"a": torch.ones(1, 3), "b": torch.ones(1)})
    assert both["a"].shape == (3, 3) and both["b"].tolist() == [0, 0, 1]
