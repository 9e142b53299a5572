"""Features as estimators want them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from labelwise.errors import BadData, MissingExtra
from labelwise.learners.features import dense, fitting, inputs, is_numeric, unit_rows


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("float16", "float32"),
        ("float32", "float32"),
        ("float64", "float64"),
        ("int64", "float64"),
        ("bool", "float64"),
    ],
)
def test_dense_gives_floats(given, kept):
    x = np.array([[0, 1]], dtype=given)
    assert dense(x).dtype == kept and dense(x).tolist() == [[0.0, 1.0]]


def test_sparse_is_written_out():
    assert dense(sparse.csr_array([[0.0, 2.0]])).tolist() == [[0.0, 2.0]]


def test_too_large_sparse_names_the_remedy():
    with pytest.raises(BadData, match=r"100000 items with 100000 columns.*74\.5 GiB.*1 GiB.*TruncatedSVD"):
        dense(sparse.csr_matrix((100_000, 100_000)))


def test_an_arrow_table_becomes_a_frame():
    assert inputs(pa.table({"a": [1, 2]})).equals(pd.DataFrame({"a": [1, 2]}))


def test_everything_else_stays():
    for x in (np.zeros((2, 2)), ["a"], sparse.csr_matrix((2, 2))):
        assert inputs(x) is x


def test_without_pandas_an_arrow_table_says_what_to_install():
    class Table:
        __module__ = "pyarrow.lib"

        def to_pandas(self):
            raise ImportError

    with pytest.raises(MissingExtra, match="pip install pandas"):
        inputs(Table())


@pytest.mark.parametrize(
    ("x", "answer"),
    [
        (np.zeros((2, 3)), True),
        (np.zeros((0, 3)), True),
        (sparse.csr_matrix((2, 3)), True),
        (pd.DataFrame({"a": [1.0]}), True),
        (pd.DataFrame({"a": ["x"], "b": [1]}), False),
        (np.array([["x"]]), False),
        (np.zeros(3), False),
        (["a text"], False),
    ],
    ids=str,
)
def test_is_numeric(x, answer):
    assert is_numeric(x) is answer


def test_rows_of_length_one_whatever_the_chunk(rng):
    x = rng.normal(size=(50, 7)).astype(np.float32)
    x[3] = 0
    found = unit_rows(x)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), np.arange(50) != 3, rtol=1e-6)
    np.testing.assert_array_equal(np.concatenate([unit_rows(c) for c in np.array_split(x, 9)]), found)
    assert unit_rows(x[:0]).shape == (0, 7)


def test_the_number_of_features_is_that_of_the_fit():
    scaler, line = StandardScaler().fit(np.eye(3)), make_pipeline(TfidfVectorizer(), LogisticRegression())
    for x in (np.eye(3), pd.DataFrame(np.eye(3), columns=list("abc")), sparse.csr_matrix(np.eye(3))):
        if not hasattr(x, "columns"):
            assert fitting(scaler, x) is x
        with pytest.raises(BadData, match=r"the items have 2 features\. Allowed: 3"):
            fitting(scaler, x.iloc[:, :2] if hasattr(x, "columns") else x[:, :2])
    assert fitting(line.fit(["a cat", "a dog"], [0, 1]), ["a cow"]) == ["a cow"]
    assert fitting(StandardScaler(), np.eye(2)).shape == (2, 2)
