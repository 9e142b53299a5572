"""The last layer of a model as an array pair."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData

__all__ = ["checked_head"]


def checked_head(head: Any, columns: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """The weights (C, D) and biases (C,) of a last layer, refused unless they fit D columns.

    Raises
    ------
    BadData
        Says which shapes do not fit, and how two classes are written.

    Examples
    --------
    >>> checked_head(([[1.0, 0.0], [0.0, 1.0]], [0.0, 0.5]), 2)[1].tolist()
    [0.0, 0.5]
    """
    fits = isinstance(head, (tuple, list)) and len(head) == 2
    w, b = map(np.asarray, head) if fits else (np.zeros(0), np.zeros(0))
    if w.ndim != 2 or len(w) < 2 or b.shape != w.shape[:1] or w.shape[1] != columns:
        raise BadData(
            f"the head has weights of shape {w.shape} and biases of shape {b.shape} "
            f"for an embedding of {columns} columns",
            allowed=f"(W, b) of shapes (C, {columns}) and (C,), C of 2 or more",
            fix="write two classes as the rows -w/2 and w/2",
        )
    return w, b
