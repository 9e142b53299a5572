"""What a pool can be made from, and the checks on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.errors import BadData
from labelwise.pool.paths import is_image
from labelwise.types import Ragged

Kind = Literal["array", "parts", "table", "text", "image"]

ALLOWED = "an array, a pandas DataFrame, an Arrow table, texts, a list of Path, the path of a Parquet file"


def is_arrow(data: Any) -> bool:
    """Whether ``data`` is an Arrow object."""
    return type(data).__module__.startswith("pyarrow")


def is_frame(data: Any) -> bool:
    """Whether ``data`` is a pandas DataFrame."""
    return hasattr(data, "iloc") and hasattr(data, "columns")


def names(table: Any) -> list[str]:
    """Column names of a table, as text.

    Examples
    --------
    >>> import pandas as pd
    >>> names(pd.DataFrame({"age": [31], 7: [2]}))
    ['age', '7']
    """
    return [str(c) for c in (table.column_names if is_arrow(table) else table.columns)]


def column(table: Any, at: int) -> Any:
    """The column at a position."""
    return table.column(at) if is_arrow(table) else table.iloc[:, at]


def count(data: Any) -> int:
    """How many items data in the pool's form holds."""
    return int(data.shape[0]) if hasattr(data, "shape") else len(data)


def taken(table: Any, rows: Any) -> Any:
    """Rows of a table or column; in Arrow a run of rows is a slice, which copies nothing.

    Examples
    --------
    >>> import pyarrow as pa
    >>> taken(pa.table({"n": [1, 2, 3]}), [1, 2])["n"].to_pylist()
    [2, 3]
    """
    if not is_arrow(table):
        return table.iloc[rows]
    rows = np.asarray(rows, dtype=np.int64)
    run = len(rows) > 0 and bool((np.diff(rows) == 1).all())
    return table.slice(int(rows[0]), len(rows)) if run else table.take(rows)


def listed(values: Any) -> Any:
    """A column of any library as a list of Python values; a list as it is.

    Examples
    --------
    >>> listed(np.array([1, 2])), listed(["a"])
    ([1, 2], ['a'])
    """
    for convert in ("to_pylist", "tolist"):
        if hasattr(values, convert):
            return getattr(values, convert)()
    return values if isinstance(values, list) else list(values)


def recognise(data: Any) -> tuple[Any, Kind]:
    """The data in the form the pool keeps, and its kind.

    Raises
    ------
    BadData
        If no pool can be made from it.

    Examples
    --------
    >>> recognise(np.array(["good", "bad"]))
    (['good', 'bad'], 'text')
    """
    if sparse.issparse(data) or (
        isinstance(data, np.ndarray) and (data.ndim != 1 or data.dtype.kind in "biuf")
    ):
        return _numbers(data), "array"
    if isinstance(data, Ragged):
        return Ragged(_numbers(data.values), data.offsets), "parts"
    if is_frame(data) or hasattr(data, "column_names"):
        return _table(data), "table"
    if isinstance(data, (list, tuple)):
        return _items([Path(p) for p in data] if data and all(map(is_image, data)) else list(data))
    if getattr(data, "ndim", 1) == 1 and hasattr(data, "__array__"):
        return _items(listed(data))
    raise BadData(f"a pool cannot be made from {type(data).__name__}", allowed=ALLOWED)


def _numbers(data: Any) -> Any:
    if data.ndim < 2:
        raise BadData(
            f"the array has shape {data.shape}",
            allowed="(items, features), or more dimensions such as (items, height, width, colours)",
            fix="reshape it to two dimensions",
        )
    if data.dtype.kind not in "biuf":
        raise BadData(
            f"the array has dtype {data.dtype}", allowed="numbers", fix="pass a DataFrame for mixed columns"
        )
    return data.tocsr() if sparse.issparse(data) else data


def _table(data: Any) -> Any:
    if hasattr(data, "to_struct_array") and not hasattr(data, "combine_chunks"):
        import pyarrow as pa

        data = pa.Table.from_batches([data])
    found = names(data)
    twice = [c for k, c in enumerate(found) if c in found[:k]]
    if twice or not found:
        problem = f"two columns are called {twice[0]!r}" if twice else "the table has no columns"
        raise BadData(problem, allowed="one or more columns of different names")
    return data


def _items(data: list[Any]) -> tuple[list[Any], Kind]:
    kinds = set(map(type, data))
    if kinds and all(issubclass(k, Path) for k in kinds):
        return list(data), "image"
    for k in kinds:
        if not issubclass(k, str):
            at = next(i for i, item in enumerate(data) if type(item) is k)
            raise BadData(
                f"item {at} of the list is {data[at]!r:.60}",
                allowed="texts (str) only, or paths of images (pathlib.Path) only",
                fix="drop or fill it" if data[at] is None else "",
            )
    return list(data), "text"


class Numbered(Mapping[str, int]):
    """The rows of the default ids ``"0"`` to ``"N-1"``, without a table of them.

    Examples
    --------
    >>> Numbered(3)["2"], "3" in Numbered(3), "02" in Numbered(3)
    (2, False, False)
    """

    def __init__(self, size: int) -> None:
        self.size = size

    def __getitem__(self, id: str) -> int:
        row = int(id) if isinstance(id, str) and id.isdecimal() and len(id) < 20 else -1
        if not 0 <= row < self.size or str(row) != id:
            raise KeyError(id)
        return row

    def __iter__(self) -> Iterator[str]:
        return map(str, range(self.size))

    def __len__(self) -> int:
        return self.size


def check_ids(ids: Sequence[Any] | None, size: int, columns: Sequence[str] = ()) -> Any:
    """Unique, non-empty ids as an Arrow array of strings; ``columns`` of the table are for the message.

    Raises
    ------
    BadData
        For missing, empty or repeated ids, another number of them, or other values than texts and
        whole numbers.

    Examples
    --------
    >>> check_ids(np.array([10, 20]), 2).to_pylist()
    ['10', '20']
    """
    import pyarrow as pa

    if ids is None:
        return pa.array(np.arange(size)).cast(pa.string())
    if isinstance(ids, (str, bytes)):
        fix = f"pass the column itself: ids=df[{ids!r}]" if ids in columns else ""
        raise BadData(f"the ids are {ids!r:.60}", allowed="one id per item, in a list", fix=fix)
    found = [str(i) for i in _plain_ids(listed(ids))]
    if len(found) != size:
        raise BadData(f"{len(found)} ids for {size} items", allowed="one id per item")
    if len(set(found)) != size:
        seen: set[str] = set()
        twice = next(i for i in found if i in seen or seen.add(i))  # type: ignore[func-returns-value]
        raise BadData(
            f"the id {twice!r} is there twice", allowed="unique ids", fix="choose another id column, or none"
        )
    if "" in found:
        raise BadData(f"the id of row {found.index('')} is empty", allowed="a text of one character or more")
    try:
        return pa.array(found, pa.string())
    except UnicodeEncodeError as error:
        raise BadData(f"the id {error.object!r} is not valid Unicode", fix="repair or replace it") from None


def _plain_ids(ids: list[Any]) -> list[Any]:
    for k in set(map(type, ids)):
        if not issubclass(k, (str, int, np.integer)):
            row = next(i for i, v in enumerate(ids) if type(v) is k)
            raise BadData(
                f"the id of row {row} is {ids[row]!r}",
                allowed="texts or whole numbers",
                fix="fill missing ids and convert others to text",
            )
    return ids


def check_column(name: str, values: Any, size: int) -> NDArray[Any]:
    """A column of one entry per item; texts stay Python objects, however long."""
    if not isinstance(values, np.ndarray):
        found = listed(values)
        loose = any(issubclass(k, (str, bytes, dict)) for k in set(map(type, found))) or _hold_texts(found)
        try:
            values = np.fromiter(found, object, len(found)) if loose else np.asarray(found)
        except ValueError as error:
            raise BadData(f"the column {name!r} is no array ({error})") from None
    if values.ndim == 0 or len(values) != size:
        raise BadData(
            f"the column {name!r} has {values.size} entries for {size} items", allowed="one entry per item"
        )
    return np.asarray(values)


def _hold_texts(found: list[Any]) -> bool:
    """Whether the entries are lists, and one of them holds a text: tokens, or the steps of a solution."""
    return all(isinstance(v, (list, tuple)) for v in found) and any(
        isinstance(w, str) for v in found for w in v
    )


def shape(values: NDArray[Any]) -> str:
    """The shape of an array, for people.

    Examples
    --------
    >>> shape(np.zeros((96, 128, 3), np.uint8))
    'uint8 array, 96 x 128 x 3'
    """
    return f"{values.dtype} array, {' x '.join(map(str, values.shape))}"


def plain(value: Any) -> Any:
    """A JSON value; missing and infinite numbers become None, an array of several dimensions its shape.

    Examples
    --------
    >>> plain(np.float32(0.5)), plain(float("nan")), plain(Path("a.png")), plain(("a", 1))
    (0.5, None, 'a.png', ['a', 1])
    """
    if isinstance(value, np.ndarray) and value.ndim > 1:
        return shape(value)
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(v) for v in value]
    value = value.item() if isinstance(value, np.generic) else value
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    return None if type(value).__name__ in ("NAType", "NaTType") else str(value)


def texts(data: Any, rows: Any = None) -> NDArray[Any]:
    """Texts of a pool as an array of objects, for all rows or for ``rows``.

    Examples
    --------
    >>> texts(["a", "b", "c"], np.array([2, 0])).tolist()
    ['c', 'a']
    """
    return np.array(data if rows is None else [data[r] for r in np.asarray(rows).tolist()], dtype=object)
