"""One model a class that takes in what is easy."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression, Perceptron
from sklearn.svm import LinearSVC

from labelwise.errors import BadParameter, MissingCapability
from labelwise.learners import RegressionLearner, SklearnLearner
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.training import SelfPaced
from labelwise.training.self_paced import Pace, own_task, paced_labels, paced_weights, signs
from labelwise.types import Targets, Training


class TestLogistic(LearnerSuite):
    def make(self):
        return SelfPaced(LogisticRegression(), Pace(rounds=2))


class TestVectors(LearnerSuite):
    def make(self):
        return SelfPaced(SklearnLearner(LinearSVC(), scores="decision"), Pace(rounds=1), hard=True)


X, Y = blobs(3, 60)
X = X / 4 + np.random.default_rng(1).normal(size=X.shape) / 2


def data(value, kind="hard", many=12):
    rows = np.arange(many)
    told = Targets(rows, value[:many], kind, np.ones(many), ("human:anna",) * many)
    return Training(lambda r: X[r], rows, told, tuple("abc"), np.arange(many, 60))


def fitted(given, **options):
    return SelfPaced(LogisticRegression(), **options).fit(given, np.random.default_rng(0))


def test_the_pace_grows_evenly():
    assert Pace(1.0, 0.5, 3).values() == [1.0, 1.5, 2.0] and Pace(rounds=0).values() == []


def test_weights_fall_with_the_loss():
    loss = np.linspace(0, 3, 31)
    np.testing.assert_allclose(paced_weights(loss, 1.5, cost=2.0), np.maximum(1 - loss / 0.75, 0), atol=1e-12)
    assert set(paced_weights(loss, 1.5, hard=True)) == {0.0, 1.0}
    assert paced_weights(loss, 1.5, hard=True).sum() == (loss < 1.5).sum()


def test_an_item_has_the_class_that_alone_claims_it():
    label, loss, clear = paced_labels(np.array([[0.5, -2.0, -0.5], [-1, -1, -0.1], [2.0, 1.0, -3.0]]))
    assert label.tolist() == [0, -1, 0] and clear.tolist() == [True, True, False]
    np.testing.assert_allclose(loss[:2], [[0.5, 0, 0.5], [0, 0, 0.9]])


def test_what_is_known_of_each_class():
    assert signs(Targets(np.arange(2), np.array([2, 0]), "hard", np.ones(2)), 3).tolist() == [
        [-1, -1, 1],
        [1, -1, -1],
    ]
    either = np.array([[1, 1, 0], [0, 1, 0], [1, 1, 1]])
    given = data(either, "partial", 3)
    known = signs(given.targets, 3)
    assert known.tolist() == [[0, 0, -1], [-1, 1, -1], [0, 0, 0]]
    own = own_task(given, known, 1)
    assert (
        own.rows.tolist() == [1] and own.targets.value.tolist() == [1] and own.targets.by == ("human:anna",)
    )


def test_what_was_ruled_out_teaches_the_class_that_it_is_not():
    told = np.eye(3)[Y]
    ruled = told.copy()
    ruled[Y == 2] = [0, 1, 1]  # not the first class, and no more
    model, full = (fitted(data(given, "partial"), pace=Pace(rounds=0)) for given in (ruled, told))
    np.testing.assert_allclose(model.tags(X)[:, 0], full.tags(X)[:, 0])
    assert not np.allclose(model.tags(X)[:, 1], full.tags(X)[:, 1])


def test_more_is_taken_in_at_a_faster_pace_and_nothing_of_people_is_replaced():
    slow, fast = (fitted(data(Y), pace=Pace(easy, 0.0, 1)) for easy in (0.2, 2.0))
    assert 0 <= len(slow.pseudo) < len(fast.pseudo) <= 48
    assert set(fast.pseudo.by) == {"model:selfpaced"} and fast.pseudo.rows.min() >= 12
    assert ((fast.pseudo.weight > 0) & (fast.pseudo.weight <= 1)).all()
    assert (fast.pseudo.value == Y[fast.pseudo.rows]).mean() > 0.8


def test_state_and_back():
    made = []

    class Learner:
        accepts, provides = ("hard",), ("proba",)

        def fit(self, given, rng):
            model = SklearnLearner(LogisticRegression()).fit(given, rng)
            made.append(model)
            at = len(made) - 1
            model.state = lambda: {"id": at}
            return model

        def restore(self, state):
            return made[int(state["id"])]

    recipe = SelfPaced(Learner(), Pace(rounds=1))
    model = recipe.fit(data(Y % 2), np.random.default_rng(0))
    np.testing.assert_array_equal(recipe.restore(model.state()).tags(X), model.tags(X))


def test_what_it_cannot_work_with_is_refused_at_once():
    with pytest.raises(BadParameter, match="one model a class"):
        SelfPaced(RegressionLearner(LinearRegression()))
    with pytest.raises(MissingCapability, match="needs proba, and SklearnLearner gives none"):
        SelfPaced(Perceptron())
