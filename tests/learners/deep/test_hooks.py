"""What recipes may do, and when."""

import numpy as np
import pytest
import torch
from torch import nn

from labelwise.errors import BadParameter
from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.learners.deep import Hook
from labelwise.testing.learner_suite import blobs
from labelwise.types import Targets, Training


class Told(Hook):
    """Writes down what it is called for."""

    def __init__(self, name="", calls=None):
        self.name, self.calls = name, [] if calls is None else calls

    def attach(self, frame):
        frame.add(f"own{self.name}", nn.Linear(frame.width, 1))
        self.calls.append(f"attach{self.name}")

    def start(self, run):
        self.calls.append("start")

    def batches(self, run):
        return [np.array([0, 1]), np.array([2])]

    def rate(self, run, share):
        return 0.0

    def batch(self, run, batch):
        self.calls.append(f"batch {batch.at.tolist()}")
        return batch

    def before_step(self, run, batch):
        self.calls.append("before")

    def loss(self, run, batch, out, loss):
        self.calls.append("loss")
        return loss + run.frame.aside[f"own{self.name}"](out.embedding).mean()

    def after_step(self, run, batch):
        self.calls.append("after")

    def after_epoch(self, run):
        self.calls.append("epoch")

    def finish(self, run):
        self.calls.append("finish")

    def extend(self, model):
        model.give("twice", lambda x: 2 * model.proba(x))

    def state(self, model):
        return {"said": "something", "at": np.arange(3)}

    def restore(self, model, state):
        self.calls.append(f"restore {state['said']} {state['at'].tolist()}")


def trained(*hooks, epochs=1):
    x, y = blobs()
    rows = np.arange(4)
    data = Training(lambda r: x[r], rows, Targets(rows, y[:4], "hard", np.ones(4)), tuple("abcd"))
    learner = TorchLearner(Mlp((8,)), Loop(epochs=epochs, least_steps=0))
    return learner, learner.fit(data, np.random.default_rng(0), hooks)


def test_the_order_of_calls():
    hook = Told()
    trained(hook)
    step = ["before", "loss", "after"]
    assert hook.calls == [
        "attach", "start", "batch [0, 1]", *step, "batch [2]", *step, "epoch", "finish",
    ]  # fmt: skip


def test_a_rate_of_nothing_changes_nothing():
    _, once = trained(Told())
    _, often = trained(Told(), epochs=5)
    for name, value in once.frame.arrays().items():
        np.testing.assert_array_equal(value, often.frame.arrays()[name])


def test_modules_and_outputs_of_hooks_are_stored_and_come_back():
    x, _ = blobs()
    learner, model = trained(Told())
    assert "twice" in model.provides
    hook = Told()
    again = learner.restore(model.state(), (hook,))
    np.testing.assert_array_equal(again.twice(x), 2 * model.proba(x))
    assert hook.calls == ["attach", "restore something [0, 1, 2]"]
    own = again.frame.arrays()["aside.own.weight"]
    np.testing.assert_array_equal(own, model.frame.arrays()["aside.own.weight"])


def test_two_of_a_kind_are_refused():
    with pytest.raises(BadParameter, match="two recipes bring a module 'own'"):
        trained(Told(), Told())


def test_the_base_changes_nothing():
    x, _ = blobs()
    _, plain = trained()
    _, hooked = trained(Hook(), Hook())
    np.testing.assert_array_equal(plain.proba(x), hooked.proba(x))


class Counting(Hook):
    steps = 0

    def after_step(self, run, batch):
        self.steps += 1


def test_a_training_works_on_copies():
    hook = Counting()
    _, first = trained(hook)
    _, second = trained(hook, epochs=2)
    assert (hook.steps, first.hooks[0].steps, second.hooks[0].steps) == (0, 1, 2)


class Last(Hook):
    def after_epoch(self, run):
        if run.epoch == 2:
            run.epochs = run.epoch + 1

    def finish(self, run):
        self.best = [p.clone() for p in run.frame.parameters()]
        with torch.no_grad():
            run.frame.head.bias.zero_()


def test_a_hook_may_end_the_training_and_has_the_last_word_on_the_weights():
    _, model = trained(Last(), Counting(), epochs=10)
    assert model.hooks[1].steps == 3
    assert not model.head()[1].any()
    assert model.hooks[0].best[-1].any()
