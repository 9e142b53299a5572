"""Features of single parts out of those of all parts of items."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.learners.scikit import COLD_ROWS
from labelwise.types import Ragged, Training

Array = NDArray[Any]

ITEMS = 64
"""Items whose features are gathered at a time, so that the features of all are never copied."""


def gathered(x: Callable[[Array], Any], rows: Array, part: Array) -> NDArray[np.float32]:
    """(m, D) float32: the features of single parts, some items at a time.

    Parameters
    ----------
    x : callable
        Rows of items to the features of all their parts: (r, P, D), or a Ragged.
    rows, part : (m,) int64
        Item of each part, and its position in there.

    Raises
    ------
    BadData
        If an item has no such part.

    Examples
    --------
    >>> x = np.arange(12.0).reshape(2, 3, 2)
    >>> gathered(lambda rows: x[rows], np.array([1, 0]), np.array([2, 0])).tolist()
    [[10.0, 11.0], [0.0, 1.0]]
    """
    items, place = np.unique(rows, return_inverse=True)
    made = np.zeros((len(rows), 0), np.float32)
    for start in range(0, len(items), ITEMS):
        at = np.flatnonzero((place >= start) & (place < start + ITEMS))
        found = _parts(x(items[start : start + ITEMS]), place[at] - start, part[at])
        made = made if made.shape[1] else np.empty((len(rows), found.shape[1]), np.float32)
        made[at] = found
    return made


def _parts(block: Any, item: Array, part: Array) -> NDArray[np.float32]:
    """Features of the parts of a block of items."""
    sizes = np.diff(block.offsets) if isinstance(block, Ragged) else np.full(len(block), block.shape[1])
    beyond = np.flatnonzero(part >= sizes[item])
    if len(beyond):
        k = beyond[0]
        raise BadData(f"part number {part[k] + 1} has a label, and its item has features of {sizes[item[k]]}")
    found = block.values[block.offsets[item] + part] if isinstance(block, Ragged) else block[item, part]
    return np.asarray(found, dtype=np.float32)


def some_parts(data: Training, rng: np.random.Generator) -> NDArray[np.float32]:
    """Features of at most :data:`COLD_ROWS` parts of some items, for transformers before there are labels."""
    items = np.union1d(data.rows, data.unlabelled)
    block = data.x(np.sort(rng.choice(items, min(ITEMS, len(items)), replace=False)))
    values = block.values if isinstance(block, Ragged) else block.reshape(-1, block.shape[-1])
    kept = np.sort(rng.choice(len(values), min(COLD_ROWS, len(values)), replace=False))
    return np.asarray(values[kept], dtype=np.float32)
