"""JSON lines into tables."""

from __future__ import annotations

import pyarrow as pa
import pytest

from labelwise.errors import BadData
from labelwise.io.jsonl import read_jsonl


def table(tmp_path, content):
    path = tmp_path / "a.jsonl"
    path.write_text(content, encoding="utf-8")
    return read_jsonl(path)


def test_types_and_missing_keys(tmp_path):
    found, place = table(tmp_path, '{"t": "é", "n": 1, "b": true}\n\n{"t": "x", "r": 0.5, "n": null}\r\n')
    assert found.to_pylist() == [
        {"t": "é", "n": 1, "b": True, "r": None},
        {"t": "x", "n": None, "b": None, "r": 0.5},
    ]
    assert [str(t) for t in found.schema.types] == ["string", "int64", "bool", "double"]
    assert [place(0), place(1)] == ["line 1", "line 3"]


@pytest.mark.parametrize(
    ("values", "expected", "kind"),
    [
        (["1", "0.5"], [1.0, 0.5], pa.float64()),
        (["1", '"x"'], ["1", "x"], pa.string()),
        (["true", "1"], ["true", "1"], pa.string()),
        (['[1, "é"]', "{}"], ['[1, "é"]', "{}"], pa.string()),
        (["99999999999999999999", "1"], ["99999999999999999999", "1"], pa.string()),
        (["null", "null"], [None, None], pa.string()),
        (["9007199254740993"], ["9007199254740993"], pa.string()),
    ],
    ids=repr,
)
def test_mixed_columns(tmp_path, values, expected, kind):
    found, _ = table(tmp_path, "".join(f'{{"a": {v}}}\n' for v in values))
    assert found["a"].to_pylist() == expected and found["a"].type == kind


def test_escapes_and_separators_inside_strings(tmp_path):
    found, _ = table(tmp_path, '{"t": "a\\n\\u00e9\\ud83d\\ude00 \u2028 b"}\n')
    assert found["t"].to_pylist() == ["a\né😀 \u2028 b"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", r"line 2: .*one JSON object a line"),
        ('["a"]', r"line 2 holds a list"),
        ("3", r"line 2 holds a int"),
        ('{"a": NaN}', r"line 2: NaN is no JSON number; use null"),
        ('{"a": -Infinity}', r"line 2: -Infinity is no JSON number"),
        ('{"a": "x\\u0000"}', r"line 2: a NUL character"),
        ('{"a": "\\ud800"}', r"line 2: .*surrogates not allowed"),
        ('{"a": ' + "[" * 100_000, r"line 2: .*recursion"),
    ],
    ids=lambda v: v[:20],
)
def test_bad_lines_are_named(tmp_path, line, message):
    with pytest.raises(BadData, match=message):
        table(tmp_path, '{"a": "fine"}\n' + line + "\n")


def test_no_fields_at_all(tmp_path):
    with pytest.raises(BadData, match=r"has no fields.*\"text\""):
        table(tmp_path, "{}\n{}\n")
