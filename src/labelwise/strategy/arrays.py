"""Arrays at the edge of a View: numpy, memory maps, sparse, Arrow, data frames, tensors, Ragged.

Whatever comes in, :func:`take` gives numpy (or csr) for chosen rows, converted piece by piece,
and :func:`check` refuses what cannot be used.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.errors import BadData
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
}
"""Which axis counts the rows of the pool; 0 for all other names, None where none does."""

NDIM = {"proba": 2, "tags": 2, "embedding": 2, "samples": 3, "variants": 3, "panel": 3, "mean": 1, "std": 1}
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
    if isinstance(thing, (np.ndarray, Ragged)) or hasattr(thing, "detach") or axis_of(name) is None:
        return thing
    if sparse.issparse(thing):
        return thing.tocsr()
    if isinstance(thing, tuple):
        return tuple(accept(name, part) for part in thing)
    return np.asarray(_from_arrow(thing) if hasattr(thing, "to_numpy") else thing)


def _from_arrow(thing: Any) -> Any:
    if hasattr(thing, "combine_chunks"):
        thing = thing.combine_chunks()
    if hasattr(thing, "column_names"):
        return np.column_stack([column.to_numpy() for column in thing.columns])
    if hasattr(getattr(thing, "type", None), "list_size"):
        return thing.flatten().to_numpy(zero_copy_only=False).reshape(len(thing), -1)
    return thing.to_numpy(zero_copy_only=False) if hasattr(thing, "null_count") else thing.to_numpy()


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


def span(rows: NDArray[np.int64]) -> NDArray[np.int64] | slice:
    """Neighbouring rows as a slice, which copies nothing; others as they are.

    Examples
    --------
    >>> span(np.array([3, 4, 5])), span(np.array([3, 5])).tolist()
    (slice(3, 6, None), [3, 5])
    """
    if len(rows) and rows[-1] - rows[0] == len(rows) - 1 and (np.diff(rows) == 1).all():
        return slice(int(rows[0]), int(rows[-1]) + 1)
    return rows


def take(name: str, thing: Any, rows: Any) -> Any:
    """The part of ``thing`` for ``rows`` (an array or a slice), on the host, float16 as float32."""
    if isinstance(thing, tuple):
        return tuple(take(name, part, rows) for part in thing)
    if isinstance(thing, Ragged):
        return thing.take(rows)
    part = thing[rows] if axis_of(name) == 0 else thing[:, rows]
    if hasattr(part, "detach"):
        part = _to_host(part)
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


def check(name: str, block: Any, rows: Any = None) -> None:
    """Refuse NaN, infinite values, a wrong number of dimensions and probabilities that are none.

    Parameters
    ----------
    name : str
        The View name.
    block : array
        Part of the rows.
    rows : array, optional
        The rows of the pool that the block holds, for the message.

    Raises
    ------
    BadData
        Names the first bad row.
    """
    if isinstance(block, tuple):
        for part in block:
            _check_finite(name, part, rows)
        return
    if isinstance(block, Ragged):
        check(name, block.values)
        return
    wanted = kind_of(name, NDIM, None)
    if wanted is not None and (block.ndim != wanted or block.dtype.kind not in "fiub"):
        raise BadData(
            f"{name} has shape {block.shape} and type {block.dtype}", allowed=f"{SHAPE[wanted]} numbers"
        )
    _check_finite(name, block, rows)
    if kind_of(name, {"proba": True}, False):
        _check_proba(name, block, rows)


def checked(name: str, column: Any) -> Any:
    """A column of a pool; refused where it is called like an array that it cannot be.

    Examples
    --------
    >>> checked("proba", np.array(["high", "low"]))
    Traceback (most recent call last):
    labelwise.errors.BadData: proba has shape (2,) and type <U4. Allowed: (N, columns) numbers.
    """
    if name in NDIM:
        check(name, column)
    return column


def _row(rows: Any, position: Any) -> int:
    return int(position if rows is None else rows[position])


def _check_finite(name: str, block: Any, rows: Any) -> None:
    values = block.data if sparse.issparse(block) else block
    if values.dtype.kind != "f" or np.isfinite(values.sum(dtype=np.float64)):
        return
    bad = ~np.isfinite(values)
    if not bad.any():
        return
    axis = axis_of(name) or 0
    at = np.nonzero(bad)[min(axis, bad.ndim - 1)]
    if sparse.issparse(block):
        at = np.repeat(np.arange(block.shape[0]), np.diff(block.indptr))[bad]
    raise BadData(
        f"{name} has NaN or infinite values in {len(np.unique(at))} rows, first row {_row(rows, at.min())}",
        allowed="finite numbers",
        fix="repair these rows or leave them out",
    )


def _check_proba(name: str, block: NDArray[Any], rows: Any) -> None:
    if block.shape[1] < 2:
        raise BadData(f"{name} has shape {block.shape}", allowed="(N, C), C of 2 or more")
    off = np.abs(block.sum(axis=1, dtype=np.float64) - 1) > 2e-3
    bad = np.flatnonzero(off | (block.min(axis=1, initial=0) < 0))
    if len(bad):
        values = np.asarray(block[bad[0]], dtype=float).round(4).tolist()
        raise BadData(
            f"{name} has {len(bad)} rows that are no probabilities; row {_row(rows, bad[0])} is {values}",
            allowed="values of 0 or more, each row with sum 1",
            fix="pass predict_proba, or a softmax of the scores",
        )


def check_all(name: str, thing: Any) -> None:
    """Check an array in blocks; memory maps are left to be checked as they are read."""
    if isinstance(thing, np.memmap) or axis_of(name) is None:
        return
    size = length(name, thing)
    for start in range(0, max(size, 1), CHUNK):
        rows = np.arange(start, min(start + CHUNK, size))
        check(name, take(name, thing, slice(start, start + CHUNK)), rows)
