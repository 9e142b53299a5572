"""Logistic regression on hard, soft, partial targets and votes."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from labelwise.errors import BadData, BadParameter
from labelwise.learners import PartialLogistic
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.types import Targets, Training

X, Y = blobs()
RNG = np.random.default_rng(0)


class TestPartialLogistic(LearnerSuite):
    def make(self):
        return PartialLogistic()


def training(value, kind, *, x=X, weight=None, classes=4):
    value = np.asarray(value)
    rows = np.arange(len(value))
    targets = Targets(rows, value, kind, np.ones(len(rows)) if weight is None else np.asarray(weight, float))
    return Training(lambda r: x[r], rows, targets, tuple("abcdef")[:classes])


def fitted(value, kind, learner=None, **more):
    return (learner or PartialLogistic()).fit(training(value, kind, **more), RNG)


def test_hard_targets_give_scikit_learns_model():
    theirs = LogisticRegression(C=0.5, tol=1e-8, max_iter=10_000).fit(X[:40], Y[:40])
    model = fitted(Y[:40], "hard", PartialLogistic(0.5))
    np.testing.assert_allclose(model.proba(X), theirs.predict_proba(X), atol=5e-4)


def test_weights_count_like_repeated_rows():
    at = np.array([0, 0, 0, *range(1, 20)])
    weighted = fitted(Y[:20], "hard", weight=[3, *[1] * 19])
    np.testing.assert_allclose(weighted.proba(X), fitted(Y[at], "hard", x=X[at]).proba(X[:80]), atol=5e-4)


@pytest.mark.parametrize("kind", ["soft", "votes", "partial"])
def test_one_class_each_is_the_same_in_every_kind(kind):
    np.testing.assert_allclose(
        fitted(np.eye(4)[Y[:40]], kind).proba(X), fitted(Y[:40], "hard").proba(X), atol=5e-4
    )


def test_votes_are_answers_counted_each():
    votes = RNG.integers(0, 3, (12, 4)) + np.eye(4, dtype=int)[Y[:12]]
    row, of = np.nonzero(votes)
    at, of = np.repeat(row, votes[row, of]), np.repeat(of, votes[row, of])
    np.testing.assert_allclose(
        fitted(votes, "votes").proba(X), fitted(of, "hard", x=X[at]).proba(X), atol=5e-4
    )


def test_the_number_of_classes_may_come_from_the_targets():
    for value, kind in ((1 - np.eye(4)[Y[:40]], "partial"), (np.eye(4)[Y[:40]], "soft"), (Y[:40], "hard")):
        assert fitted(value, kind, classes=0).proba(X).shape == (80, 4)


def test_a_no_alone_teaches_all_classes():
    """Every item answered with one class that it is not: four far clusters are still told apart."""
    wrong = (Y + 1 + np.arange(80) // 4 % 3) % 4
    model = fitted(1 - np.eye(4)[wrong], "partial")
    assert (model.proba(X).argmax(axis=1) == Y).mean() > 0.95


def test_noes_beside_few_labels_help():
    """Six overlapping clusters, one label each, and two hundred times one class that it is not."""
    gains = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        y = np.arange(206) % 6
        x = rng.normal(size=(206, 4)) * 1.5 + 3 * rng.normal(size=(6, 4))[y]
        mask = 1 - np.eye(6)[(y + rng.integers(1, 6, 206)) % 6]
        mask[:6] = np.eye(6)
        both, few = (fitted(m, "partial", x=x, classes=6).proba(x)[6:] for m in (mask, mask[:6]))
        gains.append((both.argmax(axis=1) == y[6:]).mean() - (few.argmax(axis=1) == y[6:]).mean())
    assert np.mean(gains) > 0.05 and min(gains) > 0


def test_an_update_ends_where_a_fit_does():
    learner, old = PartialLogistic(), fitted(Y[:30], "hard")
    data = training(Y[:40], "hard")
    new = learner.update(old, data, RNG)
    np.testing.assert_allclose(new.proba(X), learner.fit(data, RNG).proba(X), atol=5e-4)
    assert old.proba(X).tolist() != new.proba(X).tolist()
    cold = learner.update(fitted([1, 1], "hard"), data, RNG)
    np.testing.assert_array_equal(cold.proba(X), learner.fit(data, RNG).proba(X))


def test_an_update_may_bring_a_class():
    grown = PartialLogistic().update(fitted(Y[:40], "hard"), training(Y[:40], "hard", classes=5), RNG)
    p = grown.proba(X)
    assert p.shape == (80, 5) and p[:, 4].max() < 0.05


def test_bad_input():
    with pytest.raises(BadData, match=r"learns from numbers.*encoder="):
        fitted(Y[:4], "hard", x=np.array(["a", "b", "c", "d"], dtype=object))
    with pytest.raises(BadParameter, match="C is 0"):
        PartialLogistic(0)
