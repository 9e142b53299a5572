"""CSV and TSV into tables."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadData
from labelwise.io.csv import read_csv


def table(tmp_path, content, name="a.csv", **options):
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_csv(path, **options)


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ("a,b\n1,x\n", [{"a": "1", "b": "x"}]),
        ("a,b\r\n1,x\r\n", [{"a": "1", "b": "x"}]),
        ("\ufeffa,b\n1,x", [{"a": "1", "b": "x"}]),
        ("a,b\n\n1,x\n\n", [{"a": "1", "b": "x"}]),
        (" a , b \n 1 , x \n", [{"a": " 1 ", "b": " x "}]),
        ('a,b\n1,"x\ny"\n', [{"a": "1", "b": "x\ny"}]),
        ('a,b\n1,"x,""y"""\n', [{"a": "1", "b": 'x,"y"'}]),
        ('a,b\n1,say "hi" now\n', [{"a": "1", "b": 'say "hi" now'}]),
        ("a;b\n1,5;x\n", [{"a": "1,5", "b": "x"}]),
        ("a|b\n1|x\n", [{"a": "1", "b": "x"}]),
        ('"a;x",b\n1,2\n', [{"a;x": "1", "b": "2"}]),
        ("text\none\n", [{"text": "one"}]),
        ('text\n""\none\n', [{"text": ""}, {"text": "one"}]),
        ("a,b\n\u2028,\x0b\x85\n", [{"a": "\u2028", "b": "\x0b\x85"}]),
    ],
    ids=repr,
)
def test_what_is_understood(tmp_path, content, rows):
    assert table(tmp_path, content)[0].to_pylist() == rows


def test_tabs_and_a_named_separator(tmp_path):
    assert table(tmp_path, "a,b\tc\n1,2\t3\n", "a.tsv")[0].to_pylist() == [{"a,b": "1,2", "c": "3"}]
    assert table(tmp_path, "a b\n1 2\n", separator=" ")[0].to_pylist() == [{"a": "1", "b": "2"}]


def test_places_are_lines_of_the_file(tmp_path):
    _, place = table(tmp_path, 'a,b\n1,"x\n\ny"\n\n2,z\n')
    assert [place(0), place(1)] == ["line 4", "line 6"]


def test_a_very_long_cell(tmp_path):
    assert len(table(tmp_path, "a\n" + "x" * 1_000_000)[0]["a"][0].as_py()) == 1_000_000


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n1,x\n2\n", r"a\.csv, line 3: 1 fields where the header has 2.*separator="),
        ("text\nwell, no\n", r"line 2: 2 fields where the header has 1"),
        ("a,b\n", r"a header line and no rows"),
        ("a,a\n1,2\n", r"two columns named 'a' in its first line"),
        (",b,\n1,2,3\n", r"two columns named ''"),
        ('a,b\n1,"x\n2,y\n', r"row that begins in line 2: .*inner quotes doubled.*mend the quotes"),
        ('a,b\n1,"x"y\n', r"row that begins in line 2"),
        ("\n\n,\n", r"two columns named ''"),
    ],
    ids=repr,
)
def test_what_is_refused(tmp_path, content, message):
    with pytest.raises(BadData, match=message):
        table(tmp_path, content)


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=5))
def test_what_the_csv_module_writes_is_read_back(tmp_path_factory, rows):
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("a", "b"), *rows])
    folder = tmp_path_factory.mktemp("csv")
    found, _ = table(folder, out.getvalue())
    assert [tuple(r.values()) for r in found.to_pylist()] == rows
