"""Labels of a file as a simulation takes them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.bench.truth import Truth, task_of
from labelwise.tasks import Task

__all__ = ["as_classes", "named"]


def named(values: Any) -> NDArray[np.str_]:
    """(N,) names of classes; whole numbers are written without a point.

    Examples
    --------
    >>> named([-1.0, 1.0]).tolist(), named(["b", "a"]).tolist()
    (['-1', '1'], ['b', 'a'])
    """
    found = np.asarray(values)
    if found.dtype.kind == "f" and (found == np.rint(found)).all():
        found = found.astype(np.int64)
    levels, at = np.unique(found, return_inverse=True)
    return np.array([str(v) for v in levels.tolist()], dtype=np.str_)[at]


def as_classes(*parts: Any) -> tuple[list[NDArray[np.str_]], Task]:
    """Classes of each part as their names, and the task of all that occur in any.

    Raises
    ------
    BadData
        If all items are of one class.

    Examples
    --------
    >>> [y], task = as_classes([10, 9, 10])
    >>> y.tolist(), task.classes
    (['10', '9', '10'], ('9', '10'))
    """
    found = [named(part) for part in parts]
    return found, task_of(Truth(np.unique(np.concatenate(found)).tolist(), "the labels"))
