"""Files and folders into pools."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from labelwise.errors import BadData, BadParameter
from labelwise.io import columns as cols
from labelwise.io.columns import typed_table
from labelwise.io.csv import read_csv
from labelwise.io.dataset import Dataset
from labelwise.io.images import read_images
from labelwise.io.jsonl import read_jsonl
from labelwise.io.parquet import read_parquet
from labelwise.io.raw import Places, stem_suffix
from labelwise.io.roles import ROW_NUMBERS, Kind, Roles, find_roles
from labelwise.pool import Pool


def read(
    path: str | Path,
    *,
    kind: Kind | None = None,
    text: str | None = None,
    image: str | None = None,
    id_column: str | None = None,
    label_column: str | None = None,
    **options: Any,
) -> Dataset:
    r"""Read a file into a pool.

    Parameters
    ----------
    path : str or Path
        ``.csv .tsv .jsonl .ndjson``, also with ``.gz``; ``.parquet``; or a folder of images, which
        has the columns ``id`` and ``path`` (below the folder) and ``folder`` (their folder's name).
    kind : {"text", "image", "table"}, optional
        What an item is. By default ``image`` when a column holds paths of existing images (seen
        from the file's own folder), else ``text`` when a column looks like text, else ``table``.
    text, image : str, optional
        The column an annotator reads, or that holds the image paths.
    id_column : str, optional
        Unique ids. By default a column named ``id``, else row numbers from 1; ``"#"`` forces numbers.
    label_column : str, optional
        Its non-empty cells become labels, as written; it is never shown nor learned from.
        ``"folder"`` for images in one folder per class.
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

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "reviews.csv")
    ...     _ = file.write_text("id,text,label\na,a good film,pos\nb,a long film,\n")
    ...     data = read(file, label_column="label")
    >>> data.kind, len(data), data.pool.x([1]), data.labels
    ('text', 2, ['a long film'], {'a': 'pos'})
    """
    path = Path(path)
    table, places = read_table(path, **options)
    if stem_suffix(path) in DELIMITED:
        table = typed_table(
            table, {label_column, id_column, *(n for n in table.column_names if n.lower() == "id")}
        )
    roles = find_roles(path, table, Roles(kind, text, image, id_column, label_column))
    _check_values(path, table, roles, places)
    ids = _ids(path, table, roles, places)
    labels = _labels(table, ids, roles)
    source = {
        "read": "labelwise.io:read_pool",
        "args": {"path": str(path.resolve()), **roles.args(), **options},
    }
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
    if not path.exists():
        raise BadData(
            f"there is no file or folder {str(path)!r}",
            allowed="an existing file, or a folder of images",
            fix="check the path",
        )
    suffix = "folder" if path.is_dir() else stem_suffix(path)
    if suffix not in READERS:
        what = f"{path} ends in {suffix!r}" if suffix else f"{path} has no ending"
        raise BadData(what, allowed=", ".join(READERS) + " of images", fix="rename or convert the file")
    reader, known = READERS[suffix]
    unknown = sorted(set(options) - set(known))
    if unknown:
        raise BadParameter(f"{unknown[0]!r} is no option for {suffix}", allowed=", ".join(known) or "none")
    table, places = reader(path, **options)
    _check_cells(path, table, places)
    return table, places


CELL_CHARS = 1_000_000
"""Longer cells are refused: nobody reads them, and one of them would slow down everything."""

DELIMITED = (".csv", ".tsv", ".tab")
READERS: dict[str, tuple[Callable[..., tuple[pa.Table, Places]], tuple[str, ...]]] = {
    **dict.fromkeys(DELIMITED, (read_csv, ("encoding", "separator"))),
    **dict.fromkeys((".jsonl", ".ndjson"), (read_jsonl, ("encoding",))),
    ".parquet": (read_parquet, ()),
    "folder": (read_images, ()),
}


def _check_cells(path: Path, table: pa.Table, places: Places) -> None:
    for name in filter(lambda n: cols.is_text(table[n]), table.column_names):
        lengths = pc.utf8_length(table[name].cast(pa.large_string()))
        longest = pc.max(lengths).as_py() or 0
        if longest > CELL_CHARS:
            where = places(pc.index(lengths, longest).as_py())
            raise BadData(
                f"{path}: column {name!r} in {where} holds a text of {longest:,} characters",
                allowed=f"up to {CELL_CHARS:,} characters a cell",
                fix="split it into several items, or drop it",
            )


def _check_values(path: Path, table: pa.Table, roles: Roles, places: Places) -> None:
    """Refuse features that are no finite numbers, and images that are not there."""
    if roles.kind == "table":
        bad = cols.first_nonfinite(table.drop_columns(roles.taken(table)))
        if bad is not None:
            raise BadData(
                f"{path}: column {bad[0]!r} in {places(bad[1])} is {bad[2]}",
                allowed="finite numbers and gaps",
                fix="leave the cell empty where the value is not known",
            )
    if roles.kind == "image":
        for row, name in enumerate(table[roles.image].to_pylist()):
            if not name or not (_base(path) / name).is_file():
                raise BadData(f"{path}: there is no image {name!r} ({places(row)})", fix="mend the path")


def _base(path: Path) -> Path:
    return path if path.is_dir() else path.parent


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
        return BadData(
            f"{path}: the id in {places(ids.index(''))} is empty (column {roles.id_column!r})", fix=fix
        )
    where: dict[str, list[int]] = {}
    for row, name in enumerate(ids):
        where.setdefault(name, []).append(row)
    twice = [(name, rows) for name, rows in where.items() if len(rows) > 1]
    shown = "; ".join(f"{name!r} in {places(rows[0])} and {places(rows[1])}" for name, rows in twice[:3])
    return BadData(
        f"{path}: {len(twice)} ids in column {roles.id_column!r} are not unique: {shown}",
        allowed="unique ids",
        fix=fix,
    )


def _labels(table: pa.Table, ids: list[str], roles: Roles) -> dict[str, str]:
    if roles.label_column is None:
        return {}
    return {i: label for i, label in zip(ids, cols.cells(table[roles.label_column]), strict=True) if label}


def _pool(path: Path, table: pa.Table, ids: list[str], roles: Roles, source: dict[str, Any]) -> Pool:
    rest = table.drop_columns(roles.taken(table))
    if roles.kind == "table":
        return Pool(rest, ids=ids, source=source)
    others = {n: np.array(rest[n].to_pylist(), dtype=object) for n in rest.column_names}
    items = table[roles.text or roles.image].to_pylist()
    data: Any = [_base(path) / v for v in items] if roles.kind == "image" else [v or "" for v in items]
    if roles.kind == "text":
        data = np.array(data, dtype=object)  # in a list, names of images would be images
    return Pool(data, ids=ids, columns=others, source=source)
