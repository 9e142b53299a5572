"""A recorded training: what the model was after every epoch, or at every stage."""

import warnings

import numpy as np
import pytest
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from labelwise.errors import BadParameter
from labelwise.learners import RecordedLearner
from labelwise.pool import as_pool
from labelwise.strategy import View
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.types import Targets, Training

SGD = SGDClassifier(loss="log_loss", random_state=0)


class TestEpochs(LearnerSuite):
    def make(self):
        return RecordedLearner(SGD, 5)


class TestEpochsOfAPipeline(LearnerSuite):
    def make(self):
        return RecordedLearner(make_pipeline(StandardScaler(), SGDClassifier(loss="log_loss")), 5)


class TestStages(LearnerSuite):
    def make(self):
        return RecordedLearner(GradientBoostingClassifier(n_estimators=12), 5)


def data(weight=None):
    x, y = blobs()
    targets = Targets(np.arange(60), y[:60], "hard", np.ones(60) if weight is None else weight)
    return x, Training(lambda r: x[r], np.arange(60), targets, tuple("abcde"))


def naive(x, y, epochs, seed):
    """Ten lines: shuffle, one pass, remember."""
    rng, made = np.random.default_rng(seed), []
    model = SGDClassifier(loss="log_loss", random_state=0)
    for _ in range(epochs):
        order = rng.permutation(len(y))
        model.partial_fit(x[order], y[order], classes=np.unique(y))
        made.append(model.predict_proba(x))
    return np.stack(made)


def test_epochs_equal_the_naive_loop():
    x, training = data()
    model = RecordedLearner(SGD, 4).fit(training, np.random.default_rng(3))
    made = model.dynamics(x[:60])
    assert made.shape == (4, 60, 5) and (made[:, :, 4] == 0).all()
    np.testing.assert_allclose(made[:, :, :4], naive(x[:60], training.targets.value, 4, 3))
    np.testing.assert_array_equal(made[-1], model.proba(x[:60]))
    assert not np.allclose(made[0], made[-1])


@pytest.mark.parametrize("epochs", [2, 5, 12, 40])
def test_stages_are_those_of_the_estimator_and_end_with_the_model(epochs):
    x, training = data()
    trees = GradientBoostingClassifier(n_estimators=12, random_state=0)
    model = RecordedLearner(trees, epochs).fit(training, np.random.default_rng(0))
    made, every = model.dynamics(x), np.stack(list(model.last.estimator.staged_predict_proba(x)))
    assert len(made) == min(epochs, 12)
    np.testing.assert_allclose(made[-1], model.proba(x))
    assert all(any(np.allclose(stage[:, :4], one) for one in every) for stage in made)
    assert model.dynamics(x[:0]).shape[1:] == (0, 5)


def test_stages_behind_transformers():
    x, training = data()
    trees = make_pipeline(StandardScaler(), GradientBoostingClassifier(n_estimators=6, random_state=0))
    model = RecordedLearner(trees, 3).fit(training, np.random.default_rng(0))
    assert model.dynamics(x).shape == (3, 80, 5)
    np.testing.assert_allclose(model.dynamics(x)[-1], model.proba(x))


@pytest.mark.parametrize("estimator", [MLPClassifier((8,)), GaussianNB()])
def test_others_with_partial_fit(estimator):
    x, training = data()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = RecordedLearner(estimator, 3).fit(training, np.random.default_rng(0)).dynamics(x)
    np.testing.assert_allclose(made.sum(axis=2), 1)


def test_weights_are_passed_on():
    x, training = data()
    _, lifted = data(np.where(np.arange(60) % 4 == 0, 50.0, 1.0))
    plain, heavy = (
        RecordedLearner(GaussianNB(), 2).fit(t, np.random.default_rng(0)).proba(x)[:, 0].mean()
        for t in (training, lifted)
    )
    assert heavy > plain


def test_a_view_finds_dynamics_by_name():
    x, training = data()
    model = RecordedLearner(SGD, 3).fit(training, np.random.default_rng(0))
    view = View(as_pool(x), model)
    np.testing.assert_allclose(view.get("dynamics", np.array([2, 5])), model.dynamics(x[[2, 5]]))


@pytest.mark.parametrize("estimator", [LogisticRegression(), SGDClassifier(), make_pipeline(SGDClassifier())])
def test_what_cannot_be_followed_is_refused(estimator):
    with pytest.raises(BadParameter, match="cannot be followed"):
        RecordedLearner(estimator)
