"""Resets in the loop."""

import numpy as np
import pytest
import torch

from labelwise.errors import BadParameter
from labelwise.learners import Loop, Mlp, SmallCnn, TorchLearner
from labelwise.learners.deep import Hook
from labelwise.testing.learner_suite import blobs
from labelwise.training import Reset
from labelwise.types import Targets, Training

X, Y = blobs()


class Around(Hook):
    """Weights and what the optimiser remembers after each epoch; nothing else changes them at a rate of 0."""

    def __init__(self):
        self.weights, self.remembered = [], []

    def rate(self, run, share):
        return 0.0

    def start(self, run):
        self.weights.append({k: v.clone() for k, v in run.frame.state_dict().items()})

    def after_epoch(self, run):
        self.weights.append({k: v.clone() for k, v in run.frame.state_dict().items()})
        self.remembered.append({n for n, p in run.frame.named_parameters() if p in run.optimizer.state})


def fit(x=X, network=None, epochs=10, **settings):
    around, rows = Around(), np.arange(40)
    data = Training(lambda r: x[r], rows, Targets(rows, Y[:40], "hard", np.ones(40)), tuple("abcd"))
    learner = TorchLearner(network or Mlp((8, 8)), Loop(epochs=epochs, least_steps=0))
    Reset(learner, **settings).fit(data, np.random.default_rng(0), (around,))
    return around


@pytest.mark.parametrize(
    ("layers", "names"),
    [
        (("head",), {"net.7.weight", "net.7.bias"}),
        (("1", "4"), {"net.1.weight", "net.1.bias", "net.4.weight", "net.4.bias"}),
    ],
)
def test_only_the_named_layers_change_and_only_at_their_time(layers, names):
    around = fit(layers=layers, every=3, until=0.7)
    for epoch, (before, after) in enumerate(zip(around.weights, around.weights[1:], strict=False), start=1):
        changed = {name for name, value in after.items() if not torch.equal(value, before[name])}
        assert changed == (names if epoch in (3, 6) else set()), epoch  # 9 is after 7 of 10 epochs
        forgotten = set(after) - around.remembered[epoch - 1]
        assert forgotten == (names if epoch in (3, 6) else set())


def test_a_stage_is_all_that_it_contains():
    x = np.random.default_rng(0).normal(size=(80, 8, 8, 1)).astype(np.float32)
    around = fit(x, SmallCnn((4, 6)), epochs=2, layers=("stages.1",), every=1, until=1.0)
    changed = {n for n, v in around.weights[-1].items() if not torch.equal(v, around.weights[-2][n])}
    assert changed and all(n.startswith("net.stages.") for n in changed)
    assert {n for n in changed if "num_batches" not in n and "running" not in n} <= {
        n for n in changed if n.startswith("net.stages.1.")
    }


def test_a_layer_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(BadParameter, match="no layer 'neck'") as caught:
        fit(layers=("neck",))
    assert "7" in str(caught.value) and "head" in str(caught.value)
    with pytest.raises(BadParameter, match="no layer '2'"):  # an activation has no weights
        fit(layers=("2",))
