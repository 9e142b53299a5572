"""The frame of self-training."""

from dataclasses import dataclass

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression, Perceptron

from labelwise.errors import BadParameter, MissingCapability
from labelwise.learners import BaggedLearner, PartialLogistic, RegressionLearner, SklearnLearner
from labelwise.params import Piece
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.training import Calibrated, Hast, SelfPaced, SelfTraining, Ust
from labelwise.training.choosing import Even, Percentile, Shared
from labelwise.types import Targets, Training


class TestSelfTraining(LearnerSuite):
    def make(self):
        return SelfTraining(LogisticRegression(), Percentile(30), Even(0.5), 2)


X, Y = blobs(3, 60)
LEARNER = SklearnLearner(LogisticRegression())


def data(kind="hard", weight=1.0, classes=(0, 1, 2)):
    rows = np.concatenate([np.flatnonzero(c == Y)[:4] for c in classes])
    rows.sort()
    value = Y[rows] if kind == "hard" else np.eye(3)[Y[rows]]
    told = Targets(rows, value, kind, np.full(len(rows), weight), ("human:anna",) * len(rows))
    return Training(lambda r: X[r], rows, told, tuple("abc"), np.setdiff1d(np.arange(60), rows))


@dataclass(frozen=True, repr=False)
class Watch(Piece):
    """Chooses the first ``many`` items, more each round, and keeps what it saw."""

    seen: list
    many: int = 4

    def __call__(self, drawn):
        self.seen.append(drawn)
        at = np.arange(self.many * (drawn.turn + 1)) if self.many else np.zeros(0, np.int64)
        return at, drawn.labels[at]


@dataclass(frozen=True, repr=False)
class Zero(Piece):
    def __call__(self, drawn, at, classes):
        return np.full(len(drawn.told), 3.0), np.where(at < 2, 0.0, 1.5)


def fitted(recipe, given=None):
    return recipe.fit(given or data(), np.random.default_rng(0))


def test_every_round_chooses_anew_by_the_model_before_it():
    seen = []
    model = fitted(SelfTraining(LEARNER, Watch(seen), rounds=3))
    assert [d.turn for d in seen] == [0, 1, 2] and len({id(d.model) for d in seen}) == 3
    assert all(d.rows is seen[0].rows and d.data.rows.tolist() == data().rows.tolist() for d in seen)
    assert model.pseudo.rows.tolist() == data().unlabelled[:12].tolist()
    assert set(model.pseudo.by) == {"model:selftraining"} and model.pseudo.kind == "hard"


def test_nothing_chosen_keeps_the_model():
    model = fitted(SelfTraining(LEARNER, Watch([], 0), rounds=2))
    np.testing.assert_array_equal(model.proba(X), fitted(LEARNER).proba(X))
    assert len(model.pseudo) == 0


def test_one_class_or_no_item_left_gives_the_plain_model():
    one = fitted(SelfTraining(LEARNER, Watch([])), data(classes=(1,)))
    assert "proba" not in one.provides and len(one.pseudo) == 0
    told = Targets(np.arange(60), Y, "hard", np.ones(60))
    all_told = Training(lambda r: X[r], told.rows, told, tuple("abc"))
    assert len(fitted(SelfTraining(LEARNER, Watch([])), all_told).pseudo) == 0


def test_weights_are_brought_to_one_for_people_and_none_are_left_out():
    model = fitted(SelfTraining(LEARNER, Watch([]), Zero()))
    assert model.pseudo.weight.tolist() == [0.5, 0.5] and len(model.pseudo) == 2
    doubled = fitted(SelfTraining(LEARNER, Watch([]), Zero()), data(weight=2.0))
    assert doubled.pseudo.weight.tolist() == [0.25, 0.25]
    one = fitted(SelfTraining(LEARNER, Watch([]), Shared(), total=1.0))
    np.testing.assert_allclose(one.pseudo.weight.sum(), 0.5)


@pytest.mark.parametrize("kind", ["soft", "partial", "votes"])
def test_pseudo_labels_have_the_kind_of_the_labels(kind):
    model = fitted(SelfTraining(PartialLogistic(), Percentile(30)), data(kind))
    assert model.pseudo.kind == kind and (model.pseudo.value.sum(axis=1) == 1).all()
    assert (model.pseudo.value.argmax(axis=1) == Y[model.pseudo.rows]).mean() > 0.9


def test_items_are_drawn_where_there_are_many():
    seen = []
    fitted(SelfTraining(LEARNER, Watch(seen), most=10))
    assert len(seen[0].rows) == 10 and set(seen[0].rows) <= set(data().unlabelled)


@dataclass(frozen=True, repr=False)
class Spoil(Piece):
    """Right labels in round one, wrong ones after that."""

    def __call__(self, drawn):
        at = np.arange(len(drawn.rows))
        return at, (Y[drawn.rows] + (drawn.turn > 0)) % 3


def test_the_round_is_chosen_by_held_out_labels_and_all_labels_teach():
    spoilt = fitted(SelfTraining(LEARNER, Spoil(), rounds=3))
    assert (spoilt.proba(X).argmax(axis=1) == Y).mean() < 0.5
    good = fitted(SelfTraining(LEARNER, Spoil(), rounds=3, held=0.25))
    assert (good.proba(X).argmax(axis=1) == Y).mean() == 1
    assert len(good.pseudo) == len(data().unlabelled)
    few = data(classes=(0, 1, 2))
    rows = np.array([few.rows[few.targets.value == c][0] for c in range(3)])
    told = Targets(rows, Y[rows], "hard", np.ones(3))
    single = Training(lambda r: X[r], rows, told, tuple("abc"), np.setdiff1d(np.arange(60), rows))
    assert len(fitted(SelfTraining(LEARNER, Percentile(50), rounds=2, held=0.4), single).pseudo) == 57


def test_what_it_cannot_work_with_is_refused_at_once():
    with pytest.raises(BadParameter, match="gives items classes"):
        SelfTraining(RegressionLearner(LinearRegression()), Percentile())
    with pytest.raises(MissingCapability, match=r"EasyDraws needs samples.*BaggedLearner"):
        Ust(LogisticRegression())
    with pytest.raises(MissingCapability, match="needs embedding"):
        Hast(BaggedLearner(LogisticRegression()))
    with pytest.raises(MissingCapability, match="needs proba"):
        Hast(Perceptron())


def test_hooks_reach_every_training():
    given = []

    class Hookable:
        accepts, provides, hookable = ("hard",), ("proba",), True

        def fit(self, data, rng, hooks=()):
            given.append(hooks)
            return LEARNER.fit(data, rng)

    SelfTraining(Hookable(), Percentile()).fit(data(), np.random.default_rng(0), ("hook",))
    assert given == [("hook",), ("hook",)]


def test_a_model_that_cannot_give_yet_what_the_pieces_need_comes_back_plain():
    recipe = Hast(SelfPaced(LogisticRegression()))
    for rows in ([], [0], [0, 3]):
        rows = np.array(rows, np.int64)
        told = Targets(rows, rows % 2, "hard", np.ones(len(rows)))
        given = Training(lambda r: X[r], rows, told, ("a", "b", "c"), np.setdiff1d(np.arange(len(X)), rows))
        model = recipe.fit(given, np.random.default_rng(0))
        assert model.proba(X[:2]).shape == (2, 3)
        assert Calibrated(recipe.learner).fit(given, np.random.default_rng(0)).proba(X[:2]).shape == (2, 3)
