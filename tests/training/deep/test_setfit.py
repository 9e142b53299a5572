"""The training on pairs."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import torch

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.learners.deep import Hook
from labelwise.learners.progress import listening
from labelwise.training.deep.setfit import SetFitHook, pair_loss
from labelwise.types import Targets, Training


def training():
    rng = np.random.default_rng(0)
    y = np.arange(16) % 2
    x = rng.normal(size=(16, 3)) + 2 * y[:, None]
    targets = Targets(np.arange(16), y, "hard", np.ones(16))
    return Training(lambda r: x[r], targets.rows, targets, ("a", "b")), x


class Watch(Hook):
    """Remembers all weights when the loop begins and ends."""

    def start(self, run):
        self.before = {k: v.clone() for k, v in run.frame.state_dict().items()}

    def finish(self, run):
        self.after = {k: v.clone() for k, v in run.frame.state_dict().items()}
        self.learns = [p.requires_grad for p in run.frame.parameters()]


def test_pairs_change_the_embedding_and_the_loop_the_last_layer_alone():
    data, _ = training()
    hooks = (Watch(), SetFitHook(1, 100, 0.05), Watch())
    learner = TorchLearner(Mlp((8,)), Loop(epochs=2, least_steps=10))
    model = learner.fit(data, np.random.default_rng(0), hooks)
    first, _, last = model.hooks
    for name, value in last.after.items():
        below = ".4." not in name  # the last layer of Mlp((8,))
        assert torch.equal(first.before[name], last.before[name]) != below
        assert torch.equal(last.before[name], value) == below
    assert last.learns == [False, False, True, True] and all(
        p.requires_grad for p in model.frame.parameters()
    )


def test_the_loss_of_pairs():
    z = torch.tensor([[[1.0, 0.0], [3.0, 0.0]], [[1.0, 0.0], [-1.0, 0.0]]])
    assert float(pair_loss(z, torch.tensor([1.0, 0.0]))) == pytest.approx(0.5)


def test_it_reports_and_can_be_stopped():
    heard = []

    def stop(what, share):
        heard.append(what)
        raise KeyboardInterrupt

    data, _ = training()
    with pytest.raises(KeyboardInterrupt), listening(stop):
        TorchLearner(Mlp((8,))).fit(data, np.random.default_rng(0), (SetFitHook(1, 100, 0.05),))
    assert heard == ["learning from pairs"]


def test_fewer_pairs_at_a_time_where_memory_is_short(monkeypatch):
    from labelwise.learners.deep import Run

    forward, data = Run.forward, training()[0]
    sizes = []

    def short(self, x):
        if len(x) > 8 and self.steps == 0:
            raise torch.OutOfMemoryError("CUDA out of memory")
        sizes.append(len(x))
        return forward(self, x)

    monkeypatch.setattr(Run, "forward", short)
    learner = TorchLearner(Mlp((8,)), Loop(epochs=1, least_steps=1, batch=16))
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        learner.fit(data, np.random.default_rng(0), (SetFitHook(1, 100, 0.05),))
    assert max(sizes) <= 8 and "out of memory" in str(said[0].message)


def test_a_single_item_makes_no_pair_and_what_leaves_classes_open_is_in_none():
    _, x = training()
    learner = TorchLearner(Mlp((8,)), Loop(epochs=1, least_steps=0))

    def below(value):
        told = Targets(np.arange(len(value)), np.array(value), "partial", np.ones(len(value)))
        data = Training(lambda r: x[r], told.rows, told, ("a", "b", "c"))
        model = learner.fit(data, np.random.default_rng(0), (Watch(), SetFitHook(1, 100, 0.05), Watch()))
        first, _, last = model.hooks
        return [torch.equal(first.before[n], v) for n, v in last.before.items()]

    assert all(below([[1.0, 0.0, 0.0]]))
    assert all(below([[1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [0.0, 1.0, 1.0]]))
    assert not all(below([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 1.0, 1.0]]))
