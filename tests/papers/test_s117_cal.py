"""S117: rounds that learn the new labels and replay old ones."""

from functools import cache

import numpy as np
import pytest
from sklearn.datasets import load_digits

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.learners.deep import Hook
from labelwise.training import Replay
from labelwise.types import Targets, Training

X, Y = load_digits(return_X_y=True)
X = X / 16
COLD = TorchLearner(Mlp((64,)), Loop(epochs=40, least_steps=0, batch=20, rate=3e-3))
WARM = TorchLearner(COLD.network, COLD.loop, retrain="warm")
ROUNDS, EACH = 8, 40


class Steps(Hook):
    def __init__(self):
        self.made = []

    def after_step(self, run, batch):
        self.made.append(len(batch))


def right(model, rows):
    return (model.proba(X[rows]).argmax(axis=1) == Y[rows]).mean()


@cache
def campaign(learner, seed=0):
    """Accuracy on the test items in the last three rounds, on old labels in all, and steps after round 0."""
    order = np.random.default_rng(seed).permutation(len(Y))
    test, pool = order[:600], order[600:]
    labelled, before, steps, accuracy, kept = pool[:EACH], None, Steps(), [], []
    for turn in range(ROUNDS + 1):
        rows = np.sort(labelled)
        targets = Targets(rows, Y[rows], "hard", np.ones(len(rows)))
        data = Training(lambda r: X[r], rows, targets, tuple(range(10)), previous=before)
        before = learner.fit(data, np.random.default_rng(100 * seed + turn), (steps,) if turn else ())
        accuracy.append(right(before, test))
        kept.append(right(before, labelled[:-EACH]) if turn else 1.0)
        rest = np.setdiff1d(pool, labelled)
        two = np.sort(before.proba(X[rest]), axis=1)[:, -2:]
        margin = np.argsort(two[:, 1] - two[:, 0], kind="stable")
        labelled = np.concatenate([labelled, rest[margin[:EACH]]])
    return np.mean(accuracy[-3:]), np.array(kept), len(steps.made)


def test_a_network_that_goes_on_with_new_labels_alone_forgets():
    accuracy, kept, _ = campaign(Replay(WARM, replayed=0))
    whole, memory, _ = campaign(COLD)
    assert kept[1:].mean() < memory[1:].mean() - 0.05
    assert accuracy < whole - 0.03


@pytest.mark.parametrize("how", ["sd", "er"])
def test_replay_is_as_good_as_beginning_anew_in_a_fifth_of_the_steps(how):
    accuracy, kept, steps = campaign(Replay(WARM, how))
    whole, _, all_steps = campaign(COLD)
    assert abs(accuracy - whole) < 0.01 or accuracy > whole
    assert kept.min() > 0.98
    assert 5 * steps <= all_steps


@pytest.mark.slow
@pytest.mark.parametrize("how", ["sd", "sds2", "er", "mir", "der++"])
def test_every_way_is_within_a_point_of_beginning_anew(how):
    found = np.array([campaign(Replay(WARM, how), seed)[::2] for seed in range(4)])
    whole = np.array([campaign(COLD, seed)[::2] for seed in range(4)])
    assert found[:, 0].mean() > whole[:, 0].mean() - 0.01
    assert (2 * found[:, 1] <= whole[:, 1]).all()
