"""Columns of any table as plain arrays."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from labelwise.errors import BadData
from labelwise.learners.encoders.columns import columns_of, days

FRAME = pd.DataFrame(
    {
        "whole": pd.array([1, None], dtype="Int64"),
        "real": [0.5, np.nan],
        "yes": [True, False],
        "when": pd.to_datetime(["1970-01-02", None]),
        "zone": pd.to_datetime(["1970-01-03T00:00Z", None]),
        "text": ["a", None],
        "kind": pd.Categorical(["x", None]),
        "list": [[1, "é"], None],
        "mixed": [1, None],
    }
)
EXPECTED = {
    "whole": [1.0, None],
    "real": [0.5, None],
    "yes": [1.0, 0.0],
    "when": [1.0, None],
    "zone": [2.0, None],
    "text": ["a", None],
    "kind": ["x", None],
    "list": ['[1, "é"]', None],
    "mixed": [1.0, None],
}


def plain(values):
    return [None if v is None or v != v else v for v in values.tolist()]


def test_a_frame():
    assert {n: plain(v) for n, v in columns_of(FRAME).items()} == EXPECTED


def test_an_arrow_table():
    table = pa.table(
        {
            "whole": pa.array([1, None]),
            "real": pa.array([0.5, None]),
            "yes": pa.array([True, False]),
            "when": pa.array([date(1970, 1, 2), None]),
            "zone": pa.array([datetime(1970, 1, 3, tzinfo=UTC), None]),
            "text": pa.array(["a", None]),
            "kind": pa.array(["x", None]).dictionary_encode(),
            "list": pa.array([["1", "é"], None]),
            "mixed": pa.array([Decimal("1.0"), None]),
        }
    )
    assert {n: plain(v) for n, v in columns_of(table).items()} == {**EXPECTED, "list": ['["1", "é"]', None]}


def test_an_array():
    assert {n: v.tolist() for n, v in columns_of(np.array([[1, 2], [3, 4]])).items()} == {
        "x0": [1, 3],
        "x1": [2, 4],
    }


def test_whole_numbers_beyond_floats_are_rounded():
    assert columns_of(pa.table({"n": [2**60 + 1]}))["n"].tolist() == [float(2**60)]


def test_empty_strings_are_gaps():
    assert columns_of(pa.table({"t": ["", "a"]}))["t"].tolist() == [None, "a"]


@pytest.mark.parametrize(
    "table", [pd.DataFrame({"a": [0.0, np.inf]}), pa.table({"a": [0.0, -np.inf]})], ids=["pandas", "arrow"]
)
def test_infinity_is_named(table):
    with pytest.raises(BadData, match=r"column 'a', row 1 is -?inf"):
        columns_of(table)


def test_two_columns_of_one_name():
    with pytest.raises(BadData, match="two columns are named 'a'"):
        columns_of(pd.DataFrame([[1, 2]], columns=["a", "a"]))


@pytest.mark.parametrize("thing", [["a"], np.zeros(3), None, {"a": [1]}], ids=str)
def test_other_things_are_refused(thing):
    with pytest.raises(BadData, match="a DataFrame, an Arrow table"):
        columns_of(thing)


def test_days_of_moments_with_a_zone():
    assert days(datetime(1970, 1, 2, 12, tzinfo=UTC)) == 1.5
