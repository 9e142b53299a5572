"""What recipes of consistency share."""

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.learners import Loop, Mlp, SmallCnn, TorchLearner
from labelwise.testing.learner_suite import blobs
from labelwise.training import FixMatch, Views
from labelwise.types import Targets, Training

PLAIN = TorchLearner(Mlp((16,)), Loop(epochs=5, least_steps=40, rate=0.01))
X, Y = blobs()


def data(x=X, labels=24, rest=80):
    rows = np.arange(labels)
    targets = Targets(rows, Y[rows], "hard", np.ones(labels))
    return Training(lambda r: x[r], rows, targets, tuple("abcd"), np.arange(labels, rest))


def test_without_unlabelled_items_it_is_the_plain_network():
    plain, ours = (
        learner.fit(data(rest=24), np.random.default_rng(0)).proba(X) for learner in (PLAIN, FixMatch(PLAIN))
    )
    np.testing.assert_array_equal(plain, ours)


def test_images_are_changed_too():
    images = np.random.default_rng(0).normal(size=(80, 6, 6)) + Y[:, None, None]
    learner = FixMatch(TorchLearner(SmallCnn((4,)), Loop(epochs=1, least_steps=2)), steps=2)
    model = learner.fit(data(images), np.random.default_rng(0))
    assert np.isfinite(model.proba(images)).all()


def test_learners_of_something_else_than_classes_are_refused():
    with pytest.raises(BadParameter, match="FixMatch is given a learner of no class probabilities"):
        FixMatch(TorchLearner(output="tags"))


def test_views_are_settings():
    assert Views(hidden=0.5).hidden == 0.5
    with pytest.raises(BadParameter):
        Views(hidden=1.0)
