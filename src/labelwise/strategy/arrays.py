"""Arrays at the edge of a View: numpy, memory maps, sparse, Arrow, data frames, tensors, Ragged.

Whatever comes in, :func:`take` gives numpy (or csr) for chosen rows, converted piece by piece;
``checking`` refuses what cannot be used.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.errors import BadData
from labelwise.parallel import in_blocks
from labelwise.types import CHUNK, Ragged

AXIS = {
    "samples": 1,
    "variants": 1,
    "panel": 1,
    "dynamics": 1,
    "head": None,
    "classes": None,
    "answers": None,
    "annotators": None,
    "calibration": None,
    "calibrated": None,
    "refit": None,
}
"""Which axis counts the rows of the pool; 0 for all other names, None where none does."""

CALLED = ("refit",)
"""Functions that are what a name means, not what makes an array: the one exception of the contracts."""

NDIM = {
    "proba": 2,
    "tags": 2,
    "embedding": 2,
    "samples": 3,
    "variants": 3,
    "panel": 3,
    "mean": 1,
    "std": 1,
    "values": 1,
}
WRITTEN = {"proba": True, "tags": True}
"""What is written out a chunk at a time where it comes as a sparse matrix."""

SHAPE = {1: "(N,)", 2: "(N, columns)", 3: "(draws, N, C)"}


def kind_of(name: str, table: dict[str, Any], default: Any) -> Any:
    """The entry of ``table`` for ``name``, which may carry a prefix such as ``teacher_``."""
    for base, value in table.items():
        if name == base or name.endswith(f"_{base}"):
            return value
    return default


@functools.cache
def axis_of(name: str) -> int | None:
    """The axis that counts rows.

    Examples
    --------
    >>> axis_of("proba"), axis_of("teacher_samples"), axis_of("head")
    (0, 1, None)
    """
    axis: int | None = kind_of(name, AXIS, 0)
    return axis


def accept(name: str, thing: Any) -> Any:
    """``thing`` with a shape: Arrow and data frames become numpy, lists too; the rest stays as it is."""
    if axis_of(name) is None:
        return _whole(thing)
    if isinstance(thing, (np.ndarray, Ragged)) or hasattr(thing, "detach"):
        return thing
    if sparse.issparse(thing):
        return thing.tocsr()
    if isinstance(thing, tuple):
        return tuple(accept(name, part) for part in thing)
    table = hasattr(thing, "to_numpy") or hasattr(thing, "column_names")
    return np.asarray(_from_arrow(name, thing) if table else thing)


def _whole(thing: Any) -> Any:
    """What has no rows, on the host; a tuple part by part."""
    if isinstance(thing, tuple):
        return tuple(map(_whole, thing))
    return _to_host(thing) if hasattr(thing, "detach") else thing


def _from_arrow(name: str, thing: Any) -> Any:
    if hasattr(thing, "combine_chunks"):
        thing = thing.combine_chunks()
    if hasattr(thing, "column_names"):
        columns = [_from_arrow(name, column) for column in thing.columns]
        return columns[0] if len(columns) == 1 and columns[0].ndim > 1 else np.column_stack(columns)
    if not hasattr(thing, "null_count"):
        return thing.to_numpy()
    lists = hasattr(thing.type, "value_type") and hasattr(thing, "value_lengths")
    values = thing.flatten().to_numpy(zero_copy_only=False) if lists else None
    if values is None or values.dtype.kind not in "fiub":  # lists of words stay lists
        return thing.to_numpy(zero_copy_only=False)
    width = len(values) // max(len(thing), 1)
    if not thing.null_count and (thing.value_lengths().to_numpy() == width).all():
        return values.reshape(len(thing), width)
    if kind_of(name, NDIM, None) is None:
        return thing.to_numpy(zero_copy_only=False)
    raise BadData(f"{name} holds lists of different lengths", allowed="as many numbers in each row")


def stacked(name: str, column: Any) -> Any:
    """A column of lists, such as a file of vectors has, as an array; others as they are.

    Examples
    --------
    >>> stacked("embedding", np.fromiter([np.zeros(2), np.ones(2)], object)).tolist()
    [[0.0, 0.0], [1.0, 1.0]]
    """
    if not isinstance(column, np.ndarray) or column.dtype.kind != "O":
        return column
    if not all(isinstance(v, np.ndarray) for v in column):
        return column
    if len({v.shape for v in column}) > 1:
        raise BadData(f"{name} holds lists of different lengths", allowed="as many numbers in each row")
    return np.stack(column.tolist()) if len(column) else column


def length(name: str, thing: Any) -> int:
    """How many rows of the pool it covers."""
    if isinstance(thing, tuple):
        return length(name, thing[0])
    axis = axis_of(name)
    if isinstance(thing, Ragged) or axis is None:
        return len(thing)
    if len(thing.shape) <= axis:
        raise BadData(f"{name} has shape {tuple(thing.shape)}", allowed=SHAPE[kind_of(name, NDIM, axis + 1)])
    return int(thing.shape[axis])


def flat(thing: Any) -> Any:
    """The values of all parts of a Ragged array, and any other array as it is.

    Examples
    --------
    >>> flat(Ragged(np.array([1, 2, 3]), np.array([0, 2, 3]))).tolist()
    [1, 2, 3]
    """
    return thing.values if isinstance(thing, Ragged) else thing


def ascending(rows: NDArray[np.int64]) -> bool:
    """Whether each row number is above the one before it.

    Examples
    --------
    >>> ascending(np.array([1, 4, 7])), ascending(np.array([1, 1]))
    (True, False)
    """
    return bool((rows[1:] > rows[:-1]).all())


def span(rows: NDArray[np.int64]) -> NDArray[np.int64] | slice:
    """Neighbouring rows as a slice, which copies nothing; others as they are.

    Examples
    --------
    >>> span(np.array([3, 4, 5])), span(np.array([3, 5])).tolist()
    (slice(3, 6, None), [3, 5])
    """
    if len(rows) and rows[-1] - rows[0] == len(rows) - 1 and ascending(rows):
        return slice(int(rows[0]), int(rows[-1]) + 1)
    return rows


def take(name: str, thing: Any, rows: Any) -> Any:
    """The part of ``thing`` for ``rows`` (an array or a slice), on the host, float16 as float32."""
    if isinstance(thing, tuple):
        return tuple(take(name, part, rows) for part in thing)
    if isinstance(thing, Ragged):
        return thing.take(rows)
    if axis_of(name) != 0:
        return _plain(thing[:, rows])
    if sparse.issparse(thing):
        written = kind_of(name, WRITTEN, False)
        return thing[rows].toarray() if written else thing[rows]
    return _in_blocks(thing, rows) if _is_converted(thing) else _plain(thing[rows])


def _is_converted(thing: Any) -> bool:
    """Whether what is read of it is made anew: halves, and tensors that are elsewhere."""
    if isinstance(thing, np.ndarray):
        return bool(thing.dtype == np.float16)
    if not hasattr(thing, "detach"):
        return False
    return not np.shares_memory(_plain(thing[:1]), _plain(thing[:1]))


def _in_blocks(thing: Any, rows: Any) -> NDArray[Any]:
    """Rows converted in blocks on threads, so that nothing else is copied."""
    if isinstance(rows, slice):
        thing, rows = thing[rows], None
    size, kind = thing.shape[0] if rows is None else len(rows), _plain(thing[:0]).dtype
    made = np.empty((size, *thing.shape[1:]), dtype=kind)

    def fill(at: slice) -> None:
        made[at] = _plain(thing[at if rows is None else rows[at]])

    in_blocks(fill, size, CHUNK)
    return made


def _plain(part: Any) -> Any:
    """A part on the host, in single precision where it has halves."""
    part = _to_host(part) if hasattr(part, "detach") else part
    return part.astype(np.float32) if part.dtype == np.float16 else part


def _to_host(tensor: Any) -> NDArray[Any]:
    host = tensor.detach().cpu()
    return np.asarray((host.float() if "bfloat16" in str(host.dtype) else host).numpy())


def ragged(thing: Any) -> Any:
    """An array (items, parts, ...) as a Ragged; a Ragged and anything flatter as it is.

    Examples
    --------
    >>> ragged(np.zeros((2, 5, 3))).values.shape, ragged(np.zeros((2, 3))).shape
    ((10, 3), (2, 3))
    """
    if isinstance(thing, Ragged) or getattr(thing, "ndim", 0) < 3:
        return thing
    items, parts = thing.shape[:2]
    return Ragged(thing.reshape(items * parts, *thing.shape[2:]), np.arange(items + 1) * parts)


def join(name: str, parts: list[Any]) -> Any:
    """Put parts along the rows together again."""
    if len(parts) == 1:
        return parts[0]
    if isinstance(parts[0], tuple):
        return tuple(join(name, [p[k] for p in parts]) for k in range(len(parts[0])))
    if isinstance(parts[0], Ragged):
        sizes = np.concatenate([np.diff(p.offsets) for p in parts])
        return Ragged(np.concatenate([p.values for p in parts]), np.concatenate(([0], np.cumsum(sizes))))
    return (
        sparse.vstack(parts).tocsr()
        if sparse.issparse(parts[0])
        else np.concatenate(parts, axis=axis_of(name))
    )
