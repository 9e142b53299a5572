"""What every recipe is."""

import sys
from dataclasses import dataclass

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from labelwise.errors import BadParameter, MissingExtra
from labelwise.learners import BaggedLearner, SklearnLearner, TorchLearner
from labelwise.learners.features import inputs
from labelwise.training import (
    Evidential,
    InhibitedSoftmax,
    LabelSmoothing,
    LargeLoss,
    LossPrediction,
    MarginLoss,
)
from labelwise.training.recipe import LoopRecipe, Recipe, train
from labelwise.types import Targets, Training


@dataclass(frozen=True, repr=False)
class Plain(Recipe):
    def fit(self, data, rng, hooks=()):
        return train(self.learner, data, rng, hooks)


@dataclass(frozen=True, repr=False)
class Loop(LoopRecipe):
    name: str = "a"

    def hook(self):
        return self.name


class Hookable:
    accepts, provides, hookable = ("hard",), ("proba", "samples"), True

    def fit(self, data, rng, hooks=()):
        return hooks

    def restore(self, state, hooks=()):
        return state, hooks


def data():
    x, y = np.arange(4.0)[:, None], np.array([0, 0, 1, 1])
    return Training(
        lambda r: inputs(x[r]), np.arange(4), Targets(np.arange(4), y, "hard", np.ones(4)), ("a", "b")
    )


def test_it_has_the_inputs_and_outputs_of_its_learner():
    inner = BaggedLearner(LogisticRegression())
    recipe = Plain(Plain(inner))
    assert (recipe.accepts, recipe.provides, recipe.encoder) == (inner.accepts, inner.provides, None)
    made = recipe.fit(data(), np.random.default_rng(1))
    again = inner.fit(data(), np.random.default_rng(1))
    assert (made.proba(np.arange(4.0)[:, None]) == again.proba(np.arange(4.0)[:, None])).all()


def test_an_estimator_is_adapted_and_nonsense_refused():
    assert Plain(LogisticRegression()).learner == SklearnLearner(LogisticRegression()) or isinstance(
        Plain(LogisticRegression()).learner, SklearnLearner
    )
    for wrong in (None, LogisticRegression, "svm"):
        with pytest.raises(BadParameter, match="a learner, another recipe"):
            Plain(wrong)


def test_hooks_are_handed_inwards_the_inner_ones_first():
    nested = Loop(Plain(Loop(Hookable(), "inner")), "outer")
    assert nested.fit(data(), None) == ("inner", "outer")
    assert nested.restore({"w": 1}) == ({"w": 1}, ("inner", "outer"))
    assert Plain(Hookable()).hookable and nested.provides == ("proba", "samples")


def test_a_loop_recipe_needs_a_training_loop():
    with pytest.raises(BadParameter, match="SklearnLearner has none"):
        Loop(Plain(LogisticRegression()))


def test_a_hook_that_needs_torch_says_what_to_install(monkeypatch):
    @dataclass(frozen=True, repr=False)
    class Needing(LoopRecipe):
        def hook(self):
            import torch  # noqa: F401

    monkeypatch.setitem(sys.modules, "torch", None)
    for train_or_read in (lambda r: r.fit(data(), None), lambda r: r.restore({})):
        with pytest.raises(MissingExtra, match=r"the package torch.*labelwise\[torch\]"):
            train_or_read(Needing(Hookable()))


def test_two_losses_in_the_place_of_one_are_refused():
    net, tags = TorchLearner(), TorchLearner(output="tags")
    for wrong in (
        lambda: Evidential(InhibitedSoftmax(net)),
        lambda: InhibitedSoftmax(LabelSmoothing(MarginLoss(net))),
        lambda: LargeLoss(MarginLoss(tags)),
    ):
        with pytest.raises(BadParameter, match="both bring a loss of their own"):
            wrong()
    assert LabelSmoothing(Evidential(LossPrediction(net))).provides
