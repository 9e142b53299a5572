"""What is trained of a classifier for each tag."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from labelwise.errors import MissingCapability
from labelwise.learners.multilabel import OneVsRestLearner

from .test_multilabel import X, fitted


def test_it_gives_the_features_after_the_transformers():
    model = fitted([[1, 0], [0, 1]], make_pipeline(StandardScaler(), LogisticRegression()))
    assert model.provides == ("tags", "embedding") == OneVsRestLearner(LogisticRegression()).provides
    np.testing.assert_allclose(model.embedding(X), StandardScaler().fit(X[:2]).transform(X))


def test_a_classifier_without_probabilities_says_what_to_do():
    model = fitted([[1, 0], [0, 1]], LinearSVC())
    assert model.provides == ("embedding",) == OneVsRestLearner(LinearSVC()).provides
    with pytest.raises(MissingCapability, match=r'CalibratedClassifierCV.*OneVsRestLearner.*"decision"'):
        model.tags(X)
