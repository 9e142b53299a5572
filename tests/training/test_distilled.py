"""A student of a teacher's shares."""

import numpy as np
import pytest
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression, Perceptron

from labelwise.errors import BadParameter, MissingCapability
from labelwise.learners import PartialLogistic, RegressionLearner
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.training import Distilled, Hast
from labelwise.training.choosing import NeighbourAgreement
from labelwise.types import Targets, Training


class TestOfForest(LearnerSuite):
    def make(self):
        return Distilled(PartialLogistic(), ExtraTreesClassifier(10))


class TestCopies(LearnerSuite):
    def make(self):
        return Distilled(LogisticRegression(), ExtraTreesClassifier(10), temperature=0.5)


X, Y = blobs(3, 60)


def data(teacher=None, kind="hard"):
    rows = np.arange(12)
    value = Y[:12] if kind == "hard" else np.eye(3)[Y[:12]] * (3 if kind == "votes" else 1)
    told = Targets(rows, value, kind, np.ones(12), ("human:anna",) * 12)
    return Training(lambda r: X[r], rows, told, tuple("abc"), np.arange(12, 60), teacher=teacher)


class Oracle:
    provides = ("proba",)

    def proba(self, x):
        right = (x[:, None] == X).all(axis=2).argmax(axis=1)
        return 0.8 * np.eye(3)[Y[right]] + 0.2 / 3


@pytest.mark.parametrize("kind", ["hard", "soft", "votes"])
def test_the_teacher_is_asked_about_what_people_have_not_labelled(kind):
    model = Distilled(PartialLogistic(), weight=0.5).fit(data(Oracle(), kind), np.random.default_rng(0))
    assert model.pseudo.rows.tolist() == list(range(12, 60)) and set(model.pseudo.weight) == {0.5}
    assert set(model.pseudo.by) == {"model:distilled"}
    np.testing.assert_allclose(model.pseudo.value, Oracle().proba(X[12:]))


def test_one_that_is_trained_comes_before_one_that_is_given_and_few_items_are_asked_about():
    recipe = Distilled(PartialLogistic(), LogisticRegression(), temperature=0.5, most=20)
    model = recipe.fit(data(Oracle()), np.random.default_rng(0))
    assert len(model.pseudo) == 20
    own = recipe.teacher.fit(data(), np.random.default_rng(0)).proba(X[model.pseudo.rows]) ** 2
    np.testing.assert_allclose(model.pseudo.value, own / own.sum(axis=1, keepdims=True))


def test_without_a_teacher_the_shares_of_answers_teach():
    made = Distilled(LogisticRegression()).fit(data(kind="votes"), np.random.default_rng(0))
    plain = LogisticRegression().fit(X[:12], Y[:12], sample_weight=np.full(12, 3.0))
    np.testing.assert_allclose(made.proba(X), plain.predict_proba(X), atol=1e-6)
    assert len(made.pseudo) == 0


def test_it_nests():
    nested = Hast(Distilled(LogisticRegression(), ExtraTreesClassifier(10)), NeighbourAgreement(5))
    model = nested.fit(data(kind="soft"), np.random.default_rng(0))
    assert (model.proba(X).argmax(axis=1) == Y).mean() > 0.9


def test_what_it_cannot_work_with_is_refused_at_once():
    with pytest.raises(BadParameter, match="the student takes"):
        Distilled(RegressionLearner(LinearRegression()))
    with pytest.raises(MissingCapability, match="the teacher SklearnLearner gives no proba"):
        Distilled(LogisticRegression(), Perceptron())
    with pytest.raises(BadParameter, match="Distilled is given 'forest'"):
        Distilled(LogisticRegression(), "forest")
