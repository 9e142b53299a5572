"""A network that learns from corrupted rows first, as a learner."""

from dataclasses import replace

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.learners import Loop, Mlp, SmallCnn, TorchLearner
from labelwise.testing.learner_suite import LearnerSuite, NumberSuite, TagsSuite, blobs
from labelwise.training import Scarf
from labelwise.types import Targets, Training

QUICK = {"epochs": 3, "batch": 40, "width": 8}
PLAIN = TorchLearner(Mlp((16,)), Loop(epochs=5, least_steps=60, rate=0.01))
X, Y = blobs()


def data(labels, rest=80, x=X, previous=None):
    rows = np.arange(labels)
    targets = Targets(rows, Y[rows], "hard", np.ones(labels))
    return Training(lambda r: x[r], rows, targets, tuple("abcd"), np.arange(labels, rest), previous=previous)


class TestScarf(LearnerSuite):
    tolerance = 1e-5

    def make(self):
        return Scarf(PLAIN, **QUICK)

    def test_it_comes_back_from_its_state_and_goes_on(self):
        learner = self.make()
        model = learner.fit(data(12), np.random.default_rng(0))
        again = learner.restore(model.state())
        np.testing.assert_array_equal(again.proba(X), model.proba(X))
        one, other = (
            learner.fit(data(20, previous=m), np.random.default_rng(1)).proba(X) for m in (model, again)
        )
        np.testing.assert_array_equal(one, other)


class TestTags(TagsSuite):
    tolerance = 1e-5

    def make(self):
        return Scarf(replace(PLAIN, output="tags"), **QUICK)


class TestNumbers(NumberSuite):
    tolerance = 1e-5

    def make(self):
        return Scarf(replace(PLAIN, output="mean"), **QUICK)


def first(model):
    return model.hooks[0].weights["1.weight"].numpy()


def test_first_layers_go_from_round_to_round_until_the_pool_has_doubled():
    learner = Scarf(PLAIN, **QUICK)
    assert learner.warm
    one = learner.fit(data(8, rest=40), np.random.default_rng(0))
    two = learner.fit(data(12, rest=60, previous=one), np.random.default_rng(1))
    np.testing.assert_array_equal(first(one), first(two))
    three = learner.fit(data(12, rest=80, previous=two), np.random.default_rng(2))
    assert three.hooks[0].count == 80 and not np.array_equal(first(one), first(three))


def test_one_class_alone_teaches_nothing():
    same = Targets(np.arange(2), np.zeros(2, np.int64), "hard", np.ones(2))
    learner = Scarf(PLAIN, **QUICK)
    cold = learner.fit(replace(data(2), targets=same), np.random.default_rng(0))
    assert cold.cold and cold.hooks[0].weights == {}
    model = learner.fit(data(12, previous=cold), np.random.default_rng(0))
    assert model.hooks[0].count == 80


def test_a_network_that_goes_on_keeps_its_weights():
    still = replace(PLAIN, retrain="warm", loop=Loop(epochs=1, least_steps=1, batch=80, rate=1e-9))
    before = Scarf(replace(still, loop=PLAIN.loop), **QUICK).fit(data(12), np.random.default_rng(0))
    after = Scarf(still, **QUICK).fit(data(20, previous=before), np.random.default_rng(1))
    np.testing.assert_allclose(after.proba(X), before.proba(X), atol=1e-5)
    np.testing.assert_array_equal(first(after), first(before))
    plain = PLAIN.fit(data(12), np.random.default_rng(0))
    after = Scarf(still, **QUICK).fit(data(20, previous=plain), np.random.default_rng(1))
    np.testing.assert_allclose(after.proba(X), plain.proba(X), atol=1e-5)
    assert after.hooks[0].weights == {}


def test_images_have_features_too():
    images = np.random.default_rng(0).normal(size=(80, 6, 6)) + Y[:, None, None]
    learner = Scarf(TorchLearner(SmallCnn((4,)), Loop(epochs=1, least_steps=2)), **QUICK)
    assert np.isfinite(learner.fit(data(12, x=images), np.random.default_rng(0)).proba(images)).all()


def test_what_has_no_features_is_refused():
    from labelwise.learners import MatchingLearner

    learner = Scarf(MatchingLearner(["ball team", "bank money"]), **QUICK)
    texts, tags = ["ball team goal", "bank money stock"] * 5, np.eye(2)[np.arange(10) % 2]
    targets = Targets(np.arange(10), tags, "tags", np.ones(10))
    words = Training(lambda r: [texts[i] for i in r], targets.rows, targets, ("a", "b"))
    with pytest.raises(BadParameter, match="Scarf is given items that are no arrays of numbers"):
        learner.fit(words, np.random.default_rng(0))
