"""Records of runs in a folder: written in parts, each whole or not at all, and put together into one file.

::

    FOLDER/
    ├── protocol.json           what was run last here, with its hash
    ├── results.parquet         one row a run
    └── parts/*.parquet         rows that are not in it yet

A row that is in two files counts once: one without a failure before one with it, then the newer one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from labelwise.bench.protocols.cell import SETTINGS
from labelwise.bench.protocols.play import Record
from labelwise.errors import StoreError

__all__ = ["COLUMNS", "TIMINGS", "Results", "decoded"]

COLUMNS: dict[str, str] = {
    "cell": "string",
    "dataset": "string", "strategy": "string", "seed": "int64", "split": "string", "pool_rows": "int64",
    "test_rows": "int64", "imbalance": "float64", "start": "int64", "batch": "int64", "budget": "string",
    "learner": "string", "final": "string", "retrain": "string", "noise": "float64", "cost": "string",
    "labelwise": "string", "numpy": "string", "sklearn": "string", "python": "string", "protocol": "string",
    "status": "string", "failure": "string",
    "train_size": "int64", "classes": "list<string>", "output": "string",
    "first": "int64", "queried": "list<int32>", "labels": "list<int32>", "costs": "list<float64>",
    "test": "bytes", "truth": "bytes", "pool_truth": "bytes", "answers": "bytes", "predictions": "bytes",
    "dtype": "string",
    "fit_seconds": "list<float32>", "query_seconds": "list<float32>", "predict_seconds": "list<float32>",
    "seconds": "float64", "finished": "float64",
}  # fmt: skip
"""Name and type of every column.

``queried`` holds rows of the data set in the order in which their labels came, the ``first`` ones before the
first question; ``answers`` what was said about each, ``costs`` what was paid until each measurement and
``labels`` how many there were. ``truth`` and ``predictions`` (one block a measurement) are about the rows in
``test``, ``pool_truth`` about the pool. All four are arrays of ``dtype``: positions in ``classes``, numbers,
or a column of scores for each tag. ``fit``, ``query`` and ``predict`` are seconds of each round.
"""
TIMINGS = ("fit_seconds", "query_seconds", "predict_seconds", "seconds", "finished")
"""Columns in which two runs of the same cell differ."""
CODED = ("truth", "pool_truth", "answers", "predictions")
BLOCK_ROWS = 256
CHUNK_ROWS, CHUNK_SECONDS = 50, 30.0
"""A part is written when so many runs are finished, or those that wait took so long together."""

assert set(SETTINGS) < set(COLUMNS)


@dataclass
class Results:
    """The results in a folder.

    Parameters
    ----------
    folder : Path
        Made where it is missing.

    Raises
    ------
    StoreError
        If the folder cannot be made.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     results = Results(Path(folder))
    ...     results.write([{"cell": "a1", "status": "done", "labels": np.array([10, 20])}])
    ...     results.done(), results.table().num_rows
    ({'a1'}, 1)
    """

    folder: Path
    _waiting: list[Record] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        try:
            self.parts.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"the folder {self.folder} cannot be used: {error.strerror}") from error

    @property
    def parts(self) -> Path:
        """Where the parts are."""
        return self.folder / "parts"

    @property
    def whole(self) -> Path:
        """The file that the parts are put together into."""
        return self.folder / "results.parquet"

    def tidy(self) -> None:
        """Remove files that a process was writing when it was killed; nobody else may write meanwhile."""
        for folder in (self.folder, self.parts):
            for file in folder.glob(".*.parquet.*"):
                file.unlink()

    def files(self) -> list[Path]:
        """Every file with rows, the oldest first."""
        whole = [self.whole] if self.whole.is_file() else []
        return whole + sorted(self.parts.glob("*.parquet"))

    def done(self, *, failed: bool = True) -> set[str]:
        """Ids of the cells with a result; without those that failed where ``failed`` is False.

        Reads nothing but the columns it needs.
        """
        found = set[str]()
        for file in self.files():
            columns = _columns(file, ["cell"] if failed else ["cell", "status"])
            ids = columns["cell"].to_pylist()
            kept = [True] * len(ids) if failed else [s in KEPT for s in columns["status"].to_pylist()]
            found.update(cell for cell, keep in zip(ids, kept, strict=True) if keep)
        return found

    def add(self, record: Record) -> None:
        """Keep a record; it is on disk by the next :meth:`flush`, or when a part is full.

        What waits took half a minute at most, so that a slow run is on disk at once.
        """
        self._waiting.append({**record, "finished": time.time()})
        took = sum(waiting.get("seconds") or 0.0 for waiting in self._waiting)
        if len(self._waiting) >= CHUNK_ROWS or took > CHUNK_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if self._waiting:
            self.write(self._waiting)
        self._waiting = []

    def write(self, records: Sequence[Record]) -> None:
        """Write one part, whole or not at all."""
        import pyarrow as pa

        table = pa.Table.from_pylist([encoded(record) for record in records], schema=schema())
        replace_file([table], self.parts / f"{time.time_ns():020d}-{uuid4().hex[:8]}.parquet", schema())

    def compact(self) -> Path:
        """Put all parts into one file; whatever interrupts it, no row is lost."""
        parts = sorted(self.parts.glob("*.parquet"))
        if parts or not self.whole.is_file():
            replace_file(self.blocks(), self.whole, schema())
        for part in parts:
            part.unlink()
        return self.whole

    def blocks(self, columns: Iterable[str] = COLUMNS) -> Iterator[Any]:
        """Arrow tables of a few hundred rows that hold each cell once, in no order."""
        import pyarrow as pa

        wanted = list(columns)
        for path, keep in zip(self.files(), self._kept(), strict=True):
            at = 0
            with _reading(path) as parquet:
                for block in parquet.ParquetFile(path).iter_batches(BLOCK_ROWS, columns=wanted):
                    rows = pa.array(keep[at : at + len(block)])
                    at += len(block)
                    yield pa.Table.from_batches([block]).filter(rows).select(wanted)

    def _kept(self) -> list[NDArray[np.bool_]]:
        """For each file, which of its rows count."""
        read = [_columns(file, ["cell", "status", "finished"]).to_pydict() for file in self.files()]
        best: dict[str, tuple[tuple[bool, float], int, int]] = {}
        for k, columns in enumerate(read):
            for row, (cell, status, at) in enumerate(zip(*columns.values(), strict=True)):
                worth = ((status in KEPT, at or 0.0), k, row)
                best[cell] = max(best.get(cell, worth), worth)
        kept = [np.zeros(len(columns["cell"]), dtype=bool) for columns in read]
        for _, k, row in best.values():
            kept[k][row] = True
        return kept

    def table(self, columns: Iterable[str] = COLUMNS) -> Any:
        """All rows as an Arrow table, each cell once, in the order of their ids."""
        import pyarrow as pa

        wanted = list(columns)
        names = list(dict.fromkeys([*wanted, "cell"]))
        blocks = [schema().empty_table().select(names), *self.blocks(names)]
        return pa.concat_tables(blocks, promote_options="default").sort_by("cell").select(wanted)

    def rows(self, columns: Iterable[str] = COLUMNS) -> Iterator[dict[str, Any]]:
        """The rows one by one, decoded, a few hundred in memory at a time."""
        for block in self.blocks(columns):
            yield from map(decoded, block.to_pylist())


KEPT = ("done", "rejected")
"""States of a run that is not tried again; ``failed`` and ``over time`` are where it is wished."""


@contextmanager
def _reading(file: Path) -> Iterator[Any]:
    """``pyarrow.parquet`` to read ``file`` with; a damaged file is named, and what to do about it."""
    from pyarrow import ArrowException, parquet

    try:
        yield parquet
    except (ArrowException, OSError) as error:
        raise StoreError(
            f"the file of results {file} cannot be read: {error}",
            fix="if it is damaged, delete it; the same command computes its runs again",
        ) from error


def _columns(file: Path, names: list[str]) -> Any:
    with _reading(file) as parquet:
        return parquet.read_table(file, columns=names)


def schema() -> Any:
    """The columns as an Arrow schema."""
    import pyarrow as pa

    kinds = {
        "string": pa.string(), "int64": pa.int64(), "float64": pa.float64(), "bytes": pa.large_binary(),
        "list<string>": pa.list_(pa.string()), "list<int32>": pa.list_(pa.int32()),
        "list<float32>": pa.list_(pa.float32()), "list<float64>": pa.list_(pa.float64()),
    }  # fmt: skip
    return pa.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()])


def encoded(record: Record) -> dict[str, Any]:
    """A record as the columns hold it: arrays of codes as bytes, others as lists."""
    row: dict[str, Any] = {name: record.get(name) for name in COLUMNS}
    if record.get("predictions") is not None:
        row["dtype"] = str(record["predictions"].dtype)
    for name in (*CODED, "test"):
        if record.get(name) is not None:
            row[name] = np.ascontiguousarray(record[name]).tobytes()
    return {k: v.tolist() if isinstance(v, np.ndarray) else v for k, v in row.items()}


def decoded(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the table with arrays for what is written as bytes; without them where nothing was measured.

    Returns
    -------
    dict
        ``predictions`` has shape (P, M), or (P, M, C) for tags; ``truth`` (M,) or (M, C).
    """
    made = dict(row)
    if not row.get("dtype"):
        return made
    width = (len(row["classes"]),) if row["output"] == "tags" else ()
    for name in CODED:
        if row.get(name) is not None:
            made[name] = np.frombuffer(row[name], dtype=row["dtype"]).reshape(-1, *width)
    if row.get("predictions") is not None:
        made["predictions"] = made["predictions"].reshape(len(row["labels"]), -1, *width)
    if row.get("test") is not None:
        made["test"] = np.frombuffer(row["test"], dtype=np.int32)
    return made


def replace_file(blocks: Iterable[Any], path: Path, kind: Any) -> None:
    """Write tables of the schema ``kind``: there is the old file or the whole new one, also after a crash."""
    from pyarrow import parquet

    waiting = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
    try:
        with open(waiting, "wb") as file:
            with parquet.ParquetWriter(file, kind, compression="zstd") as writer:
                for block in blocks:
                    writer.write_table(block)
            file.flush()
            os.fsync(file.fileno())
        os.replace(waiting, path)
    finally:
        waiting.unlink(missing_ok=True)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
