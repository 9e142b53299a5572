"""The columns of any table as plain arrays: float64 numbers or objects of str and None."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData

Column = NDArray[Any]
DAY = np.timedelta64(1, "D")


def columns_of(table: Any) -> dict[str, Column]:
    """Each column as numbers with NaN for gaps, or as strings with None for gaps.

    Parameters
    ----------
    table : DataFrame, Arrow table or (m, D) array
        Booleans become 0 and 1, dates days since 1970, lists and other objects their JSON.

    Raises
    ------
    BadData
        If it is none of these, or a number is infinite.

    Examples
    --------
    >>> import pandas as pd
    >>> found = columns_of(pd.DataFrame({"age": [3, None], "town": ["Rome", None]}))
    >>> found["age"].tolist(), found["town"].tolist()
    ([3.0, nan], ['Rome', None])
    """
    found = {name: _plain(values) for name, values in _raw(table).items()}
    for name, values in found.items():
        if values.dtype != object and np.isinf(values).any():
            row = int(np.flatnonzero(np.isinf(values))[0])
            raise BadData(
                f"column {name!r}, row {row} is {values[row]}", allowed="finite numbers, or no value"
            )
    return found


def _raw(table: Any) -> dict[str, Any]:
    if hasattr(table, "column_names"):
        return {name: _arrow(table[name]) for name in _unique(table.column_names)}
    if hasattr(table, "iloc"):
        return {str(name): _series(table[name]) for name in _unique(table.columns)}
    if getattr(table, "ndim", 0) == 2:
        return {f"x{j}": np.asarray(table[:, j]) for j in range(table.shape[1])}
    raise BadData(
        f"a {type(table).__name__}", allowed="a DataFrame, an Arrow table or a two-dimensional array"
    )


def _unique(names: Iterable[Any]) -> list[Any]:
    listed = list(names)
    twice = next((n for n in listed if listed.count(n) > 1), None)
    if twice is not None:
        raise BadData(f"two columns are named {twice!r}", fix="give every column a name of its own")
    return listed


def _arrow(column: Any) -> Any:
    import pyarrow as pa

    kind = column.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return column.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return column.cast(pa.timestamp("us")).to_numpy(zero_copy_only=False)
    return column.to_pylist()


def _series(series: Any) -> Any:
    kind = series.dtype.kind
    if kind in "biuf":
        return series.to_numpy(dtype=float, na_value=np.nan)
    if kind == "M":
        naive = (
            series.dt.tz_convert("UTC").dt.tz_localize(None) if getattr(series.dtype, "tz", None) else series
        )
        return naive.to_numpy()
    return series.astype(object).where(series.notna(), None).tolist()


def _plain(values: Any) -> Column:
    if isinstance(values, np.ndarray) and values.dtype.kind in "biuf":
        return values.astype(float)
    if isinstance(values, np.ndarray) and values.dtype.kind == "M":
        return np.asarray((values - np.datetime64(0, "D")) / DAY, float)
    listed = list(values)
    present = [v for v in listed if v is not None]
    if present and all(isinstance(v, (bool, int, float)) for v in present):
        return np.array([np.nan if v is None else float(v) for v in listed])
    if present and all(isinstance(v, date) for v in present):
        return np.array([np.nan if v is None else days(v) for v in listed])
    texts = np.empty(len(listed), object)
    texts[:] = [_text(v) for v in listed]
    return texts


def days(moment: date) -> float:
    """Days since 1970; a moment without a zone counts as UTC.

    Examples
    --------
    >>> days(date(1970, 1, 2)), days(datetime(1970, 1, 1, 12))
    (1.0, 0.5)
    """
    if not isinstance(moment, datetime):
        return float((moment - date(1970, 1, 1)).days)
    start = datetime(1970, 1, 1, tzinfo=moment.tzinfo and UTC)
    return (moment - start).total_seconds() / 86_400


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value or None
    return json.dumps(value, ensure_ascii=False, default=str)
