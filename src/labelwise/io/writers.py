"""Arrow tables into files."""

from __future__ import annotations

import gzip
import json
import math
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from labelwise.errors import BadData
from labelwise.io.raw import stem_suffix

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Cells that begin like this are run as formulas by spreadsheet programs."""
LABEL = re.compile(r"(labelwise_)*(model_)?label")
"""Columns of labels in an export; the prefix is there where the items have such a column of their own."""


def write(table: pa.Table, path: str | Path, *, guard: bool = True) -> Path:
    """Write a table as CSV, JSON lines or Parquet, whole or not at all.

    The file appears under its name only when it is complete; an older one is replaced. In CSV and
    JSON lines NaN and infinity are written as gaps; in CSV lists and maps are written as JSON, but for
    the lists of tags in the columns ``label`` and ``model_label`` of an export: ``sport|film``, and ``[]``
    for none.

    Parameters
    ----------
    table : pyarrow.Table
        For example from ``Campaign.export()``.
    path : str or Path
        ``.csv .tsv .jsonl .ndjson``, also with ``.gz``; ``.parquet``.
    guard : bool
        In CSV, put an apostrophe before every text that a spreadsheet program would run as a
        formula (it begins with ``= + - @``, a tab or a carriage return) and before every text that
        begins with an apostrophe, so that dropping one leading apostrophe gives the text back.
        Numbers stay as they are. ``False`` writes the text as it is.

    Returns
    -------
    Path
        Of the file.

    Raises
    ------
    BadData
        If the ending is unknown or the place cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = write(pa.table({"text": ["=1+1"], "n": [-1]}), Path(folder, "out.csv"))
    ...     print(file.read_text())
    text,n
    '=1+1,-1
    <BLANKLINE>
    """
    path = Path(path)
    suffix = stem_suffix(path)
    if suffix not in WRITERS or (suffix == ".parquet" and path.suffix != suffix):
        raise BadData(
            f"{path} ends in {''.join(path.suffixes)!r}",
            allowed=", ".join(WRITERS) + "; .gz after the text ones",
        )
    data = WRITERS[suffix](table, guard)
    if path.suffix.lower() == ".gz":
        data = gzip.compress(data, mtime=0)
    try:
        _replace(path, data)
    except OSError as error:
        raise BadData(
            f"cannot write {path}: {error.strerror}", fix="choose a folder that exists and can be written"
        ) from error
    return path


def _replace(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path`` in one step."""
    unfinished = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with unfinished.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _csv(table: pa.Table, guard: bool, separator: str = ",") -> bytes:
    special = re.compile(f'["\\r\\n{separator}]')
    cell = _guarded if guard else _cell

    tags = [LABEL.fullmatch(name) is not None for name in table.column_names]

    def line(values: Iterable[Any]) -> str:
        cells = [cell(_joined(v) if t else v) for v, t in zip(values, tags, strict=True)]
        if cells == [""]:
            return '""\n'  # else the line would be blank
        return (
            separator.join(f'"{c.replace(chr(34), chr(34) * 2)}"' if special.search(c) else c for c in cells)
            + "\n"
        )

    return "".join([line(table.column_names), *map(line, _rows(table))]).encode()


def _tsv(table: pa.Table, guard: bool) -> bytes:
    return _csv(table, guard, "\t")


def _jsonl(table: pa.Table, guard: bool) -> bytes:
    names = table.column_names
    records = (dict(zip(names, map(_finite, row), strict=True)) for row in _rows(table))
    return "".join(f"{_json(record)}\n" for record in records).encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _finite(value: Any) -> Any:
    """None for NaN and infinity, which JSON lacks and readers of CSV refuse."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _parquet(table: pa.Table, guard: bool) -> bytes:
    out = pa.BufferOutputStream()
    parquet.write_table(table, out)
    return out.getvalue().to_pybytes()  # type: ignore[no-any-return]


WRITERS: dict[str, Callable[[pa.Table, bool], bytes]] = {
    ".csv": _csv, ".tsv": _tsv, ".jsonl": _jsonl, ".ndjson": _jsonl, ".parquet": _parquet,
}  # fmt: skip


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    for batch in table.to_batches(max_chunksize=10_000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _joined(value: Any) -> Any:
    """A list of tags as one text, where that can be read again."""
    if not isinstance(value, list) or not value or not all(isinstance(v, str) and v for v in value):
        return value
    return value if any("|" in v for v in value) or value[0][0] == "[" else "|".join(value)


def _cell(value: Any) -> str:
    """What stands in a CSV cell: numbers and text as they are, nested values as JSON."""
    if _finite(value) is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _json(value) if isinstance(value, (list, dict)) else str(value)


def _guarded(value: Any) -> str:
    cell = _cell(value)
    return (
        cell
        if isinstance(value, (int, float, Decimal)) or not cell.startswith((*FORMULA, "'"))
        else f"'{cell}"
    )
