"""The training loop."""

import numpy as np
import torch

from labelwise.learners import Loop
from labelwise.learners.deep import Frame, Hook, Run
from labelwise.learners.deep.feed import ArrayFeed
from labelwise.learners.deep.losses import losses
from labelwise.learners.deep.networks import mlp
from labelwise.learners.progress import listening
from labelwise.testing.learner_suite import blobs
from labelwise.types import Targets, Training

X, Y = blobs()


def run_of(loop, hooks=(), m=40, weight=None):
    rows = np.arange(m)
    targets = Targets(rows, Y[:m], "hard", np.ones(m) if weight is None else weight)
    data = Training(lambda r: X[r], rows, targets, tuple("abcd"), np.arange(m, 80))
    torch.manual_seed(0)
    frame = Frame(mlp((5,), 4, (16,), 0.0), 4)
    return Run(frame, ArrayFeed.of(X), loop, data, output="proba", rng=np.random.default_rng(0), hooks=hooks)


class Seen(Hook):
    def __init__(self):
        self.at, self.rates = [], []

    def after_step(self, run, batch):
        self.at.append(batch.at)
        self.rates.append(run.optimizer.param_groups[0]["lr"])


def test_every_label_comes_once_an_epoch():
    seen = Seen()
    run_of(Loop(epochs=3, least_steps=0, batch=16), [seen]).go()
    assert len(seen.at) == 9
    for epoch in range(3):
        whole = np.concatenate(seen.at[3 * epoch : 3 * epoch + 3])
        assert sorted(whole) == list(range(40))
    assert max(map(len, seen.at)) <= 16


def test_the_rate_falls_along_a_cosine_or_stays():
    seen, flat = Seen(), Seen()
    run_of(Loop(epochs=4, least_steps=0, rate=0.1), [seen]).go()
    run_of(Loop(epochs=4, least_steps=0, rate=0.1, schedule="constant"), [flat]).go()
    shares = np.arange(8) / 8
    np.testing.assert_allclose(seen.rates, 0.05 * (1 + np.cos(np.pi * shares)))
    assert set(flat.rates) == {0.1}


def test_it_stops_when_all_labels_are_right():
    run = run_of(Loop(epochs=500, rate=0.01, stop_at=0.99))
    run.go()
    assert run.epoch < 200
    assert (run.predicted(np.arange(40)).argmax(dim=1).numpy() == Y[:40]).all()


def test_held_out_labels_are_not_learned():
    seen = Seen()
    run = run_of(Loop(epochs=2, least_steps=0, patience=5), [seen])
    run.go()
    assert len(run.watched) == 4
    assert set(np.concatenate(seen.at)) == set(range(40)) - set(run.watched)
    few = run_of(Loop(epochs=2, least_steps=0, patience=5), m=19)
    few.go()
    assert len(few.watched) == 0


def test_parts_of_a_batch_add_up_to_the_whole():
    whole, parts = (
        run_of(Loop(epochs=1, least_steps=0, batch=40), weight=np.linspace(0.1, 2, 40)) for _ in "ab"
    )
    parts.parts.size = 7
    for run in (whole, parts):
        run.optimizer = torch.optim.SGD(run.frame.parameters(), 0.1)
        run.descend(run.batch(np.arange(40)))
    for a, b in zip(whole.weights(), parts.weights(), strict=True):
        torch.testing.assert_close(a, b)


def test_weights_can_be_put_back():
    run = run_of(Loop())
    before = run.weights()
    run.optimizer = torch.optim.SGD(run.frame.parameters(), 0.1)
    run.step(run.batch(np.arange(8)))
    assert not all(torch.equal(a, b) for a, b in zip(run.weights(), before, strict=True))
    run.put(before)
    assert all(torch.equal(a, b) for a, b in zip(run.weights(), before, strict=True))


def test_half_precision_learns_as_well():
    run = run_of(Loop(epochs=20, rate=0.01, amp=True))
    run.go()
    assert (run.predicted(np.arange(40)).argmax(dim=1).numpy() == Y[:40]).mean() > 0.9
    assert run.predicted(np.arange(2)).dtype == torch.float32


def test_progress_is_reported_and_the_listener_may_stop():
    heard = []
    with listening(lambda what, share: heard.append(share)):
        run_of(Loop(epochs=2, least_steps=0)).go()
    assert heard == [0, 0.25, 0.5, 0.75]


def everything(run):
    return list(run.frame.state_dict().values()) + [
        v for state in run.optimizer.state.values() for v in state.values()
    ]


def test_what_was_tried_is_undone():
    run = run_of(Loop(epochs=1, least_steps=0))
    run.go()
    before = [torch.as_tensor(v).clone() for v in everything(run)]
    with run.undone():
        run.step(run.batch(np.arange(8)))
        assert not all(
            torch.equal(a, torch.as_tensor(b)) for a, b in zip(before, everything(run), strict=True)
        )
    assert all(torch.equal(a, torch.as_tensor(b)) for a, b in zip(before, everything(run), strict=True))


class Finished(Hook):
    def finish(self, run):
        each = losses(run.predicted(run.watched), run.target[run.watched], "proba").numpy()
        self.loss = np.average(each, weights=run.weight[run.watched].numpy())


def test_early_stopping_puts_the_weights_of_the_least_weighted_loss_back_before_the_end():
    for weight in (None, np.repeat([1.0, 0.01], 20)):
        hook = Finished()
        run = run_of(Loop(epochs=60, rate=0.05, patience=5), [hook], weight=weight)
        run.go()
        np.testing.assert_allclose(hook.loss, run._best[0], rtol=1e-5)


class Constant(Hook):
    def each(self, run, logits, target):
        return target[:, 0] + 2.0


def test_a_recipe_may_bring_a_loss_of_its_own():
    run = run_of(Loop(epochs=1), [Hook(), Constant()], weight=np.arange(40.0))
    batch = run.batch(np.arange(8))
    expected = (run.weight[:8].numpy() * (2 + (Y[:8] == 0))).mean()
    np.testing.assert_allclose(float(run.loss(batch)), expected, rtol=1e-6)
    plain = run_of(Loop(epochs=1), [Hook()])
    z = torch.zeros(8, 4)
    assert torch.equal(plain.each(z, batch.target), losses(z, batch.target, "proba"))
