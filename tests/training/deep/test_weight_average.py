"""Averaged weights in the loop."""

import numpy as np
import pytest
import torch

from labelwise.learners import Loop, Mlp, SmallCnn, TorchLearner
from labelwise.learners.deep import Hook
from labelwise.testing.learner_suite import blobs
from labelwise.training import WeightAverage
from labelwise.types import Targets, Training

X, Y = blobs()


class Each(Hook):
    def __init__(self):
        self.weights = []

    def after_epoch(self, run):
        self.weights.append({k: v.clone() for k, v in run.frame.state_dict().items()})


def fit(recipe, x=X, m=40):
    each, rows = Each(), np.arange(m)
    data = Training(lambda r: x[r], rows, Targets(rows, Y[:m], "hard", np.ones(m)), tuple("abcd"))
    return recipe.fit(data, np.random.default_rng(0), (each,)), each.weights


@pytest.mark.parametrize(("last", "count"), [(1.0, 10), (0.5, 5), (0.25, 3), (0.01, 1)])
def test_the_weights_are_the_mean_of_the_last_epochs(last, count):
    learner = TorchLearner(Mlp((8,)), Loop(epochs=10, least_steps=0, rate=0.01))
    model, weights = fit(WeightAverage(learner, last))
    for name, value in model.frame.state_dict().items():
        mean = torch.stack([w[name] for w in weights[-count:]]).mean(dim=0)
        torch.testing.assert_close(value, mean)


def test_running_means_are_averaged_and_counters_are_the_last():
    x = np.random.default_rng(0).normal(size=(80, 8, 8, 1)).astype(np.float32)
    model, weights = fit(WeightAverage(TorchLearner(SmallCnn((4,)), Loop(epochs=4, least_steps=0))), x)
    for name, value in model.frame.state_dict().items():
        last = [w[name] for w in weights[-2:]]
        expected = torch.stack(last).mean(dim=0) if value.is_floating_point() else last[-1]
        torch.testing.assert_close(value, expected)


def test_a_training_that_stops_early_keeps_the_best_or_averages_what_there_is():
    learner = TorchLearner(Mlp((8,)), Loop(epochs=400, rate=0.05, patience=2))
    model, weights = fit(WeightAverage(learner, 0.1))
    assert len(weights) < 300
    best = [w for w in weights if all(torch.equal(v, w[k]) for k, v in model.frame.state_dict().items())]
    assert len(best) == 1
