"""Columns of an Arrow table as items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from labelwise.io.columns import is_text

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["inputs", "is_number"]


def is_number(column: pa.ChunkedArray) -> bool:
    """Whether a column holds whole numbers, fractions or truth values."""
    from pyarrow import types

    kinds = (types.is_integer, types.is_floating, types.is_boolean)
    return any(kind(column.type) for kind in kinds)


def inputs(table: pa.Table) -> Any:
    """The items of a table as a pool takes them.

    Returns
    -------
    list of str, (N, D) float64 array, or Table
        Texts where its only column is one of strings; an array where all columns are numbers without a gap,
        codes of categories among them; else the table, whose gaps are null.

    Examples
    --------
    >>> import pyarrow as pa
    >>> inputs(pa.table({"a": [1, 2], "b": [0.5, 1.5]})).tolist()
    [[1.0, 0.5], [2.0, 1.5]]
    >>> inputs(pa.table({"a": [1, None]}))["a"].null_count, inputs(pa.table({"t": ["good", "bad"]}))
    (1, ['good', 'bad'])
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = {name: table[name] for name in table.column_names}
    if len(columns) == 1 and is_text(table.column(0)):
        return table.column(0).to_pylist()
    for name, column in columns.items():
        if pa.types.is_floating(column.type):
            columns[name] = pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)
    if all(is_number(column) and not column.null_count for column in columns.values()):
        found = [np.asarray(column.to_numpy(), dtype=np.float64) for column in columns.values()]
        return np.stack(found, axis=1)
    return pa.table(columns)
