"""What a pool can be made from; every refusal names what was passed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from labelwise.errors import BadData
from labelwise.pool import inputs
from labelwise.types import Ragged

TEXTS = ["good", "bad", "fair"]


@pytest.mark.parametrize(
    "data",
    [
        TEXTS,
        tuple(TEXTS),
        np.array(TEXTS),
        np.array(TEXTS, object),
        pd.Series(TEXTS),
        pd.Index(TEXTS),
        pa.array(TEXTS),
        pa.chunked_array([TEXTS[:1], TEXTS[1:]]),
    ],
    ids=lambda d: type(d).__name__,
)
def test_texts_of_every_library(data):
    assert inputs.recognise(data) == (TEXTS, "text")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (np.zeros((2, 3), np.float16), "array"),
        (sparse.coo_matrix(np.eye(2)), "array"),
        (sparse.csr_array(np.eye(2)), "array"),
        (pd.DataFrame({"a": [1, 2]}), "table"),
        (pa.table({"a": [1, 2]}), "table"),
        (pa.record_batch({"a": [1, 2]}), "table"),
        ([Path("a.png"), Path("b.png")], "image"),
        ([], "text"),
    ],
    ids=lambda d: type(d).__name__,
)
def test_kinds(data, kind):
    kept, found = inputs.recognise(data)
    assert found == kind
    assert not sparse.issparse(kept) or kept.format == "csr"


@pytest.mark.parametrize("make", [list, tuple])
def test_names_of_images_are_images(make):
    assert inputs.recognise(make(["img/a.png", "b.JPEG"])) == ([Path("img/a.png"), Path("b.JPEG")], "image")


@pytest.mark.parametrize(
    "data",
    [["a.png", "good"], ["a.png", "I saw b.png"], ["a.png", ""], np.array(["a.png"]), pd.Series(["a.png"])],
    ids=str,
)
def test_a_mixture_and_names_in_an_array_are_texts(data):
    assert inputs.recognise(data) == (list(data), "text")


def test_arrays_and_tables_are_kept_as_they_are():
    for data in (
        np.zeros((2, 2)),
        sparse.csr_matrix(np.eye(2)),
        pd.DataFrame({"a": [1]}),
        pa.table({"a": [1]}),
    ):
        assert inputs.recognise(data)[0] is data


@pytest.mark.parametrize(
    ("data", "parts"),
    [
        (np.zeros(3), ("shape (3,)", "(items, features)")),
        (np.array(3.0), ("shape ()",)),
        (np.array([["a", "b"]]), ("dtype <U1", "numbers", "pass a DataFrame")),
        (np.array([[1, None]], object), ("dtype object", "numbers", "pass a DataFrame")),
        (np.zeros((1, 1), complex), ("dtype complex128", "numbers")),
        (["a", None], ("item 1 of the list is None", "texts (str) only", "drop or fill it")),
        (["a", 3.5], ("item 1 of the list is 3.5",)),
        (["a", Path("a.png")], ("item 1 of the list is", "paths of images")),
        (pd.Series(["a", float("nan")], dtype=object), ("item 1 of the list is nan",)),
        (3, ("cannot be made from int", "an array, a pandas DataFrame")),
        ({"a": 1}, ("cannot be made from dict",)),
        (None, ("cannot be made from NoneType",)),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), ("two columns are called 'a'",)),
        (pd.DataFrame(index=[0, 1]), ("no columns",)),
        (pa.Table.from_arrays([pa.array([1]), pa.array([2])], ["b", "b"]), ("two columns are called 'b'",)),
    ],
    ids=str,
)
def test_data_that_makes_no_pool(data, parts):
    with pytest.raises(BadData) as error:
        inputs.recognise(data)
    assert [p for p in parts if p not in str(error.value)] == []


@pytest.mark.parametrize(
    ("ids", "kept"),
    [
        (None, ["0", "1", "2"]),
        (["a", "b", "c"], ["a", "b", "c"]),
        (range(3), ["0", "1", "2"]),
        (np.array([7, 8, 9]), ["7", "8", "9"]),
        (np.array(["x", "y", "z"]), ["x", "y", "z"]),
        (pd.Series(["x", "y", "z"], index=[5, 6, 7]), ["x", "y", "z"]),
        (pa.array(["x", "y", "z"]), ["x", "y", "z"]),
        ((c for c in "xyz"), ["x", "y", "z"]),
    ],
    ids=lambda d: type(d).__name__,
)
def test_ids(ids, kept):
    found = inputs.check_ids(ids, 3)
    assert found.type == pa.string() and found.to_pylist() == kept


@pytest.mark.parametrize(
    ("ids", "parts"),
    [
        (["a", "b", "a"], ("the id 'a' is there twice", "unique ids")),
        ([1, "1", "2"], ("the id '1' is there twice",)),
        (["a", "b"], ("2 ids for 3 items", "one id per item")),
        (["a", "", "c"], ("the id of row 1 is empty",)),
        (["a", None, "c"], ("the id of row 1 is None", "fill missing ids")),
        (pd.Series([1, 2, None]), ("the id of row 0 is 1.0", "texts or whole numbers")),
        ("abc", ("the ids are 'abc'", "in a list")),
        (["a", "b", "\ud800"], ("'\\ud800' is not valid Unicode",)),
    ],
    ids=str,
)
def test_bad_ids(ids, parts):
    with pytest.raises(BadData) as error:
        inputs.check_ids(ids, 3)
    assert [p for p in parts if p not in str(error.value)] == []


def test_the_name_of_a_column_is_no_ids():
    with pytest.raises(BadData, match=r"the ids are 'key'.*one id per item.*ids=df\['key'\]"):
        inputs.check_ids("key", 3, ["key", "age"])
    with pytest.raises(BadData) as error:
        inputs.check_ids("kay", 3, ["key", "age"])
    assert "To fix" not in str(error.value)


@given(
    st.integers(0, 300), st.one_of(st.integers(-5, 400).map(str), st.text(max_size=4), st.just("9" * 5000))
)
def test_numbered_equals_the_table_of_ids(size, id):
    table = {str(i): i for i in range(size)}
    numbered = inputs.Numbered(size)
    assert (id in numbered) is (id in table)
    assert numbered.get(id) == table.get(id)
    assert len(numbered) == size and list(numbered) == list(table)


def test_columns_stay_what_they_are():
    assert inputs.check_column("n", [1, 2], 2).dtype == np.int64
    assert inputs.check_column("t", ["a" * 10**6, "b"], 2).nbytes < 100  # no fixed-width text
    assert inputs.check_column("c", [[1, 2], [3, 4]], 2).shape == (2, 2)
    assert inputs.check_column("m", pa.array(["a", None]), 2).tolist() == ["a", None]
    array = np.arange(2)
    assert inputs.check_column("a", array, 2) is array


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ([1], "'price' has 1 entries for 2 items"),
        (np.array(3), "for 2 items"),
        ([[1], [1, 2]], "'price' is no array"),
    ],
)
def test_bad_columns(values, part):
    with pytest.raises(BadData, match=part):
        inputs.check_column("price", values, 2)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (np.int64(3), 3),
        (np.bool_(True), True),
        (np.inf, None),
        (pd.NA, None),
        (pd.NaT, None),
        (None, None),
        ("a", "a"),
        (pd.Timestamp("2020-01-02"), "2020-01-02 00:00:00"),
        ([1], [1]),
    ],
    ids=str,
)
def test_plain_values(value, shown):
    assert inputs.plain(value) == shown


@given(st.lists(st.integers(0, 9), max_size=12))
def test_taken_rows_are_the_rows(rows):
    n = pa.chunked_array([[0, 10, 20], [30, 40], [50, 60, 70, 80, 90]])
    for table in (pa.table({"n": n}), pd.DataFrame({"n": n.to_pylist()})):
        found = inputs.taken(table, np.array(rows, dtype=np.int64))
        assert inputs.listed(inputs.column(found, 0)) == [10 * r for r in rows]


def test_a_run_of_rows_is_not_copied():
    table = pa.table({"n": np.arange(100)})
    address = table["n"].chunk(0).buffers()[1].address
    assert inputs.taken(table, np.arange(10, 20))["n"].chunk(0).buffers()[1].address == address


def test_arrays_of_more_dimensions_and_ragged_features_are_kept():
    images = np.zeros((2, 4, 6, 3), np.uint8)
    kept, kind = inputs.recognise(images)
    assert kept is images and kind == "array"
    kept, kind = inputs.recognise(Ragged(np.ones((3, 2), np.float32), np.array([0, 1, 3])))
    assert kind == "parts" and len(kept) == 2 and inputs.count(kept) == 2


def test_ragged_texts_are_refused():
    with pytest.raises(BadData, match="dtype <U1"):
        inputs.recognise(Ragged(np.array([["a"], ["b"]]), np.array([0, 1, 2])))


@pytest.mark.parametrize(
    "lists", [[["a"], ["b", "c"]], [["a", "b"], ["c", "d"]], [[], ["a"]], [("a",), ("b",)]]
)
def test_lists_of_texts_stay_lists(lists):
    column = inputs.check_column("steps", lists, 2)
    assert column.dtype == object and column.shape == (2,) and column.tolist() == lists


def test_values_of_several_parts_are_plain():
    assert inputs.plain(np.array(["a", None], object)) == ["a", None]
    assert inputs.plain([np.int64(1), [float("inf")]]) == [1, [None]]
    assert inputs.plain(np.zeros((2, 3), bool)) == "bool array, 2 x 3"
