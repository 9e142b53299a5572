"""One classifier for each tag."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from labelwise.errors import BadParameter
from labelwise.learners.multilabel import OneVsRestLearner
from labelwise.testing.learner_suite import TagsSuite
from labelwise.types import Targets, Training


class TestLogistic(TagsSuite):
    def make(self):
        return OneVsRestLearner(LogisticRegression())


class TestForest(TagsSuite):
    def make(self):
        return OneVsRestLearner(RandomForestClassifier(20))


class TestDecision(TagsSuite):
    def make(self):
        return OneVsRestLearner(make_pipeline(StandardScaler(), LinearSVC()), scores="decision")


class TestCompleteTags(TagsSuite):
    kind = "tags"

    def make(self):
        return OneVsRestLearner(LogisticRegression())

    def labels(self, y):
        return np.nan_to_num(super().labels(y))


X = np.random.default_rng(0).normal(size=(30, 3))
NAN = float("nan")


def fitted(known, estimator=None, weight=None):
    known = np.asarray(known, float)
    rows = np.arange(len(known))
    targets = Targets(rows, known, "partial", np.ones(len(known)) if weight is None else weight)
    data = Training(lambda r: X[r], rows, targets, tuple("abcdef")[: known.shape[1]])
    return OneVsRestLearner(estimator or LogisticRegression()).fit(data, np.random.default_rng(0))


def test_each_tag_is_a_plain_fit_on_the_items_of_which_it_is_known():
    rng = np.random.default_rng(1)
    known = (X[:, [0, 1]] + 0.3 * rng.normal(size=(30, 2)) > 0).astype(float)
    known[rng.random((30, 2)) < 0.4] = NAN
    weight = rng.random(30) + 0.5
    found = fitted(known, weight=weight).tags(X)
    for k in (0, 1):
        rows = ~np.isnan(known[:, k])
        plain = LogisticRegression().fit(X[rows], known[rows, k], sample_weight=weight[rows])
        np.testing.assert_allclose(found[:, k], plain.predict_proba(X)[:, 1])


def test_a_tag_with_one_value_seen_is_a_constant():
    found = fitted([[1, 0, NAN], [1, NAN, NAN], [1, NAN, NAN]]).tags(X)
    np.testing.assert_allclose(found, np.tile([4 / 5, 1 / 3, 1 / 2], (30, 1)))


@pytest.mark.parametrize("thing", [LinearRegression(), "svm"])
def test_what_is_no_classifier_is_refused(thing):
    with pytest.raises(BadParameter, match=r"the estimator is .*classifier"):
        OneVsRestLearner(thing)
