"""A hash of the content of every item, chunk by chunk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.errors import BadData
from labelwise.pool.inputs import Kind, column, is_arrow, listed, names
from labelwise.types import CHUNK


def form(data: Any, kind: Kind) -> str:
    """What all items share, as JSON text: the kind, the dtype and width, or the columns and their types.

    Examples
    --------
    >>> form(np.zeros((3, 2), np.float32), "array")
    '["array", "<f4", 2]'
    """
    if kind in ("array", "parts"):
        values = data.values if kind == "parts" else data
        return json.dumps([kind, values.dtype.str, *map(int, values.shape[1:])])
    if kind == "table":
        types = [_type(column(data, k)) or "object" for k in range(len(names(data)))]
        return json.dumps([kind, names(data), types])
    return json.dumps([kind])


def hashes(data: Any, kind: Kind, size: int) -> NDArray[np.uint64]:
    """(N,) uint64: BLAKE2b of the bytes of each item, keyed by :func:`form`.

    Raises
    ------
    BadData
        If the file of an image cannot be read.

    Examples
    --------
    >>> found = hashes(["good", "bad", "good"], "text", 3)
    >>> bool(found[0] == found[2]), bool(found[0] == found[1])
    (True, False)
    """
    key = hashlib.blake2b(form(data, kind).encode("utf-8", "surrogatepass"), digest_size=32).digest()
    found = np.empty(size, dtype=np.uint64)
    for start in range(0, size, CHUNK):
        items = _contents(data, kind, slice(start, min(start + CHUNK, size)))
        digests = [hashlib.blake2b(b, digest_size=8, key=key).digest() for b in items]
        found[start : start + len(digests)] = np.frombuffer(b"".join(digests), dtype="<u8")
    return found


def alike(texts: Iterable[str]) -> NDArray[np.uint64]:
    """(N,) uint64: a hash of each text, the same where only case and white space differ.

    Examples
    --------
    >>> found = alike(["A good  film", "a good film ", "a goodfilm"])
    >>> bool(found[0] == found[1]), bool(found[0] == found[2])
    (True, False)
    """
    plain = (" ".join(text.casefold().split()).encode("utf-8", "surrogatepass") for text in texts)
    digests = b"".join(hashlib.blake2b(text, digest_size=8).digest() for text in plain)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


def _contents(data: Any, kind: Kind, at: slice) -> Iterable[Any]:
    if kind == "text":
        return (t.encode("utf-8", "surrogatepass") for t in data[at])
    if kind == "image":
        return map(_file, data[at])
    if kind == "table":
        return _table(data.slice(at.start, at.stop - at.start) if is_arrow(data) else data.iloc[at])
    if sparse.issparse(data):
        return _sparse(data[np.arange(at.start, at.stop)])
    if kind == "parts":
        return (np.ascontiguousarray(data[i]) for i in range(at.start, at.stop))
    return map(np.ascontiguousarray, data[at])


def _sparse(block: Any) -> Iterator[bytes]:
    block.sum_duplicates()
    block.eliminate_zeros()
    columns, values, width = block.indices.astype("<i8").tobytes(), block.data.tobytes(), block.data.itemsize
    for a, b in pairwise(block.indptr.tolist()):
        yield columns[8 * a : 8 * b] + values[width * a : width * b]


def _table(block: Any) -> Iterator[bytes]:
    """Numbers as their bytes, side by side; everything else of a row as one JSON list."""
    size, fixed, loose = len(block), [], []
    for k in range(len(names(block))):
        values = column(block, k)
        if _type(values):
            fixed += [np.ascontiguousarray(v).view(np.uint8).reshape(size, -1) for v in _arrays(values)]
        else:
            loose.append(listed(values))
    packed = np.concatenate(fixed, axis=1) if fixed else np.zeros((size, 0), np.uint8)
    whole, width = packed.tobytes(), packed.shape[1]
    rows = zip(*loose, strict=True) if loose else [()] * size
    for i, row in enumerate(rows):
        yield whole[width * i : width * (i + 1)] + _encode(row).encode()


def _type(values: Any) -> str:
    """The type of a column of numbers or times; empty for any other."""
    if not is_arrow(values):
        of_numpy = isinstance(values.dtype, np.dtype) and values.dtype.kind in "biufmM"
        return str(values.dtype.str) if of_numpy else ""
    import pyarrow.types as t

    kind = values.type
    numbers = t.is_integer(kind) or t.is_float32(kind) or t.is_float64(kind) or t.is_boolean(kind)
    return str(kind) if numbers or (t.is_temporal(kind) and not t.is_interval(kind)) else ""


def _arrays(values: Any) -> list[NDArray[Any]]:
    if not is_arrow(values):
        return [values.to_numpy()]
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_temporal(values.type):
        values = values.cast(pa.int32() if values.type.bit_width == 32 else pa.int64())
    filled = pc.fill_null(values, pa.scalar(0).cast(values.type))
    return [filled.to_numpy(), pc.is_null(values).to_numpy()]


def _as_json(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    return value.hex() if isinstance(value, bytes) else str(value)


_encode = json.JSONEncoder(default=_as_json).encode


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadData(
            f"the image {path.name!r} cannot be read ({error.strerror})", fix="remove it from the list"
        ) from None
