"""What arrays at the edge of a View must be: finite, of the right number of dimensions, probabilities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.errors import BadData, BadParameter
from labelwise.parallel import in_blocks
from labelwise.probabilities import OFF, check_proba
from labelwise.strategy.arrays import NDIM, SHAPE, axis_of, kind_of, length, stacked, take
from labelwise.types import CHUNK, Ragged

PROBA = {"tag_samples": False, "samples": True, "proba": True}
"""What sums to 1 over the classes."""

TAGS = {"tags": True, "tag_samples": True}
"""What is a probability each by itself."""


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
    if _plainly_proba(name, block):
        return
    wanted = kind_of(name, NDIM, None)
    if wanted is not None and (block.ndim != wanted or block.dtype.kind not in "fiub"):
        raise BadData(
            f"{name} has shape {block.shape} and type {block.dtype}", allowed=f"{SHAPE[wanted]} numbers"
        )
    _check_finite(name, block, rows)
    if kind_of(name, TAGS, False):
        _check_tags(name, block)
    if not kind_of(name, PROBA, False):
        return
    if block.ndim == 3 and not len(block):
        raise BadData(f"{name} has shape {block.shape}", allowed=f"{SHAPE[3]}, one draw or more")
    numbers = block.ndim == 3 and block.shape[2] == 1  # draws of one number, not of classes
    for k, draw in enumerate(block if block.ndim == 3 and not numbers else ()):
        check_proba(draw, f"{name}[{k}]", rows)
    if block.ndim == 2:
        check_proba(block, name, rows)


def _plainly_proba(name: str, block: Any) -> bool:
    """Whether a block holds probabilities beyond doubt, in two passes; any other is looked at closely."""
    plain = isinstance(block, np.ndarray) and block.dtype in (np.float64, np.float32) and block.size > 0
    if not (plain and kind_of(name, PROBA, False) and block.ndim == kind_of(name, NDIM, 2)):
        return False
    if block.shape[-1] < 2:
        return False
    if block.ndim == 3:
        return _plainly_draws(block)
    off = block @ np.ones(block.shape[1], dtype=block.dtype)  # NaN and infinity show in it
    off -= 1
    return bool(max(off.max(), -off.min()) < OFF / 2 and block.min() >= 0)


def _plainly_draws(block: NDArray[Any]) -> bool:
    """Whether nothing is below 0 and the rows of the mean of the draws sum to 1."""
    total = np.zeros(block.shape[1:], dtype=block.dtype)
    for draw in block:
        if not draw.min() >= 0:
            return False
        total += draw
    off = np.abs(total.sum(axis=1) / len(block) - 1)
    return bool(off.max() < OFF / 2)


def checked(name: str, column: Any) -> Any:
    """A column of a pool, one of lists as an array; refused where it is called like what it cannot be.

    Examples
    --------
    >>> checked("proba", np.array(["high", "low"]))
    Traceback (most recent call last):
    labelwise.errors.BadData: proba has shape (2,) and type <U4. Allowed: (N, columns) numbers.
    """
    if name in NDIM:
        column = stacked(name, column)
        check(name, column)
    return column


def _row(rows: Any, position: Any) -> int:
    return int(position if rows is None else rows[position])


def _check_finite(name: str, block: Any, rows: Any) -> None:
    values = block.data if sparse.issparse(block) else block
    if values.dtype.kind != "f":
        return
    with np.errstate(over="ignore", invalid="ignore"):
        total = values.sum(dtype=max(values.dtype, np.dtype(np.float32)))  # an overflow is looked at below
    if np.isfinite(total):
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


def _check_tags(name: str, block: Any) -> None:
    values = block.data if sparse.issparse(block) else block
    if not values.size or (values.min() >= 0 and values.max() <= 1):
        return
    raise BadData(
        f"{name} has values from {values.min():.4g} to {values.max():.4g}",
        allowed="probabilities from 0 to 1, each tag on its own",
        fix="pass a sigmoid of the scores",
    )


def check_all(arrays: Mapping[str, Any]) -> None:
    """Check arrays by name, in blocks; memory maps are left to be checked as they are read."""
    for name, thing in arrays.items():
        if isinstance(thing, np.memmap) or axis_of(name) is None:
            continue
        size = length(name, thing)
        if not size:
            check(name, take(name, thing, slice(0, 0)))
        in_blocks(partial(_check_rows, name, thing), size, CHUNK)


def _check_rows(name: str, thing: Any, rows: slice) -> None:
    check(name, take(name, thing, rows), range(rows.start, rows.stop))


def refuse_clashes(sources: Mapping[str, Iterable[str]]) -> None:
    """Refuse a name that two sources give.

    Raises
    ------
    BadParameter
        Says which two.

    Examples
    --------
    >>> refuse_clashes({"an array": ["proba"], "a model": ["embedding"]})
    """
    owners: dict[str, str] = {}
    for who, names in sources.items():
        for name in names:
            if name in owners:
                raise BadParameter(
                    f"{name!r} comes from {owners[name]} and from {who}",
                    allowed="one source for a name",
                    fix="rename the column, or give the model a prefix: models={'teacher_': model}",
                )
            owners[name] = who
