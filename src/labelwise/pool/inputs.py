"""What a pool can be made from, and the checks on it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.errors import BadData
from labelwise.types import CHUNK

Kind = Literal["array", "table", "text", "image"]


def is_arrow(data: Any) -> bool:
    """Whether ``data`` is an Arrow object."""
    return type(data).__module__.startswith("pyarrow")


def is_frame(data: Any) -> bool:
    """Whether ``data`` is a DataFrame."""
    return hasattr(data, "iloc") and hasattr(data, "columns")


def names(table: Any) -> list[str]:
    """Column names of a table."""
    return [str(c) for c in (table.column_names if is_arrow(table) else table.columns)]


def length(data: Any) -> int:
    """Number of items."""
    return int(data.shape[0]) if hasattr(data, "shape") else len(data)


def parquet(path: str) -> tuple[Any, dict[str, Any]]:
    """The memory-mapped table of a Parquet file, and its source."""
    if not path.endswith(".parquet"):
        raise BadData(
            f"{path!r} is a path but not of a Parquet file", fix="read it with labelwise.io.read(path)"
        )
    if not Path(path).is_file():
        raise BadData(f"there is no file {path!r}", allowed="the path of an existing Parquet file")
    import pyarrow as pa
    from pyarrow import parquet

    try:
        table = parquet.read_table(path, memory_map=True)
    except pa.ArrowInvalid as error:
        raise BadData(f"{path!r} is not a Parquet file ({error})") from None
    return table, {"read": "labelwise.pool:Pool", "args": {"data": str(Path(path).resolve())}}


def recognise(data: Any) -> tuple[Any, Kind]:
    """The data in the form the pool keeps, and its kind."""
    if isinstance(data, np.ndarray) or sparse.issparse(data):
        if data.ndim != 2:
            raise BadData(
                f"the array has shape {data.shape}",
                allowed="(items, features)",
                fix="reshape it to two dimensions",
            )
        return (data.tocsr() if sparse.issparse(data) else data), "array"
    if is_frame(data) or (is_arrow(data) and hasattr(data, "column_names")):
        return data, "table"
    if isinstance(data, (list, tuple)) and data and all(isinstance(d, Path) for d in data):
        return list(data), "image"
    if isinstance(data, (list, tuple)) and all(isinstance(d, str) for d in data):
        return list(data), "text"
    raise BadData(
        f"a pool cannot be made from {type(data).__name__}",
        allowed="a 2-D array, a DataFrame, an Arrow table, a list of str, a list of Path, a .parquet path",
    )


def refuse_nonfinite(data: Any) -> None:
    """Refuse NaN and infinite features, naming the first."""
    if isinstance(data, np.ndarray) and data.dtype.kind == "O":
        raise BadData(
            "the array has dtype object", allowed="numbers", fix="pass a DataFrame for mixed columns"
        )
    if not isinstance(data, np.ndarray) or data.dtype.kind != "f":
        return
    for start in range(0, len(data), CHUNK):
        bad = np.argwhere(~np.isfinite(data[start : start + CHUNK]))
        if len(bad):
            row, col = int(bad[0][0]) + start, int(bad[0][1])
            raise BadData(
                f"feature {col} of row {row} is {data[row, col]}",
                allowed="finite numbers",
                fix="fill or drop it, or pass a DataFrame, whose gaps are filled",
            )


def check_ids(ids: Sequence[str] | None, size: int) -> Any:
    """Unique, non-empty ids as an Arrow array."""
    import pyarrow as pa

    if ids is None:
        return pa.array([str(i) for i in range(size)], pa.string())
    listed = [str(i) for i in (ids.to_pylist() if hasattr(ids, "to_pylist") else ids)]
    if len(listed) != size:
        raise BadData(f"{len(listed)} ids for {size} items", allowed="one id per item")
    if len(set(listed)) != size:
        seen: set[str] = set()
        twice = next(i for i in listed if i in seen or seen.add(i))  # type: ignore[func-returns-value]
        raise BadData(
            f"the id {twice!r} is there twice", allowed="unique ids", fix="choose another id column, or none"
        )
    if "" in listed:
        raise BadData(f"the id of row {listed.index('')} is empty", allowed="a text of one character or more")
    return pa.array(listed, pa.string())


def check_column(name: str, values: Any, size: int) -> NDArray[Any]:
    """A column of one entry per item."""
    array = np.asarray(values.to_pylist() if hasattr(values, "to_pylist") else values)
    if len(array) != size:
        raise BadData(
            f"the column {name!r} has {len(array)} entries for {size} items", allowed="one entry per item"
        )
    return array


def plain(value: Any) -> Any:
    """A JSON value."""
    value = value.item() if isinstance(value, np.generic) else value
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return (value if np.isfinite(value) else None) if isinstance(value, float) else str(value)


def table_contents(block: Any) -> Iterator[bytes]:
    """The bytes of each row, by column name."""
    columns = block.to_pydict() if is_arrow(block) else {str(k): block[k].tolist() for k in block.columns}
    names = list(columns)
    for values in zip(*columns.values(), strict=True):
        yield json.dumps(dict(zip(names, values, strict=True)), default=str, ensure_ascii=True).encode()


def file_mark(path: Path) -> bytes:
    """A digest of the bytes of a file."""
    try:
        return hashlib.blake2b(path.read_bytes(), digest_size=16).digest()
    except OSError as error:
        raise BadData(
            f"the image {path.name!r} cannot be read ({error.strerror})", fix="remove it from the list"
        ) from None
