"""Types and cells of columns."""

from __future__ import annotations

import math

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.io.columns import cells, first_nonfinite, is_text, number, typed, typed_table


@pytest.mark.parametrize(
    ("written", "values", "kind"),
    [
        (["1", "-2", ""], [1, -2, None], pa.int64()),
        (
            ["1", " 2.50 ", "1e3", "NA", "null", "N/A", ".5", "3."],
            [1.0, 2.5, 1000.0, None, None, None, 0.5, 3.0],
            pa.float64(),
        ),
        (["9" * 19, "1"], [1e19, 1.0], pa.float64()),
        (["1", "nan"], [1.0, math.nan], pa.float64()),
        (["1", "-Infinity", "INF"], [1.0, -math.inf, math.inf], pa.float64()),
        (["0", "0.0"], [0.0, 0.0], pa.float64()),
        (["007", "1"], ["007", "1"], pa.string()),
        (["+1", "2"], ["+1", "2"], pa.string()),
        (["1", "two"], ["1", "two"], pa.string()),
        (["nan", "inf"], ["nan", "inf"], pa.string()),
        (["", "NA"], ["", "NA"], pa.string()),
        (["1,5"], ["1,5"], pa.string()),
        (["٣", "1"], ["٣", "1"], pa.string()),
        (["1_000"], ["1_000"], pa.string()),
        (["0x10"], ["0x10"], pa.string()),
        (["1\n2"], ["1\n2"], pa.string()),
    ],
    ids=repr,
)
def test_numbers_are_found(written, values, kind):
    found = typed(pa.array(written))
    assert found.type == kind
    assert repr(found.to_pylist()) == repr(values)


@pytest.mark.parametrize(
    "numbers",
    [st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**17), 10**17)],
    ids=["real", "whole"],
)
def test_every_written_number_is_read(numbers):
    @given(st.lists(numbers, min_size=1))
    def check(written):
        assert typed(pa.array([repr(n) for n in written])).to_pylist() == written

    check()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_no_text_is_an_error(texts):
    found = typed(pa.array(texts, pa.string()))
    assert found.type != pa.string() or found.to_pylist() == texts


def test_columns_can_be_kept():
    found = typed_table(pa.table({"a": ["1"], "b": ["1"]}), {"a", None})
    assert found.to_pylist() == [{"a": "1", "b": 1}]


def test_cells_are_as_a_person_would_write_them():
    values = [None, True, 1, "x"]
    assert [cells(pa.array([v]))[0] for v in values] == ["", "true", "1", "x"]
    assert cells(pa.array([2.0, 0.5, None, math.nan, 1e300, math.inf])) == [
        "2",
        "0.5",
        "",
        "",
        "1e+300",
        "inf",
    ]
    assert cells(pa.array([" a "])) == ["a"]
    assert cells(pa.array([["a", "é"], [], None])) == ['["a", "é"]', "[]", ""]
    assert cells(pa.array([{"a": True}])) == ['{"a": true}']


def test_the_first_number_that_is_none():
    table = pa.table({"t": ["x", "y"], "a": [0.5, None], "b": [1.0, math.nan]})
    name, row, value = first_nonfinite(table)
    assert (name, row) == ("b", 1) and math.isnan(value)
    assert first_nonfinite(table.select(["t", "a"])) is None


def test_strings_of_every_width():
    for kind in (pa.string(), pa.large_string(), pa.string_view()):
        assert is_text(pa.chunked_array([pa.array(["a"], kind)]))
    assert not is_text(pa.chunked_array([pa.array([1])]))


def test_numbers_as_people_write_them():
    assert [number(t) for t in ("1", "-2.5", ".5", "1e3", "0,25")] == [1, -2.5, 0.5, 1000, 0.25]
    assert [number(t) for t in ("", "1_0", "inf", "1e999", "0x1", "1.2.3")] == [None] * 6
