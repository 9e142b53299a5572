"""Logistic regression on hard, soft, partial targets and votes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.optimize import check_grad
from scipy.special import logsumexp, softmax
from sklearn.linear_model import LogisticRegression

from labelwise.errors import BadData, BadParameter, MissingCapability
from labelwise.learners import PartialLogistic
from labelwise.learners.partial import _Loss
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


def by_hand(value, kind, z):
    if kind == "partial":
        return [logsumexp(line) - logsumexp(line[m > 0]) for line, m in zip(z, value, strict=True)]
    return [-(q * (line - logsumexp(line))).sum() for line, q in zip(z, value, strict=True)]


@pytest.mark.parametrize("kind", ["soft", "votes", "partial"])
def test_loss_and_gradient_by_hand(kind):
    value = RNG.integers(0, 2, (9, 4)) | np.eye(4, dtype=int)[Y[:9]]
    value = value / value.sum(axis=1, keepdims=True) if kind == "soft" else value.astype(float)
    targets = Targets(np.arange(9), value, kind, RNG.random(9))
    loss, flat = _Loss(X[:9], value, targets, 0.7), RNG.normal(size=4 * 6)
    w = flat.reshape(4, 6)
    z = X[:9] @ w[:, :-1].T + w[:, -1]
    wanted = targets.weight @ by_hand(value, kind, z) + 0.35 * (w[:, :-1] ** 2).sum()
    assert loss(flat)[0] == pytest.approx(wanted / targets.weight.sum())
    assert check_grad(lambda v: loss(v)[0], lambda v: loss(v)[1], flat) < 1e-4


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


def test_the_head_is_the_model():
    model = fitted(Y[:40], "hard")
    w, b = model.head()
    np.testing.assert_allclose(softmax(model.embedding(X) @ w.T + b, axis=1), model.proba(X))


@pytest.mark.parametrize("form", [sparse.csr_matrix, pd.DataFrame, lambda x: x.astype(np.float32)])
def test_features_of_every_form(form):
    x = form(X)
    pick = x.iloc.__getitem__ if hasattr(x, "iloc") else x.__getitem__
    targets = Targets(np.arange(40), Y[:40], "hard", np.ones(40))
    made = PartialLogistic().fit(Training(pick, targets.rows, targets, tuple("abcd")), RNG)
    np.testing.assert_allclose(made.proba(x), fitted(Y[:40], "hard").proba(X), atol=5e-4)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (np.zeros(0, int), "hard"),
        ([1, 1], "hard"),
        ([[0, 1, 1, 0], [0, 1, 0, 1]], "partial"),
        ([[0, 2, 0, 0]], "votes"),
        ([[0, 1.0, 0, 0]], "soft"),
    ],
)
def test_before_two_classes_there_is_no_proba(value, kind):
    model = fitted(value, kind)
    assert model.provides == ("embedding",) and model.embedding(X).shape == X.shape
    with pytest.raises(MissingCapability, match="at least two classes"):
        model.proba(X)


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
