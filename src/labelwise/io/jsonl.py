"""JSON lines into an Arrow table."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pyarrow as pa

from labelwise.errors import BadData
from labelwise.io.raw import Places, read_text


def read_jsonl(path: Path, *, encoding: str = "utf-8") -> tuple[pa.Table, Places]:
    """The table of a file with one JSON object a line, and the line of each row.

    Keys that an object lacks are null. A column of one kind of value keeps its type; in a mixed
    column all values become strings, lists and objects as JSON.

    Raises
    ------
    BadData
        If the file cannot be read, or a line is no JSON object, holds NaN or infinity, a NUL
        character or half a surrogate pair.
    """
    records: list[dict[str, Any]] = []
    lines: list[int] = []
    for number, line in enumerate(read_text(path, encoding).split("\n"), 1):
        if line.strip():
            records.append(_record(path, number, line))
            lines.append(number)
    names = dict.fromkeys(k for record in records for k in record)
    if not names:
        raise BadData(f"{path} has no fields", fix='write one object a line, such as {"text": "..."}')
    return pa.table(
        {n: _column([r.get(n) for r in records]) for n in names}
    ), lambda row: f"line {lines[row]}"


def _record(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        record = json.loads(line, parse_constant=_refuse)
        if "\\u" in line:
            _check_characters(record)
    except (ValueError, RecursionError) as error:
        raise BadData(
            f"{path}, line {number}: {error}", allowed="one JSON object a line", fix="mend that line"
        ) from error
    if not isinstance(record, dict):
        raise BadData(
            f"{path}, line {number} holds a {type(record).__name__}",
            allowed="one JSON object a line",
            fix="write a list of objects one object a line",
        )
    return record


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON number; use null for a missing value")


def _check_characters(record: Any) -> None:
    text = json.dumps(record, ensure_ascii=False)
    if "\\u0000" in text:
        raise ValueError("a NUL character in a string")
    text.encode()  # half a surrogate pair raises UnicodeEncodeError, a ValueError


def _column(values: list[Any]) -> pa.Array:
    """One kind of value keeps its type; otherwise all become strings."""
    kinds = {type(v) for v in values if v is not None}
    plain: dict[frozenset[type], Callable[[], pa.DataType]] = {
        frozenset([bool]): pa.bool_, frozenset([float]): pa.float64, frozenset([int, float]): pa.float64,
        frozenset([int]): pa.int64, frozenset([str]): pa.string, frozenset(): pa.string,
    }  # fmt: skip
    make = plain.get(frozenset(kinds))
    if make is not None and all(abs(v) < 2**53 for v in values if type(v) is int):
        return pa.array(values, make())
    return pa.array(
        [v if v is None or isinstance(v, str) else json.dumps(v, ensure_ascii=False) for v in values],
        pa.string(),
    )
