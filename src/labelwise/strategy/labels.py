"""Labels and row numbers as they come in from outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, BadParameter
from labelwise.params import Whole
from labelwise.types import Rows

LIVE = ("labels", "pending", "round", "version", "classes")
"""Names that the View itself answers."""
TAKEN = (*LIVE, "answers", "annotators", "votes", "oof_proba", "values", "refit", "calibration", "calibrated")
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
        return np.broadcast_to(np.int64(-1), (size,))  # takes no memory, and nobody writes to it
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
    if not len(rows):
        return labels_of(None, size)
    labels = np.full(size, -1, dtype=np.int64)
    labels[rows] = _indices(found, names)
    return labels


def numbers_of(y: Any) -> NDArray[np.float64] | None:
    """(l,) labels as numbers; None where they are names or missing.

    Examples
    --------
    >>> numbers_of([2, 0.5]).tolist(), numbers_of(["a", "b"])
    ([2.0, 0.5], None)
    """
    found = np.asarray([]) if y is None else np.asarray(y)
    usable = len(np.shape(found)) == 1 and len(found) and found.dtype.kind in "iuf"
    return found.astype(np.float64) if usable and np.isfinite(found).all() else None


def check_values(
    labelled: Any, y: Any, names: Sequence[Any] | None, classes: Callable[[], int | None], size: int
) -> tuple[NDArray[np.int64], NDArray[np.float64] | None]:
    """Class indices as :func:`check_labels` gives them, and the labels as numbers where they are.

    Numbers that cannot be class indices, where nobody speaks of classes, are those of a regression: then all
    labelled rows count as one class.

    Parameters
    ----------
    labelled, y, names, size
        As for :func:`check_labels`.
    classes : callable
        Gives the number of classes, None where nobody knows.

    Returns
    -------
    labels : (N,) int64
    values : (N,) float64 or None
        0 where unknown; None where labels are no numbers.

    Raises
    ------
    BadData
        If ``y`` does not fit ``labelled``.

    Examples
    --------
    >>> labels, values = check_values([0, 2], [1.5, -3.0], None, lambda: None, size=3)
    >>> labels.tolist(), values.tolist()
    ([0, -1, 0], [1.5, 0.0, -3.0])
    """
    told = numbers_of(y)
    real = (
        told is not None and np.asarray(y).dtype.kind == "f" and ((told < 0) | (told != np.round(told))).any()
    )
    regression = real and classes() is None
    labels = check_labels(labelled, np.zeros(len(y), np.int64) if regression else y, names, size)
    if told is None:
        return labels, None
    values = np.zeros(size)
    values[np.asarray(labelled, dtype=np.int64)] = told  # checked with the labels
    return labels, values


def _indices(y: NDArray[Any], names: Sequence[Any] | None) -> NDArray[np.int64]:
    if y.dtype.kind == "f" and np.isfinite(y).all() and (y == np.round(y)).all():
        y = y.astype(np.int64)
    if y.dtype.kind in "iu" and not _are_names(y, names):
        if y.min(initial=0) < 0:
            raise BadData(
                f"y has the class index {y.min()}",
                allowed="0 or more; leave unlabelled rows out of labelled",
                fix="pass the numbers of a regression as floats",
            )
        return y.astype(np.int64)
    if y.dtype.kind == "f" and not np.isfinite(y).all():
        raise BadData("y holds NaN or infinite numbers", fix="leave unlabelled rows out of labelled")
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


def check_count(n: Any) -> None:
    """Refuse an ``n`` that is no whole number of 0 or more.

    Examples
    --------
    >>> check_count(-1)
    Traceback (most recent call last):
    labelwise.errors.BadParameter: n is -1. Allowed: a whole number of 0 or more questions.
    """
    if not Whole(0)(n):
        raise BadParameter(f"n is {n!r}", allowed=f"{Whole(0)} questions")
