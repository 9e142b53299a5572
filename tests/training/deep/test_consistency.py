"""Weak and strong views in the loop."""

import numpy as np
import torch

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.learners.deep import Hook
from labelwise.testing.learner_suite import blobs
from labelwise.training import FixMatch, Views
from labelwise.training.deep.consistency import OTHERS, TARGET, covered, strong, weak
from labelwise.types import Targets, Training

X, Y = blobs()
PLAIN = TorchLearner(Mlp((8,)), Loop(epochs=3, least_steps=0, batch=8, rate=0.01))


def training(labels=16):
    rows = np.arange(labels)
    targets = Targets(rows, Y[rows], "hard", np.ones(labels))
    return Training(lambda r: X[r], rows, targets, tuple("abcd"), np.arange(labels, 80))


def test_views():
    x, views = torch.zeros(2000, 5), Views(0.1, 0.5, 0.2)
    assert abs(float(weak(x, views).std()) - 0.1) < 0.01
    hard = strong(x, views)
    assert abs(float((hard == 0).float().mean()) - 0.2) < 0.02
    assert abs(float(hard[hard != 0].std()) - 0.5) < 0.02
    tokens = {"input_ids": torch.arange(6).reshape(2, 3)}
    assert weak(tokens, views) is tokens and strong(tokens, views) is tokens


def test_of_images_a_square_is_covered():
    found = covered(torch.ones(50, 2, 8, 8), 0.25)
    gone = found == 0
    assert gone.flatten(1).sum(dim=1).tolist() == [2 * 16] * 50
    assert torch.equal(gone[:, 0], gone[:, 1])
    rows, columns = gone[:, 0].any(dim=2), gone[:, 0].any(dim=1)
    assert rows.sum(dim=1).tolist() == columns.sum(dim=1).tolist() == [4] * 50
    first = rows.int().argmax(dim=1)
    assert len(first.unique()) == 5 and all(rows[k, i : i + 4].all() for k, i in enumerate(first))


class Watch(Hook):
    """Batches as they come to the loss, and the loss that recipes made of the usual one."""

    def __init__(self):
        self.seen = []

    def loss(self, run, batch, out, loss):
        plain, each = run.plain(out, batch), run.each(out.logits, batch.extra[TARGET])
        self.seen.append([v.detach() for v in (batch.extra[OTHERS], each, loss - plain, batch.weight)])
        return loss


def test_the_loss_is_the_mean_over_the_unlabelled_items():
    watch = Watch()
    FixMatch(PLAIN, ratio=2, weight=0.5, sure=0.3, steps=0).fit(
        training(), np.random.default_rng(0), (watch,)
    )
    assert len(watch.seen) == 6
    for counts, each, added, weight in watch.seen:
        assert len(counts) == 8 + 16 and (counts[:8] == 0).all() and (weight[8:] == 0).all()
        kept = counts[8:] > 0
        assert set(counts[8:].tolist()) <= {0.0, 24 / 16}
        torch.testing.assert_close(added, 0.5 * (each[8:] * kept).mean())


def test_a_training_takes_steps_enough():
    for steps, expected in ((0, 6), (11, 12)):
        watch = Watch()
        FixMatch(PLAIN, steps=steps).fit(training(), np.random.default_rng(0), (watch,))
        assert len(watch.seen) == expected
