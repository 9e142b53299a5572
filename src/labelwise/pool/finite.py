"""Features have to be finite numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.errors import BadData
from labelwise.types import CHUNK, Ragged


def refuse_nonfinite(data: Any) -> None:
    """Refuse NaN and infinite features, naming the first.

    Raises
    ------
    BadData
        For the first one in row order; chunk by chunk, so that memory maps are only read.

    Examples
    --------
    >>> refuse_nonfinite(np.array([[1.0, 2.0], [3.0, 4.0]]))
    >>> try:
    ...     refuse_nonfinite(np.array([[1.0, 2.0], [3.0, np.nan]]))
    ... except BadData as error:
    ...     print(error.problem)
    feature 1 of row 1 is nan
    """
    values = data.values if isinstance(data, Ragged) else data
    if getattr(getattr(values, "dtype", None), "kind", "") != "f":
        return
    for start in range(0, values.shape[0], CHUNK):
        block = values[start : start + CHUNK]
        if np.isfinite(block.data if sparse.issparse(block) else block).all():
            continue
        at = _first_bad(block)
        raise BadData(
            _said(data, int(at[0]) + start, at[1:]),
            allowed="finite numbers",
            fix="fill or drop it, or pass a DataFrame, whose gaps are filled",
        )


def _first_bad(block: Any) -> NDArray[np.int64]:
    """Where the first one is in row order."""
    if not sparse.issparse(block):
        return np.asarray(np.argwhere(~np.isfinite(block))[0])
    block = block.tocoo()
    bad = ~np.isfinite(block.data)
    found = np.stack([block.row[bad], block.col[bad]], axis=1)
    return np.asarray(found[np.lexsort(found.T[::-1])][0], dtype=np.int64)


def _said(data: Any, row: int, rest: NDArray[np.int64]) -> str:
    """The place and the value in words."""
    if isinstance(data, Ragged):
        item = int(np.searchsorted(data.offsets, row, side="right")) - 1
        place = ", ".join(str(v) for v in (row - int(data.offsets[item]), *rest.tolist()))
        return f"feature ({place}) of row {item} is {data.values[(row, *rest)]}"
    place = str(rest[0]) if len(rest) == 1 else f"({', '.join(map(str, rest.tolist()))})"
    return f"feature {place} of row {row} is {data[(row, *rest)]}"
