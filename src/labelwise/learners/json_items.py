"""Items of a pool as JSON holds them."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

import numpy as np

from labelwise.errors import BadData
from labelwise.learners.features import dense, inputs

__all__ = ["as_json"]


def as_json(x: Any) -> list[Any]:
    """The items ``x`` of a pool, each as JSON holds it.

    Texts are strings, rows of a table objects, arrays nested lists, images the paths of their files; numbers
    that are missing or infinite are null.

    Raises
    ------
    BadData
        If they are nothing of that.

    Examples
    --------
    >>> as_json(np.array([[0.5, np.nan]])), as_json(["good", "bad"])
    ([[0.5, None]], ['good', 'bad'])
    """
    found = inputs(x)
    if hasattr(found, "columns") and hasattr(found, "to_dict"):
        return [{str(k): _cell(v) for k, v in row.items()} for row in found.to_dict("records")]
    if isinstance(found, (list, tuple)) and all(isinstance(item, (str, PurePath)) for item in found):
        return [str(item) for item in found]
    if hasattr(found, "toarray"):
        found = dense(found)
    if isinstance(found, np.ndarray) and found.dtype.kind in "biufU":
        known = np.isfinite(found) if found.dtype.kind == "f" else np.ones(found.shape, bool)
        plain = found.astype(object)
        plain[~known] = None
        made: list[Any] = plain.tolist()
        return made
    raise BadData(
        f"items of type {type(x).__name__} have no form in JSON",
        allowed="texts, images, tables, arrays",
        fix="pass a function in place of the address",
    )


def _cell(value: Any) -> Any:
    """A value of a table: number, string, boolean or null."""
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    if value is None or isinstance(value, (bool, int, str)):
        return value
    text = str(value)
    return None if text in ("NaT", "<NA>") else text
