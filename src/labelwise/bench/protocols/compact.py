"""The curves of runs in a small file: what figures and reports need, without predictions and questions."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from labelwise.bench.protocols.cell import SETTINGS, Cell
from labelwise.bench.protocols.results import replace_file
from labelwise.bench.protocols.tables import SECONDS, VERSIONS, Run
from labelwise.errors import BadData

__all__ = ["merged", "read_scores", "write_scores"]


def write_scores(runs: Iterable[Run], path: str | Path) -> Path:
    """Write the curves of runs as Parquet, some hundred bytes a run, ordered by settings.

    Parameters
    ----------
    runs : iterable of Run
        Of :func:`labelwise.bench.protocols.read_runs`.
    path : path
        Where to; there is the old file or the whole new one, also after a crash.
    """
    import pyarrow as pa

    rows = [_row(run) for run in _ordered(runs)]
    table = pa.Table.from_pylist(rows, schema=_schema())
    replace_file([table], Path(path), table.schema)
    return Path(path)


def read_scores(path: str | Path) -> list[Run]:
    """The runs that :func:`write_scores` wrote; none where there is no file yet.

    Raises
    ------
    BadData
        If it is another kind of file.
    """
    from pyarrow import ArrowException, parquet

    if not Path(path).exists():
        return []
    try:
        table = _of_today(parquet.read_table(path)).select(_schema().names)
    except (ArrowException, OSError, KeyError) as error:
        raise BadData(
            f"{path} holds no scores of runs: {error}", fix="pass a file that --scores has written"
        ) from error
    return [_run(row) for row in table.to_pylist()]


def merged(known: Sequence[Run], new: Sequence[Run]) -> list[Run]:
    """All runs, ordered by settings; of the same settings the new one.

    Raises
    ------
    BadData
        If they were scored by different metrics.
    """
    if len(metrics := sorted({run.metric for run in (*known, *new)})) > 1:
        raise BadData(f"scores by {' and by '.join(metrics)} in one file", fix="take a file for each metric")
    return _ordered({run.cell: run for run in (*known, *new)}.values())


def _ordered(runs: Iterable[Run]) -> list[Run]:
    return sorted(runs, key=lambda run: tuple(map(str, run.cell.settings.values())))


def _of_today(table: Any) -> Any:
    """The table with columns that older files lack: costs, and versions, which were in the metadata."""
    import pyarrow as pa

    if "costs" not in table.column_names:
        table = table.append_column("costs", pa.nulls(table.num_rows, pa.list_(pa.float64())))
    said = table.schema.metadata or {}
    for name in [name for name in VERSIONS if name not in table.column_names]:
        number = said[name.encode()].decode() if name.encode() in said else None
        table = table.append_column(name, pa.array([number] * table.num_rows, pa.string()))
    return table


def _schema() -> Any:
    import pyarrow as pa

    kinds = {"str": pa.string(), "int": pa.int32(), "float": pa.float64()}
    settings = [(f.name, kinds[str(f.type)]) for f in dataclasses.fields(Cell)]
    curve = [
        ("metric", pa.string()),
        ("labels", pa.list_(pa.int32())),
        ("scores", pa.list_(pa.float64())),
        ("costs", pa.list_(pa.float64())),
    ]
    numbers = [(name, pa.float64()) for name in ("mismatch", *SECONDS)]
    return pa.schema([*settings, *curve, *numbers, *((name, pa.string()) for name in VERSIONS)])


def _row(run: Run) -> dict[str, Any]:
    curve = {"metric": run.metric, "labels": run.labels.tolist(), "scores": run.scores.tolist()}
    curve["costs"] = None if run.costs is None else run.costs.tolist()
    return {**run.cell.settings, **curve, "mismatch": run.mismatch, **run.spent, **run.versions}


def _run(row: dict[str, Any]) -> Run:
    cell = Cell(**{name: row[name] for name in SETTINGS})
    spent = {name: float(row[name]) for name in SECONDS}
    known = {name: row[name] for name in VERSIONS if row[name]}
    curve = np.array(row["labels"]), np.array(row["scores"])
    costs = None if row["costs"] is None else np.array(row["costs"])
    return Run(cell, row["metric"], *curve, row["mismatch"], spent, known, costs)
