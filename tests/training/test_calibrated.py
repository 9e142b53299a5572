"""Calibrated probabilities around any learner."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.special import softmax
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import BayesianRidge, LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import LinearSVC

from labelwise.errors import BadData, BadParameter, MissingCapability
from labelwise.learners import (
    BaggedLearner,
    OneVsRestLearner,
    PartialLogistic,
    RegressionLearner,
    SklearnLearner,
)
from labelwise.learners.progress import listening
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.training import Calibrated
from labelwise.training.calibrated import class_shares, folds_of
from labelwise.types import Targets, Training

X, Y = load_digits(return_X_y=True)
X = X / 16
LINE = LogisticRegression(max_iter=200)


class TestTemperature(LearnerSuite):
    def make(self):
        return Calibrated(LogisticRegression())


class TestIsotonic(LearnerSuite):
    def make(self):
        return Calibrated(GaussianNB(), "isotonic", folds=3)


class TestCommittee(LearnerSuite):
    def make(self):
        return Calibrated(BaggedLearner(LogisticRegression(), 2), folds=2)


def training(x, y, rows, **more):
    rows = np.sort(np.asarray(rows, np.int64))
    targets = Targets(rows, y[rows], "hard", np.ones(len(rows)), **more)
    rest = np.setdiff1d(np.arange(len(y)), rows)
    return Training(lambda r: x[r], rows, targets, tuple(range(y.max() + 1)), rest)


def losses(p, y):
    return -np.log(np.maximum(p[np.arange(len(y)), y], 1e-3)).mean()


def distance(p, y):
    """Expected calibration error by ten bins of equal size."""
    top, right = p.max(axis=1), p.argmax(axis=1) == y
    bins = np.array_split(np.argsort(top), 10)
    return sum(len(b) * abs(top[b].mean() - right[b].mean()) for b in bins) / len(y)


@pytest.mark.parametrize("method", ["temperature", "isotonic"])
@pytest.mark.parametrize("estimator", [LINE, RandomForestClassifier(20, random_state=0), GaussianNB()])
def test_confidence_comes_near_accuracy(method, estimator):
    """Digits, 150 random labels: too cautious, far too cautious, far too sure."""
    rows = np.random.default_rng(0).permutation(len(Y))
    data, test = training(X, Y, rows[:150]), rows[150:]
    made = Calibrated(estimator, method).fit(data, np.random.default_rng(0))
    plain, right = made.model.proba(X[test]), made.proba(X[test])
    assert distance(right, Y[test]) < 0.85 * distance(plain, Y[test])
    assert losses(right, Y[test]) < losses(plain, Y[test])


def test_a_temperature_changes_no_prediction_and_fits_the_last_layer():
    x, y = blobs()
    made = Calibrated(LINE).fit(training(x, y, np.arange(60)), np.random.default_rng(0))
    assert made.correction.value != 1
    np.testing.assert_array_equal(made.proba(x).argmax(axis=1), made.model.proba(x).argmax(axis=1))
    w, b = made.head()
    np.testing.assert_allclose(softmax(made.embedding(x) @ w.T + b, axis=1), made.proba(x), atol=1e-9)
    np.testing.assert_array_equal(made.embedding(x), made.model.embedding(x))


def test_curves_have_no_last_layer():
    x, y = blobs()
    learner = Calibrated(LINE, "isotonic")
    made = learner.fit(training(x, y, np.arange(60)), np.random.default_rng(0))
    assert "head" not in made.provides and "head" not in learner.provides
    with pytest.raises(MissingCapability, match='method="temperature"'):
        made.head()


def test_draws_are_corrected_one_by_one():
    x, y = blobs()
    learner = Calibrated(BaggedLearner(LINE, 3))
    made = learner.fit(training(x, y, np.arange(60)), np.random.default_rng(0))
    assert made.provides == learner.provides == ("proba", "samples")
    assert made.samples(x).shape == (3, 80, 4)
    np.testing.assert_allclose(made.samples(x)[1], made.correction(made.model.members[1].proba(x)))


class Spy:
    """Remembers what it was trained on and asked about; a row's input is its number."""

    accepts, provides = ("hard", "soft"), ("proba",)

    def __init__(self):
        self.trained, self.asked, self.hooks = [], [], []

    def fit(self, data, rng, hooks=()):
        seen = data.rows.tolist()
        self.trained.append(data)
        self.hooks.append(hooks)

        class Model:
            provides = ("proba",)

            def proba(_, x):
                self.asked.append((seen, list(x)))
                return np.tile([0.7, 0.3], (len(x), 1))

        return Model()


def test_no_label_is_predicted_by_a_model_that_has_seen_it():
    y, spy = np.arange(40) % 2, Spy()
    data = replace(training(np.arange(40), y, np.arange(5, 35)), unlabelled=np.arange(35, 40))
    Calibrated(spy).fit(data, np.random.default_rng(0), hooks=("h",))
    assert spy.trained[0].rows is data.rows and spy.hooks == [("h",)] * 6
    assert sorted(row for _, asked in spy.asked for row in asked) == list(range(5, 35))
    for seen, asked in spy.asked:
        assert not set(seen) & set(asked) and set(seen) | set(asked) == set(range(5, 35))
    hidden = [set(part.unlabelled) for part in spy.trained[1:]]
    assert all(h == set(range(35, 40)) | set(asked) for h, (_, asked) in zip(hidden, spy.asked, strict=True))


def test_what_a_model_labelled_is_learned_from_and_not_calibrated_on():
    y, spy = np.arange(40) % 2, Spy()
    by = tuple("model:hast" if r % 4 == 3 else "human:anna" for r in range(40))
    Calibrated(spy).fit(training(np.arange(40), y, np.arange(40), by=by), np.random.default_rng(0))
    assert {row for _, asked in spy.asked for row in asked} == {r for r in range(40) if r % 4 != 3}
    assert all(set(range(3, 40, 4)) <= set(part.rows) for part in spy.trained)


def test_labels_of_one_item_stay_together():
    rows, shares = np.repeat(np.arange(20), 3), np.eye(2)[np.repeat(np.arange(20) % 2, 3)]
    fold = folds_of(rows, shares, np.ones(60, bool), 4, np.random.default_rng(0)).reshape(20, 3)
    assert (fold == fold[:, :1]).all()
    assert np.bincount(fold[::2, 0]).tolist() in ([3, 3, 2, 2], [2, 3, 3, 2], [2, 2, 3, 3], [3, 2, 2, 3])
    usable = rows > 4
    assert (folds_of(rows, shares, usable, 4, np.random.default_rng(0))[~usable] == -1).all()


@pytest.mark.parametrize("rows", [[], [0], [0, 4], [0, 1], [0, 1, 2, 3]])
def test_without_two_labels_of_two_classes_the_plain_model_comes_back(rows):
    x, y = blobs()
    made = Calibrated(LINE).fit(training(x, y, rows), np.random.default_rng(0))
    plain = SklearnLearner(LINE).fit(training(x, y, rows), np.random.default_rng(0))
    assert type(made) is type(plain) and made.provides == plain.provides


def test_a_class_with_one_label_spoils_nothing():
    x, y = blobs()
    rows = np.r_[np.flatnonzero(y < 3)[:45], np.flatnonzero(y == 3)[:1]]
    made = Calibrated(LINE).fit(training(x, y, rows), np.random.default_rng(0))
    without = np.flatnonzero(y < 3)[:45]
    other = Calibrated(LINE).fit(training(x, y, without), np.random.default_rng(0))
    assert made.correction.value == pytest.approx(other.correction.value, rel=0.5)


def test_labels_of_other_kinds():
    soft = Targets(np.arange(2), np.array([[0.5, 0.5], [0.2, 0.8]]), "soft", np.ones(2))
    np.testing.assert_allclose(class_shares(Training(lambda r: r, soft.rows, soft)), soft.value)
    votes = Targets(np.arange(2), np.array([[3, 1], [0, 0]]), "votes", np.ones(2))
    np.testing.assert_allclose(
        class_shares(Training(lambda r: r, votes.rows, votes)), [[0.75, 0.25], [np.nan] * 2]
    )
    x, y = blobs()
    known = np.eye(4)[y]
    known[::3, 0] = 1
    partial = Targets(np.arange(80), known, "partial", np.ones(80))
    data = Training(lambda r: x[r], partial.rows, partial, tuple("abcd"))
    made = Calibrated(PartialLogistic()).fit(data, np.random.default_rng(0))
    assert made.correction.value > 0 and (made.proba(x).argmax(axis=1) == y).mean() > 0.9


def test_what_cannot_be_calibrated_is_refused():
    with pytest.raises(BadParameter, match="learner of classes that gives proba"):
        Calibrated(OneVsRestLearner(LogisticRegression()))
    with pytest.raises(BadParameter, match="learner of classes that gives proba"):
        Calibrated(RegressionLearner(BayesianRidge()))
    with pytest.raises(BadParameter, match="decision"):
        Calibrated(LinearSVC())
    with pytest.raises(BadParameter, match="'temperature', 'isotonic'"):
        Calibrated(LINE, "platt")
    data = training(*blobs(), np.arange(40))
    parts = replace(data, targets=replace(data.targets, part=np.zeros(40, np.int64)))
    with pytest.raises(BadData, match="parts of items"):
        Calibrated(LINE).fit(parts, np.random.default_rng(0))


class Bare:
    """A learner whose models have no state."""

    accepts, provides = ("hard",), ("proba",)

    def fit(self, data, rng):
        model = SklearnLearner(LINE).fit(data, rng)
        return SimpleNamespace(provides=("proba",), proba=model.proba)


class Stored:
    """A model with a state."""

    accepts, provides = ("hard",), ("proba",)

    def __init__(self, shift=0.0):
        self.shift = shift

    def fit(self, data, rng):
        return Stored(1.0)

    def proba(self, x):
        return softmax(np.column_stack([np.zeros(len(x)), x[:, 0] * 5 + self.shift]), axis=1)

    def state(self):
        return {"shift": self.shift}

    def restore(self, state):
        assert set(state) == {"shift"}
        return Stored(state["shift"])


@pytest.mark.parametrize("method", ["temperature", "isotonic"])
def test_a_stored_model_comes_back_with_its_correction(method):
    x, y = blobs()
    learner = Calibrated(Stored(), method)
    made = learner.fit(training(x, np.minimum(y, 1), np.arange(60)), np.random.default_rng(0))
    again = learner.restore(made.state())
    np.testing.assert_array_equal(again.proba(x), made.proba(x))
    plain = learner.restore(Stored(2.0).state())
    assert isinstance(plain, Stored) and plain.shift == 2
    twice = Calibrated(learner)
    both = twice.fit(training(x, np.minimum(y, 1), np.arange(60)), np.random.default_rng(0))
    np.testing.assert_array_equal(twice.restore(both.state()).proba(x), both.proba(x))
    assert not hasattr(
        Calibrated(Bare()).fit(training(x, y, np.arange(60)), np.random.default_rng(0)), "state"
    )


def test_folds_begin_anew_and_the_model_goes_on_from_the_one_inside():
    y, spy = np.arange(40) % 2, Spy()
    data = training(np.arange(40), y, np.arange(40))
    before = Calibrated(spy).fit(data, np.random.default_rng(0))
    spy.trained.clear()
    Calibrated(spy).fit(replace(data, previous=before), np.random.default_rng(0))
    assert spy.trained[0].previous is before.model
    assert [part.previous for part in spy.trained[1:]] == [None] * 5


def test_it_nests_and_says_how_far_it_is():
    x, y = blobs()
    heard = []
    with listening(lambda what, share: heard.append((what, share))):
        made = Calibrated(Calibrated(LINE, folds=2), folds=2).fit(
            training(x, y, np.arange(60)), np.random.default_rng(0)
        )
    assert ("calibrating", 0.5) in heard
    np.testing.assert_allclose(made.proba(x).sum(axis=1), 1)
    w, b = made.head()
    np.testing.assert_allclose(softmax(made.embedding(x) @ w.T + b, axis=1), made.proba(x), atol=1e-9)
