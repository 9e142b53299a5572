"""A column of lists of texts, from whatever table the items come in."""

from __future__ import annotations

from typing import Any

from labelwise.errors import BadData
from labelwise.pool.inputs import column, listed, names


def texts_of(table: Any, name: str) -> list[str]:
    """The texts of a column; a missing one is empty.

    Raises
    ------
    BadData
        If the items are no table with such a column.

    Examples
    --------
    >>> import pyarrow as pa
    >>> texts_of(pa.table({"question": ["How many?", None]}), "question")
    ['How many?', '']
    """
    return ["" if v is None or v != v else str(v) for v in _cells(table, name)]


def lists_of(table: Any, name: str) -> list[list[str]]:
    """The lists of a column of lists of texts.

    Raises
    ------
    BadData
        If the items are no table with such a column, or one of its entries is no list.

    Examples
    --------
    >>> import pandas as pd
    >>> lists_of(pd.DataFrame({"tokens": [["New", "York"], []]}), "tokens")
    [['New', 'York'], []]
    """
    cells = _cells(table, name)
    for k, cell in enumerate(cells):
        if isinstance(cell, str) or not hasattr(cell, "__len__"):
            raise BadData(f"item {k} has {cell!r:.60} in the column {name!r}", allowed="a list of texts")
    return [[str(v) for v in cell] for cell in cells]


def _cells(table: Any, name: str) -> list[Any]:
    found = names(table) if hasattr(table, "columns") else []
    if name not in found:
        raise BadData(
            f"the items have no column {name!r}",
            allowed=", ".join(found) or "a table (DataFrame or Arrow)",
            fix="name the column that holds it",
        )
    return list(listed(column(table, found.index(name))))
