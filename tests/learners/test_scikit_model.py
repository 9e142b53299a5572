"""What a trained estimator gives: see also test_scikit, which trains them."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from labelwise.learners.scikit_model import SklearnModel, split

X = np.arange(12.0).reshape(6, 2)
Y = np.array([0, 0, 0, 2, 2, 2])


def test_split_follows_nested_pipelines():
    last = LogisticRegression()
    front, found = split(make_pipeline(StandardScaler(), make_pipeline(MinMaxScaler(), last)).fit(X, Y))
    assert found is not None and type(found) is LogisticRegression
    np.testing.assert_allclose(
        front.transform(X), MinMaxScaler().fit_transform(StandardScaler().fit_transform(X))
    )


@pytest.mark.parametrize(
    "pipeline", [Pipeline([("last", LogisticRegression())]), LogisticRegression()], ids=str
)
def test_split_without_transformers(pipeline):
    front, last = split(pipeline)
    assert front is None and isinstance(last, LogisticRegression)


def test_columns_are_the_tasks_classes():
    model = SklearnModel(LogisticRegression().fit(X, Y), 4, X[:1])
    p = model.proba(X)
    assert p.shape == (6, 4) and (p[:, [1, 3]] == 0).all()
    np.testing.assert_array_equal(p[:, [0, 2]], model.estimator.predict_proba(X))


def test_what_is_missing_has_a_way_out():
    model = SklearnModel(LogisticRegression(), 2, X[:1], cold=True)
    assert model.provides == ("embedding",)
    assert set(model.missing) == {"proba", "head", "samples"} and all(model.missing.values())
