"""The items: stable ids, columns, fixed chunks, a content fingerprint; never copied whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.errors import BadData
from labelwise.pool import inputs
from labelwise.types import CHUNK, Rows


class Pool:
    """Items with ids and columns.

    Parameters
    ----------
    data : array, DataFrame, Table, list of str, list of Path, or str
        (N, D) numpy array or scipy csr; pandas DataFrame; Arrow table; N texts; N paths of images;
        or the path of a Parquet file.
    ids : sequence of str, optional
        One stable id per item, unique; row numbers from 0 by default.
    columns : mapping of str to sequence, optional
        Further columns of N entries each.
    source : mapping, optional
        How the pool can be read again: ``{"read": "module:function", "args": {...}}``.

    Raises
    ------
    BadData
        Empty data, NaN or infinite features, duplicate ids, columns of another length.

    Examples
    --------
    >>> pool = Pool(["good film", "bad film"], ids=["a", "b"])
    >>> len(pool), pool.kind, pool.id(1), pool.rows(["b"]).tolist()
    (2, 'text', 'b', [1])
    """

    def __init__(
        self,
        data: Any,
        *,
        ids: Sequence[str] | None = None,
        columns: Mapping[str, Any] | None = None,
        source: Mapping[str, Any] | None = None,
    ) -> None:
        self.source = dict(source) if source is not None else None
        if isinstance(data, str):
            data, self.source = inputs.parquet(data)
        self.data, self.kind = inputs.recognise(data)
        self._size = int(self.data.num_rows if inputs.is_arrow(self.data) else inputs.length(self.data))
        if self._size == 0:
            raise BadData("the pool has no items", allowed="at least one item")
        inputs.refuse_nonfinite(self.data)
        self.ids = inputs.check_ids(ids, self._size)
        self._columns = {k: inputs.check_column(k, v, self._size) for k, v in (columns or {}).items()}

    def __len__(self) -> int:
        return self._size

    def __repr__(self) -> str:
        return f"Pool({self._size} items of kind {self.kind})"

    def id(self, row: int) -> str:
        """The id of one row."""
        return str(self.ids[int(row)].as_py())

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {k: i for i, k in enumerate(self.ids.to_pylist())}

    def rows(self, ids: Sequence[str]) -> Rows:
        """(m,) int64: the rows of ``ids``.

        Raises
        ------
        BadData
            If an id is not in the pool.
        """
        try:
            return np.array([self._row_of[i] for i in ids], dtype=np.int64)
        except KeyError as missing:
            raise BadData(f"the pool has no item with id {missing}", fix="use ids from pool.ids") from None

    def has(self, item: str) -> bool:
        """Whether ``item`` is an id of this pool."""
        return item in self._row_of

    def x(self, rows: Any) -> Any:
        """The inputs of ``rows`` in the pool's own form.

        An array or csr matrix, a DataFrame or Arrow table, a list of str, or a list of Path.
        """
        if self.kind in ("text", "image"):
            return [self.data[int(r)] for r in rows]
        if self.kind == "array":
            return self.data[rows]
        return self.data.take(rows) if inputs.is_arrow(self.data) else self.data.iloc[rows]

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of all columns."""
        own = tuple(inputs.names(self.data)) if self.kind == "table" else ()
        return own + tuple(self._columns)

    def column(self, name: str, rows: Any = None) -> NDArray[Any]:
        """One column as an array, for all rows or for ``rows``."""
        if name in self._columns:
            found = self._columns[name]
        elif name in self.columns:
            c = self.data[name]
            found = np.asarray(
                c.to_numpy(zero_copy_only=False)
                if hasattr(c, "combine_chunks") and not inputs.is_frame(self.data)
                else c
            )
        else:
            raise BadData(f"the pool has no column {name!r}", allowed=", ".join(self.columns) or "none")
        return found if rows is None else found[rows]

    def payload(self, row: int) -> Any:
        """The item itself: a text, a Path, a dict of the table's row, or a (D,) array."""
        if self.kind == "table":
            return self._row(int(row))
        block = self.x(np.array([row], dtype=np.int64))
        return block[0].toarray().ravel() if sparse.issparse(block) else block[0]

    def shown(self, row: int) -> dict[str, Any]:
        """What a page shows: ``kind`` and the text, the path or the row; plain JSON values only."""
        row = int(row)
        extra = {k: inputs.plain(v[row]) for k, v in self._columns.items()}
        if self.kind == "text":
            return {"kind": "text", "text": self.data[row], "extra": extra}
        if self.kind == "image":
            return {"kind": "image", "path": str(self.data[row]), "extra": extra}
        return {"kind": "row", "row": {**self._row(row), **extra}}

    def _row(self, row: int) -> dict[str, Any]:
        if self.kind == "array":
            values = self.data[[row]]
            values = values.toarray() if sparse.issparse(values) else values
            return {f"x{j}": inputs.plain(v) for j, v in enumerate(values[0].ravel()[:200])}
        if inputs.is_arrow(self.data):
            return {k: inputs.plain(v[0]) for k, v in self.data.slice(row, 1).to_pydict().items()}
        return {str(k): inputs.plain(v) for k, v in self.data.iloc[row].to_dict().items()}

    def chunks(self) -> Iterator[Rows]:
        """Row arrays of fixed chunks."""
        for start in range(0, self._size, CHUNK):
            yield np.arange(start, min(start + CHUNK, self._size), dtype=np.int64)

    def encoded(self, matrix: Any) -> Pool:
        """A pool of the same ids and columns whose inputs are the rows of ``matrix``."""
        if matrix.shape[0] != self._size:
            raise BadData(f"{matrix.shape[0]} encoded rows for {self._size} items")
        twin = object.__new__(Pool)
        twin.__dict__.update({k: v for k, v in self.__dict__.items() if k not in ("hashes", "fingerprint")})
        twin.data, twin.kind, twin._columns = matrix, "array", {k: self.column(k) for k in self.columns}
        return twin

    @cached_property
    def hashes(self) -> NDArray[np.uint64]:
        """(N,) uint64: a hash of the content of each item, without its id."""
        digests = [hashlib.blake2b(b, digest_size=8).digest() for b in self._contents()]
        return np.frombuffer(b"".join(digests), dtype=np.uint64)

    def _contents(self) -> Iterator[bytes]:
        for rows in self.chunks():
            if self.kind == "array":
                block = self.data[rows]
                block = block.toarray() if sparse.issparse(block) else block
                yield from (np.ascontiguousarray(r).tobytes() for r in block)
            elif self.kind == "table":
                yield from inputs.table_contents(self.x(rows))
            elif self.kind == "text":
                yield from (t.encode("utf-8", "surrogatepass") for t in self.x(rows))
            else:
                yield from (inputs.file_mark(p) for p in self.x(rows))

    @cached_property
    def fingerprint(self) -> str:
        """Hex digest over ids and content."""
        whole = hashlib.sha256(self.hashes.tobytes())
        for rows in self.chunks():
            whole.update(
                "\0".join(self.ids.slice(rows[0], len(rows)).to_pylist()).encode("utf-8", "surrogatepass")
            )
        return whole.hexdigest()


def as_pool(data: Any) -> Pool:
    """A Pool as it is; an array, a DataFrame, a Table or a list of texts made into one."""
    return data if isinstance(data, Pool) else Pool(data)
