"""Labels and row numbers as they come in from outside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.types import Rows

LIVE = ("labels", "pending", "round", "version", "classes")
"""Names that the View itself answers."""
TAKEN = (*LIVE, "answers", "annotators", "votes", "oof_proba", "calibration", "calibrated")
"""Names of what a campaign says; a pool column of such a name is out of reach."""


def check_rows(name: str, rows: Any, size: int) -> Rows:
    """``rows`` as int64 row positions; None is no row.

    Raises
    ------
    BadData
        If they are no whole numbers, outside the pool or repeated.

    Examples
    --------
    >>> check_rows("labelled", [2, 0], size=3).tolist()
    [2, 0]
    """
    found = np.asarray([] if rows is None else rows)
    if found.ndim != 1 or (len(found) and found.dtype.kind not in "iu"):
        hint = f"pass np.flatnonzero({name})" if found.dtype == bool else ""
        raise BadData(
            f"{name} has shape {found.shape} and type {found.dtype}", allowed="(k,) row numbers", fix=hint
        )
    found = found.astype(np.int64)
    bad = found[(found < 0) | (found >= size)]
    if len(bad):
        raise BadData(f"{name} has the row {bad[0]}", allowed=f"0 to {size - 1}")
    if np.bincount(found, minlength=1).max() > 1:
        raise BadData(f"{name} names a row twice", allowed="each row once")
    return found


def labels_of(labels: Any, size: int) -> NDArray[np.int64]:
    """(N,) class indices, -1 where unknown; None is a pool without labels.

    Raises
    ------
    BadData
        If they are no whole numbers of -1 or more, one per row.
    """
    if labels is None:
        return np.full(size, -1, dtype=np.int64)
    found = np.asarray(labels)
    if found.shape != (size,) or found.dtype.kind not in "iu" or found.min(initial=0) < -1:
        raise BadData(
            f"labels have shape {found.shape} and type {found.dtype}",
            allowed=f"({size},) class indices, -1 where unknown",
        )
    return found.astype(np.int64)


def check_labels(labelled: Any, y: Any, names: Sequence[Any] | None, size: int) -> NDArray[np.int64]:
    """(N,) class indices from labelled rows and their labels.

    Parameters
    ----------
    labelled : (l,) int or None
        Rows that have a label.
    y : (l,) array or None
        Class indices or names; None: all count as one class.
    names : sequence or None
        The classes in their order.
    size : int
        Number of rows of the pool.

    Raises
    ------
    BadData
        If ``y`` does not fit ``labelled``, or names an unknown class.

    Examples
    --------
    >>> check_labels([0, 2], ["b", "a"], None, size=3).tolist()
    [1, -1, 0]
    """
    rows = check_rows("labelled", labelled, size)
    found = np.zeros(len(rows), dtype=np.int64) if y is None else np.asarray(y)
    if found.shape != rows.shape:
        raise BadData(
            f"y has shape {found.shape} for {len(rows)} labelled rows",
            allowed="one label per row of labelled",
            fix="y[i] is the label of row labelled[i]",
        )
    labels = np.full(size, -1, dtype=np.int64)
    labels[rows] = _indices(found, names)
    return labels


def _indices(y: NDArray[Any], names: Sequence[Any] | None) -> NDArray[np.int64]:
    if y.dtype.kind == "f" and np.isfinite(y).all() and (y == np.round(y)).all():
        y = y.astype(np.int64)
    if y.dtype.kind in "iu" and not _are_names(y, names):
        if y.min(initial=0) < 0:
            raise BadData(
                f"y has the class index {y.min()}", allowed="0 or more; leave unlabelled rows out of labelled"
            )
        return y.astype(np.int64)
    if y.dtype.kind == "f":
        raise BadData("y holds fractions", allowed="class indices or class names")
    order = {name: k for k, name in enumerate(sorted(set(y.tolist())) if names is None else names)}
    unknown = [v for v in y.tolist() if v not in order]
    if unknown:
        raise BadData(f"y has the unknown class {unknown[0]!r}", allowed=", ".join(map(str, order)))
    return np.array([order[v] for v in y.tolist()], dtype=np.int64)


def _are_names(y: NDArray[Any], names: Sequence[Any] | None) -> bool:
    """Whether the classes are called by numbers, such as years."""
    return names is not None and all(isinstance(n, (int, np.integer)) for n in names)
