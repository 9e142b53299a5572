"""Types and cells of columns."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

MISSING = ["", "NA", "N/A", "null"]
NUMBER = r"^\s*-?(0|[1-9][0-9]*|[0-9]*\.[0-9]+|(0|[1-9][0-9]*)\.[0-9]*)([eE][+-]?[0-9]+)?\s*$"
INTEGER = r"^\s*-?[0-9]{1,18}\s*$"
SPECIAL = r"^\s*[+-]?(?i:nan|inf|infinity)\s*$"


def typed(cells: pa.Array) -> pa.Array:
    """A column of strings as int64 or float64 where every filled cell is a number, else as it is.

    Numbers with leading zeros (codes) stay strings. ``nan`` and ``inf`` count as numbers, so that
    they are found and refused later.

    Examples
    --------
    >>> typed(pa.array(["1", "", "2.5"])).to_pylist(), typed(pa.array(["007", "1"])).to_pylist()
    ([1.0, None, 2.5], ['007', '1'])
    """
    filled = pc.if_else(pc.is_in(cells, pa.array(MISSING)), pa.scalar(None, pa.string()), cells)
    present = filled.drop_null()
    numbers = pc.match_substring_regex(present, NUMBER)
    if not len(present) or not pc.any(numbers).as_py():
        return cells
    if not pc.all(pc.or_(numbers, pc.match_substring_regex(present, SPECIAL))).as_py():
        return cells
    whole = pc.all(pc.match_substring_regex(present, INTEGER)).as_py()
    return pc.utf8_trim_whitespace(filled).cast(pa.int64() if whole else pa.float64())


def typed_table(table: pa.Table, keep: Collection[str | None]) -> pa.Table:
    """All columns through :func:`typed`, but those in ``keep``."""
    columns = {n: table[n] if n in keep else typed(table[n].combine_chunks()) for n in table.column_names}
    return pa.table(columns)


def first_nonfinite(table: pa.Table) -> tuple[str, int, float] | None:
    """(column, row, value) of the first NaN or infinity; nulls are fine."""
    for name in table.column_names:
        if pa.types.is_floating(table[name].type):
            bad = np.flatnonzero(pc.fill_null(pc.invert(pc.is_finite(table[name])), False).to_numpy())
            if len(bad):
                return name, int(bad[0]), table[name][int(bad[0])].as_py()
    return None


def cells(column: pa.ChunkedArray | pa.Array) -> list[str]:
    """Every cell as the text a person would write, lists and maps as JSON; empty for a null."""
    return [_text(v) for v in column.to_pylist()]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, float) and math.isnan(value):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value).strip()


def is_text(column: pa.ChunkedArray) -> bool:
    """Whether the column holds strings."""
    kinds = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    return any(kind(column.type) for kind in kinds)


def number(text: str) -> float | None:
    """A finite number, with a decimal point or comma; None where it is none.

    Examples
    --------
    >>> number("2,5"), number("x"), number("nan")
    (2.5, None, None)
    """
    plain = text.strip().replace(",", ".") if text.count(",") == 1 else text.strip()
    if not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", plain):
        return None
    return float(plain) if np.isfinite(float(plain)) else None
