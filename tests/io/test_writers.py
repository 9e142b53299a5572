"""Tables into files."""

from __future__ import annotations

import csv
import gzip
import json
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadData
from labelwise.io import read_table, write
from labelwise.io.columns import typed

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
hostile = text | st.sampled_from(
    ["=1+1", "+cmd", "-2", "@a", "'x", "\t=", "\r", '"', "a,b", "x\r\ny", "\ufeff", "漢字", "\u202e"]
)


@pytest.mark.parametrize(
    "name", ["a.csv", "a.tsv", "a.csv.gz", "a.jsonl", "a.ndjson", "a.jsonl.gz", "a.parquet"]
)
@given(rows=st.lists(st.tuples(hostile, hostile), min_size=1, max_size=5))
def test_any_text_comes_back(tmp_path_factory, name, rows):
    table = pa.table({"one": [r[0] for r in rows], "two": [r[1] for r in rows]})
    path = write(table, tmp_path_factory.mktemp("out") / name, guard=False)
    assert read_table(path)[0].to_pydict() == table.to_pydict()


@given(rows=st.lists(hostile, min_size=1, max_size=5))
def test_dropping_one_apostrophe_undoes_the_guard(tmp_path_factory, rows):
    path = write(pa.table({"t": rows}), tmp_path_factory.mktemp("out") / "a.csv")
    with path.open(encoding="utf-8", newline="") as file:
        cells = [row[0] for row in csv.reader(file)][1:]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    assert [cell.removeprefix("'") for cell in cells] == rows


def test_numbers_stay_numbers(tmp_path):
    table = pa.table({"n": [-1, None], "x": [-0.5, 1e-300], "t": ["-1", "+2"]})
    path = write(table, tmp_path / "a.csv")
    assert path.read_text() == "n,x,t\n-1,-0.5,'-1\n,1e-300,'+2\n"


@given(st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_numbers_come_back_exactly(tmp_path_factory, numbers):
    path = write(pa.table({"x": pa.array(numbers, pa.float64())}), tmp_path_factory.mktemp("out") / "a.csv")
    found = typed(read_table(path)[0]["x"].combine_chunks()).to_pylist()
    assert found == numbers or found == [""] * len(numbers)  # a column of gaps has no type


MIXED = pa.table(
    {
        "list": [["é", 'a"b'], []],
        "map": [{"k": 1}, {"k": None}],
        "yes": [True, None],
        "day": [date(2024, 1, 2), None],
        "money": [Decimal("-1.50"), None],
        "gap": pa.array([float("nan"), None]),
    }
)


def test_other_values_in_csv(tmp_path):
    with write(MIXED, tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        _, first, second = csv.reader(file)
    assert first == ['["é", "a\\"b"]', '{"k": 1}', "true", "2024-01-02", "-1.50", ""]
    assert second == ["[]", '{"k": null}', "", "", "", ""]


TAGS = [["a", "b c"], [], None, ["!a", "?"], ["[x]"], ["a|b", "c"], ["é"]]


@pytest.mark.parametrize("column", ["label", "model_label", "labelwise_label", "labelwise_labelwise_label"])
def test_lists_of_tags_in_columns_of_labels(tmp_path, column):
    table = pa.table({column: pa.array(TAGS), "other": pa.array(TAGS)})
    with write(table, tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    assert [row[0] for row in rows] == ["a|b c", "[]", "", "!a|?", '["[x]"]', '["a|b", "c"]', "é"]
    assert rows[0][1] == '["a", "b c"]'
    assert read_table(write(table, tmp_path / "a.parquet"))[0][column].to_pylist() == TAGS
    assert json.loads((write(table, tmp_path / "a.jsonl")).read_text().splitlines()[0])[column] == TAGS[0]


def test_other_values_in_json(tmp_path):
    lines = write(MIXED, tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0]) == {
        "list": ["é", 'a"b'], "map": {"k": 1}, "yes": True, "day": "2024-01-02", "money": "-1.50", "gap": None
    }  # fmt: skip


def test_no_rows(tmp_path):
    empty = pa.table({"a": pa.array([], pa.string())})
    assert write(empty, tmp_path / "a.csv").read_text() == "a\n"
    assert write(empty, tmp_path / "a.jsonl").read_text() == ""


def test_equal_tables_give_equal_bytes(tmp_path):
    table = pa.table({"a": ["x"]})
    one, two = (write(table, tmp_path / name).read_bytes() for name in ("a.csv.gz", "b.csv.gz"))
    assert one == two and gzip.decompress(one) == b"a\nx\n"


class TestWholeOrNothing:
    def test_an_older_file_is_replaced(self, tmp_path):
        (tmp_path / "a.csv").write_text("old")
        assert write(pa.table({"a": ["x"]}), tmp_path / "a.csv").read_text() == "a\nx\n"

    def test_a_failure_leaves_the_old_file_and_nothing_else(self, tmp_path, monkeypatch):
        def full(_):
            raise OSError(28, "No space left on device")

        (tmp_path / "a.csv").write_text("old")
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(BadData, match=r"cannot write .*a\.csv: No space left"):
            write(pa.table({"a": ["x"]}), tmp_path / "a.csv")
        assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a.csv", "old")]

    def test_a_folder_that_is_not_there(self, tmp_path):
        with pytest.raises(BadData, match=r"cannot write .*No such file.*a folder that exists"):
            write(pa.table({"a": ["x"]}), tmp_path / "nowhere" / "a.csv")

    def test_others_may_read_it_as_usual(self, tmp_path):
        (tmp_path / "plain").touch()
        path = write(pa.table({"a": ["x"]}), tmp_path / "a.csv")
        assert path.stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize("name", ["a.xlsx", "a", "a.parquet.gz", "a.gz"])
def test_another_ending(tmp_path, name):
    with pytest.raises(BadData, match=r"\.csv, \.tsv, \.jsonl, \.ndjson, \.parquet"):
        write(pa.table({"a": ["x"]}), Path(tmp_path, name))
    assert list(tmp_path.iterdir()) == []
