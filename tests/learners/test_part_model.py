"""A classifier of parts, applied to every part."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from labelwise.errors import BadData
from labelwise.learners import PartLearner

from .test_parts import RAGGED, WIDTH, X, labels, train


def test_chunks_of_items_give_what_the_whole_gives():
    model = train(RandomForestClassifier(10), labels())
    whole, parts = model.proba(X), [model.proba(x) for x in np.array_split(X, 7)]
    np.testing.assert_array_equal(np.concatenate(parts), whole)
    assert whole.dtype == np.float32
    assert model.proba(X[:0]).shape == (0, 6, 3)
    assert len(model.proba(RAGGED.take([]))) == 0 and model.embedding(X[:0]).shape == (0, 6, 4)


def test_the_head_belongs_to_the_embedding_of_parts():
    model = train(make_pipeline(StandardScaler(), LogisticRegression()), labels())
    w, b = model.head()
    z = model.embedding(X).reshape(-1, WIDTH) @ w.T + b
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(p, model.proba(X).reshape(-1, 3), atol=1e-4)


def test_other_features_than_in_training_are_refused():
    with pytest.raises(BadData, match=r"parts have 3 features.*4, as in training"):
        train(LogisticRegression(), labels()).proba(X[..., :3])


def test_a_state_gives_the_model_back():
    model = train(make_pipeline(StandardScaler(), LogisticRegression()), labels())
    again = PartLearner(LogisticRegression()).restore(model.state())
    assert again.provides == model.provides
    np.testing.assert_array_equal(again.proba(X), model.proba(X))
    with pytest.raises(BadData, match=r"parts have 3 features"):
        again.proba(X[..., :3])
