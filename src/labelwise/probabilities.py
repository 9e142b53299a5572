"""What rows of probabilities must be, wherever they come from."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwise.errors import BadData

__all__ = ["OFF", "check_proba", "checked_proba"]

OFF = 0.01
"""The sum of a row may miss 1 by this much: half precision, and rounding in files."""
TINY = 1e-9
"""What is below 0 by no more than this is a 0 of floating-point arithmetic."""


def check_proba(proba: NDArray[Any], name: str, rows: Any = None) -> None:
    """Refuse what is no probability distribution in every row.

    Parameters
    ----------
    proba : (N, C) array of numbers
        C is 2 or more.
    name : str
        What to call it in the message.
    rows : (N,) sequence of int, optional
        What to call its rows; their positions otherwise.

    Raises
    ------
    BadData
        If the shape is another, or a row is negative, not finite or has another sum than 1; names the
        first such row.

    Examples
    --------
    >>> check_proba(np.array([[0.5, 0.5], [2.0, 1.0]]), "proba")
    Traceback (most recent call last):
    labelwise.errors.BadData: proba: row 1 sums to 3. Allowed: rows of numbers from 0 to 1 that sum to 1.
    To fix: pass predict_proba, or the softmax of scores and logits.
    """
    if proba.ndim != 2 or proba.shape[1] < 2 or proba.dtype.kind not in "fiub":
        raise BadData(
            f"{name}: shape {proba.shape} and type {proba.dtype}", allowed="(N, C) numbers, C of 2 or more"
        )
    with np.errstate(invalid="ignore", over="ignore"):
        sums, least = proba.sum(axis=1, dtype=np.float64), proba.min(axis=1)
        bad = np.flatnonzero(~((np.abs(sums - 1) <= OFF) & (least >= 0)))  # NaN fails both
    if len(bad):
        first = bad[0]
        wrong = proba[first][~(proba[first] >= 0)]
        said = f"holds {wrong[0]:g}" if len(wrong) else f"sums to {sums[first]:.4g}"
        more = f" ({len(bad)} such rows)" if len(bad) > 1 else ""
        raise BadData(
            f"{name}: row {first if rows is None else rows[first]} {said}{more}",
            allowed="rows of numbers from 0 to 1 that sum to 1",
            fix="pass predict_proba, or the softmax of scores and logits",
        )


def checked_proba(proba: ArrayLike, name: str = "the probabilities") -> NDArray[np.float64]:
    """(N, C) probabilities as float64, each row divided by its sum.

    Raises
    ------
    BadData
        As :func:`check_proba`, and if there is no row.

    Examples
    --------
    >>> checked_proba([[0.33, 0.67], [0.333, 0.666]]).sum(axis=1).tolist()
    [1.0, 1.0]
    """
    made = np.asarray(proba)
    if made.dtype.kind == "f":
        made = np.where((made < 0) & (made >= -TINY), 0.0, made.astype(np.float64))
    check_proba(made, name)
    if not len(made):
        raise BadData(f"{name}: shape {made.shape}", allowed="one row or more")
    return np.asarray(made / made.sum(axis=1, dtype=np.float64)[:, None])
