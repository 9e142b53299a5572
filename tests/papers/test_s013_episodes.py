"""S013: few-shot tasks, learners of them, and which items of a task are labelled."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.learners import PrototypeLearner
from labelwise.papers import resolve
from labelwise.training.episodes import Episodes, context
from labelwise.training.meta import Meta
from labelwise.types import Targets, Training

WAYS, DIM, FEATURES = 4, 6, 40


@pytest.fixture(scope="module")
def world():
    """40 classes that differ in 6 of 40 features; 30 of them to learn from."""
    rng = np.random.default_rng(0)
    means, y = np.zeros((40, FEATURES)), np.repeat(np.arange(40), 40)
    means[:, :DIM] = rng.normal(size=(40, DIM))
    spread = np.where(np.arange(FEATURES) < DIM, 0.4, 1.0)
    return means[y] + spread * rng.normal(size=(1600, FEATURES)), y


def trained(world, method, **more):
    x, y = world
    meta = Meta(method, Episodes(WAYS, pool=2, test=10), **{"steps": 120, **more})
    return meta.fit(x[y < 30], y[y < 30], np.random.default_rng(0))


def right(learner, x, task, chosen):
    """Accuracy on the test items of a task after the labels of the chosen ones."""
    rows = task.pool[chosen]
    targets = Targets(rows, task.pool_y[chosen], "hard", np.ones(len(rows)))
    model = learner.fit(Training(lambda r: x[r], rows, targets, tuple(range(WAYS))), np.random.default_rng(0))
    if "proba" not in model.provides:
        return np.mean(targets.value[0] == task.test_y)
    return (model.proba(x[task.test]).argmax(axis=1) == task.test_y).mean()


def compared(world, tasks, arms):
    """Mean accuracy of each arm (learner, strategy, stratified) over tasks of the ten new classes."""
    x, y = world
    new, rng, found = np.flatnonzero(y >= 30), np.random.default_rng(1), []
    z = arms[0][0].transform(x[new])
    for _ in range(tasks):
        task = Episodes(WAYS, pool=15, test=20).draw(y[new], rng)
        picks = {
            way: context(task, resolve(way[0]), 1, rng, stratified=way[1], embedding=z[task.pool])
            for way in {(strategy, stratified) for _, strategy, stratified in arms}
        }
        found.append([right(learner, x[new], task, picks[s, strat]) for learner, s, strat in arms])
    return np.mean(found, axis=0)


@pytest.mark.parametrize("method", ["protonet", "anil", "maml"])
def test_learning_to_learn_helps_on_new_classes(world, method):
    """One label a class: 0.94, 0.80 and 0.76; means of the features 0.57, untrained networks 0.35 to 0.40."""
    learned, fresh = trained(world, method), trained(world, method, steps=1, rate=1e-9)
    arms = [(learned, "random", True), (PrototypeLearner(), "random", True), (fresh, "random", True)]
    tuned, plain, untrained = compared(world, 15, arms)
    assert tuned > plain + 0.1 and tuned > untrained + 0.2


def test_choice_by_modes_beats_chance_at_deployment(world):
    """Items at the modes of a mixture in the learned embedding: 0.98 for 0.68 at random."""
    learned = trained(world, "protonet")
    modes, chance, each = compared(
        world, 20, [(learned, "gmm-modes", False), (learned, "random", False), (learned, "random", True)]
    )
    assert modes > chance + 0.15 and modes > each
