"""Parquet into an Arrow table."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from labelwise.errors import BadData
from labelwise.io.raw import Places


def read_parquet(path: Path) -> tuple[pa.Table, Places]:
    """The table of a Parquet file, and the number of each row from 1.

    Dictionary-encoded columns are written out, stored pandas indexes left out.

    Raises
    ------
    BadData
        If the file is missing, damaged or no Parquet, or has no rows.
    """
    try:
        table = parquet.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise BadData(
            f"{path} cannot be read as Parquet: {error}", fix="check the path, or write the file again"
        ) from error
    table = table.drop_columns([n for n in table.column_names if n.startswith("__index_level_")])
    if not table.num_rows or not table.num_columns:
        raise BadData(
            f"{path} has {table.num_rows} rows and {table.num_columns} columns",
            allowed="at least one of each",
        )
    plain = [f.with_type(f.type.value_type) if pa.types.is_dictionary(f.type) else f for f in table.schema]
    return table.cast(pa.schema(plain)), lambda row: f"row {row + 1}"
