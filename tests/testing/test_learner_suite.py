"""The contract suite catches learners that break the contract."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.linear_model import LogisticRegression

from labelwise.learners import SklearnLearner
from labelwise.testing.learner_suite import LearnerSuite, NumberSuite, TagsSuite, blobs


def suite(make, **changes):
    """A suite for the learner that ``make`` makes, with other methods of its models."""

    class Model:
        provides = ("proba",)

        def __init__(self, inner):
            self.inner = inner

        def proba(self, x):
            return changes.get("proba", lambda p: p)(self.inner.proba(x))

    class Learner:
        accepts = ("hard",)

        def __init__(self):
            self.fits = 0

        def __repr__(self):
            return f"Learner({self.fits})"

        def fit(self, data, rng):
            self.fits += changes.get("counts", 0)
            return Model(make().fit(data, rng if changes.get("seeded", True) else np.random.default_rng()))

    class Suite(LearnerSuite):
        def make(self):
            return Learner()

    return Suite()


def logistic():
    return SklearnLearner(LogisticRegression())


class Noise(BaseEstimator):
    """Probabilities from a generator that is drawn anew in every fit."""

    def __init__(self, random_state=None):
        self.random_state = random_state

    def fit(self, x, y):
        self.classes_ = np.unique(y)
        self.share_ = np.random.default_rng(self.random_state).random()
        return self

    def predict(self, x):
        return np.full(len(x), self.classes_[0])

    def predict_proba(self, x):
        p = np.full((len(x), len(self.classes_)), (1 - self.share_) / (len(self.classes_) - 1))
        p[:, 0] = self.share_
        return p


def test_an_honest_learner_passes():
    good = suite(logistic)
    good.test_probabilities_are_probabilities()
    good.test_fit_changes_neither_learner_nor_items()
    good.test_chunks_give_what_the_whole_gives()
    good.test_no_items_give_no_rows()


def test_probabilities_that_do_not_sum_to_one():
    with pytest.raises(AssertionError):
        suite(logistic, proba=lambda p: p * 0.9).test_probabilities_are_probabilities()


def test_columns_of_seen_classes_only():
    with pytest.raises(AssertionError):
        suite(logistic, proba=lambda p: p[:, [0, 2]]).test_a_class_without_labels_has_its_column()


def test_outputs_that_depend_on_the_chunk():
    with pytest.raises(AssertionError):
        suite(logistic, proba=lambda p: p - p.mean(axis=0)).test_chunks_give_what_the_whole_gives()


def test_a_learner_that_changes():
    with pytest.raises(AssertionError):
        suite(logistic, counts=1).test_fit_changes_neither_learner_nor_items()


def test_randomness_of_its_own():
    with pytest.raises(AssertionError):
        suite(lambda: SklearnLearner(Noise()), seeded=False).test_the_same_seed_gives_the_same_model()
    suite(lambda: SklearnLearner(Noise())).test_the_same_seed_gives_the_same_model()


def test_a_learner_that_learns_nothing():
    with pytest.raises(AssertionError):
        suite(lambda: SklearnLearner(Noise())).test_it_learns()


def test_the_items_are_far_clusters():
    x, y = blobs(4)
    assert x.shape == (80, 5) and np.bincount(y).tolist() == [20] * 4


class Broken:
    """A learner whose models give what ``outputs`` makes of the number of items."""

    def __init__(self, accepts, **outputs):
        self.accepts, self.outputs = (accepts,), outputs

    def fit(self, data, rng):
        methods = {name: (lambda x, f=f: f(len(x))) for name, f in self.outputs.items()}
        return SimpleNamespace(provides=tuple(methods), **methods)


def with_learner(suite, learner):
    return type("Suite", (suite,), {"make": lambda self: learner})()


def test_numbers_that_explain_nothing_or_are_none():
    flat = with_learner(NumberSuite, Broken("real", mean=np.zeros))
    flat.test_no_items_give_no_rows()
    with pytest.raises(AssertionError):
        flat.test_it_learns()
    minus = with_learner(NumberSuite, Broken("real", mean=np.zeros, std=lambda n: np.full(n, -1.0)))
    with pytest.raises(AssertionError):
        minus.test_means_are_numbers_and_spreads_not_negative()
    with pytest.raises(AssertionError):
        with_learner(NumberSuite, Broken("hard", mean=np.zeros)).test_it_is_a_learner()


def test_tags_beyond_probabilities_and_outputs_that_were_not_announced():
    beyond = with_learner(TagsSuite, Broken("partial", tags=lambda n: np.full((n, 4), 1.5)))
    with pytest.raises(AssertionError):
        beyond.test_each_tag_has_a_probability()
    with pytest.raises(AssertionError):
        beyond.test_it_learns()
    silent = Broken("partial", tags=lambda n: np.full((n, 4), 0.5))
    with_learner(TagsSuite, silent).test_a_model_has_what_it_says()
    silent.provides = ()
    with pytest.raises(AssertionError):
        with_learner(TagsSuite, silent).test_a_model_has_what_it_says()
