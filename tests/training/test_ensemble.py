"""Several models of one learner."""

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor

from labelwise.learners import Loop, Mlp, RegressionLearner, TorchLearner
from labelwise.testing.learner_suite import LearnerSuite, NumberSuite, TagsSuite, blobs
from labelwise.training import Ensemble, Hast, Recorded
from labelwise.types import Targets, Training

QUICK = Loop(epochs=3, least_steps=40, rate=0.02)


class TestTrees(LearnerSuite):
    def make(self):
        return Ensemble(ExtraTreesClassifier(8), 3)


class TestNetworks(LearnerSuite):
    tolerance = 1e-5

    def make(self):
        return Ensemble(TorchLearner(Mlp((16,)), QUICK), 2)


class TestTags(TagsSuite):
    tolerance = 1e-5

    def make(self):
        return Ensemble(TorchLearner(Mlp((16,)), QUICK, output="tags"), 2)


class TestNumbers(NumberSuite):
    def make(self):
        return Ensemble(RegressionLearner(ExtraTreesRegressor(8)), 3)


def fit(learner):
    x, y = blobs()
    rows = np.arange(24)
    data = Training(lambda r: x[r], rows, Targets(rows, y[:24], "hard", np.ones(24)), tuple("abcd"))
    return learner.fit(data, np.random.default_rng(0))


def test_members_differ_and_the_prediction_is_their_mean():
    x, _ = blobs()
    model = fit(Ensemble(TorchLearner(Mlp((16,)), QUICK), 3))
    drawn = model.samples(x)
    assert drawn.shape == (3, 80, 4) and not np.allclose(drawn[0], drawn[1])
    np.testing.assert_allclose(model.proba(x), drawn.mean(axis=0))
    np.testing.assert_array_equal(model.embedding(x), model.members[0].embedding(x))


def test_state_and_back():
    x, _ = blobs()
    learner = Ensemble(TorchLearner(Mlp((16,)), QUICK), 2)
    model = fit(learner)
    np.testing.assert_array_equal(learner.restore(model.state()).samples(x), model.samples(x))


def test_the_pseudo_labels_of_its_members_are_told():
    x, y = blobs()
    rows = np.arange(24)
    told = Targets(rows, y[:24], "hard", np.ones(24), ("human:anna",) * 24)
    data = Training(lambda r: x[r], rows, told, tuple("abcd"), np.arange(24, 80))
    model = Ensemble(Hast(ExtraTreesClassifier(8)), 2).fit(data, np.random.default_rng(0))
    assert model.pseudo is model.members[0].pseudo and len(model.pseudo)
    assert not hasattr(fit(Ensemble(ExtraTreesClassifier(8), 2)), "pseudo")


def test_what_it_says_before_it_is_trained():
    assert Ensemble(TorchLearner(), 2).provides == ("proba", "samples", "embedding")
    assert Ensemble(TorchLearner(output="mean"), 2).provides == ("mean", "std", "embedding")


def test_hooks_of_the_members_are_apart_when_they_are_made_and_restored():
    x, _ = blobs()
    learner = Recorded(Ensemble(TorchLearner(Mlp((16,)), QUICK), 2), 2)
    model = fit(learner)
    again = learner.restore(model.state())
    for made in (model, again):
        for member, own in zip(made.members, model.members, strict=True):
            assert member.dynamics(x).shape == (2, 80, 4)
            np.testing.assert_allclose(member.dynamics(x)[-1], own.proba(x), atol=1e-6)
