"""The named methods of self-training keep the contract of learners."""

import numpy as np
from sklearn.linear_model import LogisticRegression

import labelwise as lw
from labelwise.learners import BaggedLearner, PartialLogistic
from labelwise.testing.learner_suite import LearnerSuite
from labelwise.training import AcTune, Ceal, Curriculum, Hast, Nest, Ust, Verips
from labelwise.training.choosing import Decaying, EasyDraws, NeighbourAgreement


class TestHast(LearnerSuite):
    def make(self):
        return Hast(PartialLogistic(), NeighbourAgreement(5))


class TestUst(LearnerSuite):
    def make(self):
        return Ust(BaggedLearner(LogisticRegression()), EasyDraws(5))


class TestAcTune(LearnerSuite):
    def make(self):
        return AcTune(LogisticRegression())


class TestVerips(LearnerSuite):
    def make(self):
        return Verips(LogisticRegression())


class TestNest(LearnerSuite):
    def make(self):
        return Nest(LogisticRegression())


class TestCeal(LearnerSuite):
    def make(self):
        return Ceal(LogisticRegression(), Decaying(0.5))


class TestCurriculum(LearnerSuite):
    def make(self):
        return Curriculum(LogisticRegression())


def test_each_adds_labels_and_nests_in_another():
    for suite in (TestHast, TestUst, TestAcTune, TestVerips, TestNest, TestCeal, TestCurriculum):
        model = suite().train(suite().rows_of(0, 1, 2, 3))
        assert len(model.pseudo) > 0, suite.__name__
        assert set(model.pseudo.by) == {f"model:{suite.__name__[4:].lower()}"}
    nested = Hast(Ceal(LogisticRegression(), Decaying(0.5)), NeighbourAgreement(5))
    model = TestHast().train(TestHast().rows_of(0, 1, 2, 3), learner=nested)
    assert set(model.pseudo.by) <= {"model:hast", "model:ceal"} and np.isfinite(TestHast().out(model)).all()


def test_a_campaign_asks_and_learns_with_one():
    x, y = TestHast().items()
    made = lw.simulate(
        x,
        y,
        learner=Hast(LogisticRegression(), NeighbourAgreement(5)),
        strategy="margin",
        batch=8,
        budget=24,
        seeds=1,
        test=(x, y),
    )
    last = made.rows()[-1]
    assert last["labels"] == 24 and last["score"] > 0.9
