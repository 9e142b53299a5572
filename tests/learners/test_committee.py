"""Members of committees and their classes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    RandomForestClassifier,
    VotingClassifier,
)
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC

from labelwise.learners.committee import draws, is_committee
from labelwise.testing.learner_suite import blobs

X, Y = blobs(3)


def naive(committee, x, classes):
    """Each member asked by hand: its own classes are numbers of those of the committee."""
    out = []
    for k, member in enumerate(committee.estimators_):
        columns = getattr(committee, "estimators_features_", {k: slice(None)})[k]
        p = np.zeros((x.shape[0], classes))
        for j, own in enumerate(member.classes_):
            p[:, committee.classes_[int(own)]] = member.predict_proba(x[:, columns])[:, j]
        out.append(p)
    return np.stack(out)


@pytest.mark.parametrize(
    "committee",
    [
        RandomForestClassifier(3, random_state=0),
        ExtraTreesClassifier(3, random_state=0),
        BaggingClassifier(KNeighborsClassifier(1), 4, max_features=2, max_samples=5, random_state=0),
        VotingClassifier([("a", GaussianNB()), ("b", LogisticRegression()), ("c", "drop")]),
    ],
    ids=lambda c: type(c).__name__,
)
def test_members_by_hand(committee):
    committee.fit(X, np.array([1, 4, 5])[Y])
    np.testing.assert_array_equal(draws(committee, X, 6), naive(committee, X, 6))
    assert is_committee(committee)


def test_sparse_features():
    x = sparse.csr_matrix(np.maximum(X, 0))
    committee = BaggingClassifier(LogisticRegression(), 3, max_features=3, random_state=0).fit(x, Y)
    np.testing.assert_allclose(draws(committee, x, 3), draws(committee, x.toarray(), 3))


@pytest.mark.parametrize(
    ("estimator", "yes"),
    [
        (RandomForestClassifier(), True),
        (BaggingClassifier(), True),
        (AdaBoostClassifier(), False),
        (GradientBoostingClassifier(), False),
        (LogisticRegression(), False),
    ],
)
def test_which_are_committees(estimator, yes):
    assert is_committee(estimator) is yes


def test_members_without_probabilities_are_none():
    assert not is_committee(BaggingClassifier(LinearSVC(random_state=0), 2, random_state=0).fit(X, Y))
