"""Replay around learners."""

from dataclasses import replace

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.testing.learner_suite import LearnerSuite, NumberSuite, TagsSuite, blobs
from labelwise.training import (
    Calibrated,
    Contrastive,
    ContrastLoop,
    CriticLoop,
    Ensemble,
    Laplace,
    Replay,
    SelfPaced,
    Vaal,
)
from labelwise.training.self_paced import Pace
from labelwise.types import Targets, Training

QUICK = Loop(epochs=5, least_steps=60, rate=0.01)
WARM = TorchLearner(Mlp((16,)), QUICK, retrain="warm")


class Torch:
    tolerance = 1e-5


class TestReplay(Torch, LearnerSuite):
    def make(self):
        return Replay(WARM)


class TestTags(Torch, TagsSuite):
    def make(self):
        return Replay(replace(WARM, output="tags"), "sds2")


class TestNumbers(Torch, NumberSuite):
    def make(self):
        return Replay(replace(WARM, output="mean"), "mir")


@pytest.mark.parametrize("learner", [TorchLearner(), Replay(WARM).learner.__class__(retrain="cold")])
def test_a_learner_that_begins_anew_is_refused(learner):
    with pytest.raises(BadParameter, match="goes on from the model before"):
        Replay(learner)


def labelled(rows, output="proba", **more):
    x, y = blobs()
    rows = np.asarray(rows)
    kind, value = {
        "proba": ("hard", y),
        "tags": ("partial", np.where(np.arange(80)[:, None] % 2, np.eye(4)[y], np.nan)),
        "mean": ("real", y + 10.0),
    }[output]
    return Training(
        lambda r: x[r], rows, Targets(rows, value[rows], kind, np.ones(len(rows))), tuple("abcd"), **more
    )


@pytest.mark.parametrize("output", ["proba", "tags", "mean"])
@pytest.mark.parametrize("how", ["sd", "sds2", "er", "mir", "der++"])
def test_every_way_goes_on_with_every_kind_of_labels(how, output):
    learner = Replay(replace(WARM, output=output), how, replayed=5, among=8, epochs=3)
    first = learner.fit(labelled(range(24), output), np.random.default_rng(0))
    second = learner.fit(labelled(range(32), output, previous=first), np.random.default_rng(1))
    x, _ = blobs()
    found = getattr(second, output)(x)
    assert np.isfinite(found).all() and not np.array_equal(found, getattr(first, output)(x))


def test_what_was_stored_survives_a_restart():
    x, _ = blobs()
    learner = Replay(WARM)
    first = learner.fit(labelled(range(24)), np.random.default_rng(0))
    again = learner.restore(first.state())
    one, two = (
        learner.fit(labelled(range(32), previous=m), np.random.default_rng(1)).proba(x)
        for m in (first, again)
    )
    np.testing.assert_array_equal(one, two)


def test_other_recipes_may_lie_between():
    x, y = blobs()
    learner = Replay(Replay(WARM, "er"), "sd")
    assert learner.warm and learner.hookable
    first = learner.fit(labelled(range(24)), np.random.default_rng(0))
    second = learner.fit(labelled(range(32), previous=first), np.random.default_rng(0))
    assert (second.proba(x).argmax(axis=1) == y).mean() > 0.9


@pytest.mark.parametrize(
    "around",
    [
        lambda learner: Ensemble(learner, 2),
        lambda learner: Vaal(learner, loop=CriticLoop(steps=2)),
        Laplace,
        lambda learner: Calibrated(learner, folds=2),
        lambda learner: Contrastive(learner, Mlp((8,)), ContrastLoop(epochs=1)),
        lambda learner: SelfPaced(learner, Pace(rounds=0)),
    ],
)
@pytest.mark.parametrize("outside", [False, True])
def test_the_network_inside_of_another_recipe_goes_on_too(around, outside):
    x, _ = blobs()
    learner = Replay(around(WARM)) if outside else around(Replay(WARM))
    more = {"unlabelled": np.arange(24, 80)}
    first = learner.fit(labelled(range(24), **more), np.random.default_rng(0))
    again = learner.fit(labelled(range(24), previous=first, **more), np.random.default_rng(1))
    np.testing.assert_array_equal(again.embedding(x), first.embedding(x))  # nothing is new, so it stays
