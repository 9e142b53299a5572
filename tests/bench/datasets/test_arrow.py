from __future__ import annotations

import numpy as np
import pyarrow as pa

from labelwise.bench.datasets.arrow import inputs, is_number
from labelwise.pool import Pool


def test_numbers():
    kinds = {"i": pa.array([1]), "f": pa.array([0.5]), "b": pa.array([True]), "s": pa.array(["a"])}
    assert [name for name, column in kinds.items() if is_number(pa.chunked_array([column]))] == [
        "i",
        "f",
        "b",
    ]


def test_complete_numbers_are_an_array():
    found = inputs(pa.table({"a": [1, 2], "b": [True, False]}))
    assert found.dtype == np.float64 and found.tolist() == [[1, 1], [2, 0]]


def test_gaps_and_strings_make_a_table_that_a_pool_takes():
    found = inputs(pa.table({"a": [1.0, float("nan")], "t": ["x", None]}))
    assert found["a"].to_pylist() == [1.0, None] and found["t"].to_pylist() == ["x", None]
    assert Pool(found).kind == "table"


def test_one_column_of_strings_is_texts():
    assert inputs(pa.table({"t": ["x", "y"]})) == ["x", "y"]
