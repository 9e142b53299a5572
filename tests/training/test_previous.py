"""Models that go on from those before: inside of recipes too, never from one that saw what is held out."""

import gc
import weakref
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pytest

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.params import Piece
from labelwise.training import (
    BalancedSampling,
    Calibrated,
    Distilled,
    DualHead,
    Ensemble,
    FrechetMean,
    FutureTeacher,
    Hast,
    Heads,
    LabelEnhanced,
    Laplace,
    LossPrediction,
    MixUp,
    Plasm,
    Recorded,
    Replay,
    SelfPaced,
    SelfTraining,
    Snapshots,
    SoftPseudo,
    Vaal,
    Waal,
)
from labelwise.training.held_out import apart
from labelwise.training.ontology import Ontology
from labelwise.types import Targets, Training

X = np.random.default_rng(0).normal(size=(40, 4))
Y = (X[:, 0] > 0).astype(int)


class Going:
    """Says how many trainings it went through, and which rows they saw."""

    provides = ("proba", "tags", "embedding", "head")

    def __init__(self, trainings: int, seen: set[int]) -> None:
        self.trainings, self.seen = trainings, seen

    def proba(self, x):
        p = 1 / (1 + np.exp(-np.asarray(x)[:, 0]))
        return np.stack([1 - p, p], axis=1)

    def tags(self, x):
        return self.proba(x)

    def embedding(self, x):
        return np.asarray(x)[:, :1]

    def head(self):
        return np.array([[-0.5], [0.5]]), np.zeros(2)


@dataclass(frozen=True, repr=False)
class Goes(Piece):
    """Takes its own models only."""

    accepts: ClassVar = ("hard", "partial")
    provides: ClassVar = Going.provides
    warm: ClassVar = True

    def fit(self, data, rng, hooks=()):
        before = data.previous
        assert before is None or isinstance(before, Going)
        seen = set(data.rows.tolist()) | (before.seen if before else set())
        LAST.append(seen)
        return Going(before.trainings + 1 if before else 1, seen)


LAST: list[set[int]] = []


def data(rows, kind="hard", previous=None):
    rows = np.asarray(rows)
    value = Y[rows] if kind == "hard" else np.eye(2)[Y[rows]]
    told = Targets(rows, value, kind, np.ones(len(rows)), ("human:anna",) * len(rows))
    rest = np.setdiff1d(np.arange(40), rows)
    return Training(lambda r: X[r], rows, told, ("a", "b"), rest, previous=previous)


def inmost(model):
    """The models of the learner itself."""
    for name in ("members", "inner", "model"):
        if name in vars(model):
            found = getattr(model, name)
            return [m for one in (found if name == "members" else [found]) for m in inmost(one)]
    return [model]


RECIPES = [
    BalancedSampling(Goes()),
    Calibrated(Goes()),
    Calibrated(Laplace(Goes())),
    Distilled(Goes(), Goes()),
    Ensemble(Goes(), 3),
    Ensemble(Laplace(Goes()), 2),
    FrechetMean(Goes(), [[0, 1], [1, 0]]),
    Hast(Goes()),
    Laplace(Goes()),
    SelfPaced(Goes()),
    SelfTraining(Goes(), held=0.2),
    Vaal(Goes()),
]


@pytest.mark.parametrize("recipe", RECIPES, ids=repr)
def test_a_recipe_hands_on_the_model_inside(recipe):
    assert recipe.warm
    rng = np.random.default_rng(0)
    first = recipe.fit(data(np.arange(12)), rng)
    second = recipe.fit(data(np.arange(16), previous=first), rng)
    assert {m.trainings for m in inmost(first)} == {1}
    assert {m.trainings for m in inmost(second)} == {2}


def test_members_go_on_each_from_its_own():
    recipe, rng = Ensemble(Goes(), 2), np.random.default_rng(0)
    first = recipe.fit(data(np.arange(12)), rng)
    first.members[1].trainings = 5
    assert [m.trainings for m in recipe.fit(data(np.arange(16), previous=first), rng).members] == [2, 6]
    other = Ensemble(Goes(), 3).fit(data(np.arange(16), previous=first), rng)
    assert [m.trainings for m in other.members] == [1, 1, 1]


def test_what_is_held_out_was_never_seen():
    told = data(np.arange(20), previous=Going(1, set(range(20))))
    rest, at = apart(told, 0.2, np.random.default_rng(0))
    assert len(at) and rest.previous is None


def test_scores_out_of_fold_come_from_models_that_began_anew():
    recipe = LabelEnhanced(Goes(), Ontology({"a": ("b",)}))
    LAST.clear()
    recipe.fit(data(np.arange(20), "partial", Going(1, set(range(20)))), np.random.default_rng(0))
    assert [len(seen) for seen in LAST] == [16] * 5 + [20]


def test_the_successor_that_labels_does_not_go_on_from_the_target():
    LAST.clear()
    Plasm(Goes(), Goes()).fit(data(np.arange(12), previous=Going(1, {99})), np.random.default_rng(0))
    assert [99 in seen for seen in LAST] == [False, True, False]  # one labels, one learns, one is judged


QUICK = Loop(epochs=2, least_steps=4)


@pytest.mark.parametrize(
    "recipe",
    [DualHead, FutureTeacher, Heads, LossPrediction, MixUp, Recorded, Replay, Snapshots, SoftPseudo, Waal],
)
def test_a_model_does_not_hold_those_before(recipe):
    learner, rng = recipe(TorchLearner(Mlp((4,)), QUICK, retrain="warm")), np.random.default_rng(0)
    teacher = Going(1, set())
    first = learner.fit(replace(data(np.arange(12)), teacher=teacher), rng)
    second = learner.fit(replace(data(np.arange(16), previous=first), teacher=teacher), rng)
    gone = weakref.ref(first)
    del first
    gc.collect()
    assert gone() is None and second.proba(X).shape == (40, 2)
