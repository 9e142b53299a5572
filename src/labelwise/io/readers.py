"""Files and folders into pools."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from labelwise.errors import BadData, BadParameter
from labelwise.io import columns as cols
from labelwise.io.csv import read_csv
from labelwise.io.dataset import Dataset
from labelwise.io.jsonl import read_jsonl
from labelwise.io.raw import Places, stem_suffix
from labelwise.io.roles import ROW_NUMBERS, Roles, find_roles
from labelwise.pool import Pool

def read(
    path: str | Path, *, kind: str | None = None, text: str | None = None, image: str | None = None,
    id_column: str | None = None, label_column: str | None = None, **options: Any,
) -> Dataset:
    """Read a file into a pool.

    Parameters
    ----------
    path : str or Path
        ``.csv .tsv .jsonl .ndjson``, also with ``.gz``; ``.parquet``.
    kind : {"text", "image", "table"}, optional
        What an item is. By default ``image`` when a column holds paths of existing images (seen
        from the file's own folder), else ``text`` when a column looks like text, else ``table``.
    text, image : str, optional
        The column an annotator reads, or that holds the image paths.
    id_column : str, optional
        Unique ids. By default a column named ``id``, else row numbers from 1; ``"#"`` forces numbers.
    label_column : str, optional
        Its non-empty cells become labels; it is never shown nor learned from.
    **options
        ``encoding`` (CSV, JSON lines; default UTF-8), ``separator`` (CSV; found by itself).

    Returns
    -------
    Dataset

    Raises
    ------
    BadData
        If the file cannot be used; the message names the line, row or column.
    BadParameter
        If an option is unknown.
    """
    path = Path(path)
    table, places = read_table(path, **options)
    roles = find_roles(path, table, Roles(kind, text, image, id_column, label_column))
    ids = _ids(path, table, roles, places)
    labels = _labels(table, ids, roles)
    source = {"read": "labelwise.io:read_pool", "args": {"path": str(path), **roles.args(), **options}}
    return Dataset(_pool(path, table, ids, roles, source), labels, path, roles.kind or "table")


def read_pool(path: str, **args: Any) -> Pool:
    """The pool of :func:`read` alone; how a project loads its items again."""
    return read(path, **args).pool


def read_table(path: Path, **options: Any) -> tuple[pa.Table, Places]:
    """The file as an Arrow table, and what to call its rows in messages.

    Raises
    ------
    BadData, BadParameter
        As :func:`read`.
    """
    suffix = stem_suffix(path)
    if suffix not in READERS:
        raise BadData(
            f"{path} ends in {path.suffix or 'nothing'!r}", allowed=", ".join(READERS) + ", or a folder of images",
            fix="rename or convert the file",
        )
    reader, known = READERS[suffix]
    unknown = sorted(set(options) - set(known))
    if unknown:
        raise BadParameter(f"{unknown[0]!r} is no option for {suffix} files", allowed=", ".join(known) or "none")
    return reader(path, **options)


READERS = {
    **dict.fromkeys((".csv", ".tsv", ".tab"), (read_csv, ("encoding", "separator"))),
    **dict.fromkeys((".jsonl", ".ndjson"), (read_jsonl, ("encoding",))),
}


def _ids(path: Path, table: pa.Table, roles: Roles, places: Places) -> list[str]:
    if roles.id_column == ROW_NUMBERS:
        return [str(i) for i in range(1, len(table) + 1)]
    ids = cols.cells(table[roles.id_column])
    if len(set(ids)) < len(ids) or "" in ids:
        raise _bad_ids(path, ids, roles, places)
    return ids


def _bad_ids(path: Path, ids: list[str], roles: Roles, places: Places) -> BadData:
    fix = f"mend the ids, choose another id_column, or pass id_column={ROW_NUMBERS!r} to number the rows"
    if "" in ids:
        return BadData(f"{path}: the id in {places(ids.index(''))} is empty (column {roles.id_column!r})", fix=fix)
    where: dict[str, list[int]] = {}
    for row, name in enumerate(ids):
        where.setdefault(name, []).append(row)
    twice = [(name, rows) for name, rows in where.items() if len(rows) > 1]
    shown = "; ".join(f"{name!r} in {places(rows[0])} and {places(rows[1])}" for name, rows in twice[:3])
    return BadData(
        f"{path}: {len(twice)} ids in column {roles.id_column!r} are not unique: {shown}", allowed="unique ids", fix=fix,
    )


def _labels(table: pa.Table, ids: list[str], roles: Roles) -> dict[str, str]:
    if roles.label_column is None:
        return {}
    return {i: label for i, label in zip(ids, cols.cells(table[roles.label_column]), strict=True) if label}


def _pool(path: Path, table: pa.Table, ids: list[str], roles: Roles, source: dict[str, Any]) -> Pool:
    rest = table.drop_columns([n for n in roles.taken() if n in table.column_names])
    if roles.kind == "table":
        return Pool(rest, ids=ids, source=source)
    others = {n: np.array(rest[n].to_pylist(), dtype=object) for n in rest.column_names}
    items = table[roles.text or roles.image].to_pylist()
    data = [v or "" for v in items] if roles.kind == "text" else [path.parent / v for v in items]
    return Pool(data, ids=ids, columns=others, source=source)
