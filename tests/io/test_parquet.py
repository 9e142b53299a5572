"""Parquet into tables."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from labelwise.errors import BadData
from labelwise.io.parquet import read_parquet


def test_a_table_comes_back(tmp_path):
    table = pa.table({"t": ["é", None], "n": [1, 2]})
    parquet.write_table(table, tmp_path / "a.parquet")
    found, place = read_parquet(tmp_path / "a.parquet")
    assert found.equals(table) and place(0) == "row 1"


def test_categories_are_written_out_and_indexes_left_out(tmp_path):
    frame = pd.DataFrame({"c": pd.Categorical(["x", "y", "x"])}, index=["p", "q", "r"])
    frame.to_parquet(tmp_path / "a.parquet")
    found, _ = read_parquet(tmp_path / "a.parquet")
    assert found.to_pydict() == {"c": ["x", "y", "x"]} and not pa.types.is_dictionary(found["c"].type)


def test_what_is_refused(tmp_path):
    (tmp_path / "bad.parquet").write_bytes(b"no parquet at all")
    with pytest.raises(BadData, match=r"bad\.parquet cannot be read as Parquet.*write the file again"):
        read_parquet(tmp_path / "bad.parquet")
    with pytest.raises(BadData, match=r"nowhere\.parquet cannot be read"):
        read_parquet(tmp_path / "nowhere.parquet")
    parquet.write_table(pa.table({"a": pa.array([], pa.int64())}), tmp_path / "empty.parquet")
    with pytest.raises(BadData, match=r"has 0 rows and 1 columns.*at least one of each"):
        read_parquet(tmp_path / "empty.parquet")
