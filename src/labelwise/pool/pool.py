"""The items: stable ids, columns, fixed chunks, a content fingerprint; never copied whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.errors import BadData
from labelwise.pool import content, inputs, paths
from labelwise.pool.finite import refuse_nonfinite
from labelwise.types import CHUNK, Rows


class Pool:
    """Items with ids and columns.

    Parameters
    ----------
    data : array, DataFrame, Table, sequence of str, list of Path, Ragged, or str
        (N, D) numpy array or scipy csr; (N, ...) array, such as images (N, H, W, 3); pandas DataFrame;
        Arrow table; N texts in a list, Series or array; N paths of images; a Ragged with the features
        of every part; or the path of a Parquet file. Arrays and tables are kept as they are, never
        copied. A list of str that all name image files, such as ``glob("img/*.png")`` gives, is one
        of paths (``.jpg .jpeg .png .webp .gif .bmp .tif .tiff``; a name with white space has to
        exist); such names in an array or Series stay texts.
    ids : sequence of str or int, optional
        One stable id per item, unique; row numbers from 0 by default.
    columns : mapping of str to sequence, optional
        Further columns of N entries each.
    source : mapping, optional
        How the pool can be read again: ``{"read": "module:function", "args": {...}}``.

    Raises
    ------
    BadData
        Empty data, NaN or infinite features, missing or duplicate ids, columns of another length.

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
        if isinstance(data, (str, Path)):
            data, read_again = paths.parquet(str(data))
            if source is None and ids is None and not columns:
                self.source = read_again
        self.data, self.kind = inputs.recognise(data)
        self._texts = self.data if self.kind == "text" else None
        self._size = inputs.count(self.data)
        if self._size == 0:
            raise BadData("the pool has no items", allowed="at least one item")
        refuse_nonfinite(self.data)
        own = inputs.names(self.data) if self.kind == "table" else []
        self.ids, self._numbered = inputs.check_ids(ids, self._size, own), ids is None
        self._columns = {k: inputs.check_column(k, v, self._size) for k, v in (columns or {}).items()}
        twice = set(self._columns) & set(own)
        if twice:
            raise BadData(f"the column {min(twice)!r} is in the table already", fix="give it another name")

    def __len__(self) -> int:
        return self._size

    def __repr__(self) -> str:
        return f"Pool({self._size} items of kind {self.kind})"

    def id(self, row: int) -> str:
        """The id of one row."""
        return str(self.ids[int(row)].as_py())

    @cached_property
    def _row_of(self) -> Mapping[str, int]:
        if self._numbered:
            return inputs.Numbered(self._size)
        return {k: i for i, k in enumerate(self.ids.to_pylist())}

    def rows(self, ids: Sequence[str]) -> Rows:
        """(m,) int64: the rows of ``ids``.

        Raises
        ------
        BadData
            If an id is not in the pool.
        """
        try:
            return np.array([self._row_of[i] for i in inputs.listed(ids)], dtype=np.int64)
        except KeyError as missing:
            raise BadData(f"the pool has no item with id {missing}", fix="use ids from pool.ids") from None

    def has(self, item: str) -> bool:
        """Whether ``item`` is an id of this pool."""
        return item in self._row_of

    def x(self, rows: Any) -> Any:
        """The inputs of ``rows`` in the pool's own form.

        An array or csr matrix, a Ragged, a DataFrame or Arrow table, a list of str, or a list of Path.

        Examples
        --------
        >>> Pool(["a", "b", "c"]).x(np.array([2, 0]))
        ['c', 'a']
        """
        if self.kind in ("text", "image"):
            return [self.data[r] for r in np.asarray(rows).tolist()]
        if self.kind == "parts":
            return self.data.take(rows)
        return self.data[rows] if self.kind == "array" else inputs.taken(self.data, rows)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of all columns."""
        own = tuple(inputs.names(self.data)) if self.kind == "table" else ()
        return own + tuple(self._columns)

    @property
    def reads(self) -> tuple[str, ...]:
        """What :meth:`column` reads: the columns, and ``"text"``, the items themselves where they are texts.

        Examples
        --------
        >>> Pool(["good film"], columns={"year": [1999]}).reads
        ('year', 'text')
        """
        return self.columns + (("text",) if self._texts is not None and "text" not in self.columns else ())

    def column(self, name: str, rows: Any = None) -> NDArray[Any]:
        """One column as an array, for all rows or for ``rows``.

        Raises
        ------
        BadData
            If there is no such column.

        Examples
        --------
        >>> Pool(["a", "b"], columns={"price": [0.5, 2.0]}).column("price", [1]).tolist()
        [2.0]
        """
        if name in self._columns:
            return self._columns[name] if rows is None else self._columns[name][rows]
        if name == "text" and self._texts is not None:
            return inputs.texts(self._texts, rows)
        if name not in self.columns:
            raise BadData(f"the pool has no column {name!r}", allowed=", ".join(self.columns) or "none")
        found = inputs.column(self.data, self.columns.index(name))
        return np.asarray((found if rows is None else inputs.taken(found, rows)).to_numpy())

    def payload(self, row: int) -> Any:
        """The item itself: a text, a Path, a dict of the table's row, or its array.

        Examples
        --------
        >>> Pool(np.array([[1.0, 2.0], [3.0, 4.0]])).payload(1).tolist()
        [3.0, 4.0]
        """
        if self.kind == "table":
            return self._row(int(row))
        block = self.x(np.array([row], dtype=np.int64))
        return block[0].toarray().ravel() if sparse.issparse(block) else block[0]

    def shown(self, row: int) -> dict[str, Any]:
        """What a page shows: ``kind`` and the text, the path or the row; plain JSON values only.

        Examples
        --------
        >>> Pool(["good film"], columns={"year": [1999]}).shown(0)
        {'kind': 'text', 'text': 'good film', 'extra': {'year': 1999}}
        """
        row = int(row)
        extra = {k: inputs.plain(v[row]) for k, v in self._columns.items()}
        if self.kind == "text":
            return {"kind": "text", "text": self.data[row], "extra": extra}
        if self.kind == "image":
            return {"kind": "image", "path": str(self.data[row]), "extra": extra}
        return {"kind": "row", "row": {**self._row(row), **extra}}

    def _row(self, row: int) -> dict[str, Any]:
        if self.kind in ("array", "parts"):
            values = self.payload(row)
            if values.ndim > 1:
                return {"x": inputs.shape(values)}
            return {f"x{j}": inputs.plain(v) for j, v in enumerate(values[:200])}
        block = self.x(np.array([row], dtype=np.int64))
        cells = [
            inputs.listed(inputs.column(block, k))[0] for k in range(len(self.columns) - len(self._columns))
        ]
        return {k: inputs.plain(v) for k, v in zip(inputs.names(block), cells, strict=True)}

    def chunks(self) -> Iterator[Rows]:
        """Row arrays of fixed chunks.

        Examples
        --------
        >>> [len(rows) for rows in Pool(np.zeros((10_000, 1))).chunks()]
        [8192, 1808]
        """
        for start in range(0, self._size, CHUNK):
            yield np.arange(start, min(start + CHUNK, self._size), dtype=np.int64)

    def encoded(self, matrix: Any) -> Pool:
        """A pool of the same ids and columns whose inputs are the rows of ``matrix``: an array or a Ragged.

        Raises
        ------
        BadData
            If the matrix has another number of rows, or is no matrix of numbers.

        Examples
        --------
        >>> Pool(["good", "bad"], ids=["a", "b"]).encoded(np.eye(2)).x(np.array([1])).tolist()
        [[0.0, 1.0]]
        """
        if inputs.count(matrix) != self._size:
            raise BadData(f"{inputs.count(matrix)} encoded rows for {self._size} items")
        twin = object.__new__(Pool)
        made = ("hashes", "alike", "fingerprint")
        twin.__dict__.update({k: v for k, v in self.__dict__.items() if k not in made})
        twin.data, twin.kind = inputs.recognise(matrix)
        twin._columns = {k: self.column(k) for k in self.columns}
        return twin

    @cached_property
    def hashes(self) -> NDArray[np.uint64]:
        """(N,) uint64: a hash of the content of each item, without its id and the further columns.

        Examples
        --------
        >>> hashes = Pool(["good", "bad", "good"]).hashes
        >>> (hashes == hashes[0]).tolist()
        [True, False, True]
        """
        return content.hashes(self.data, self.kind, self._size)

    @cached_property
    def alike(self) -> NDArray[np.uint64]:
        """(N,) uint64: the same for items of equal content; of texts, case and white space do not count.

        Examples
        --------
        >>> found = Pool(["good", "Good ", "bad"]).alike
        >>> (found == found[0]).tolist()
        [True, True, False]
        """
        return content.alike(self.data) if self.kind == "text" else self.hashes

    @cached_property
    def fingerprint(self) -> str:
        """Hex digest over the ids and the content of all items, in order.

        Examples
        --------
        >>> Pool(["good", "bad"]).fingerprint == Pool(["bad", "good"]).fingerprint
        False
        """
        whole = hashlib.sha256(content.form(self.data, self.kind).encode("utf-8", "surrogatepass"))
        whole.update(self.hashes.astype("<u8").tobytes())
        for rows in self.chunks():
            whole.update(json.dumps(self.ids.slice(rows[0], len(rows)).to_pylist()).encode())
        return whole.hexdigest()


def as_pool(data: Any) -> Pool:
    """A Pool as it is; whatever a Pool can be made from, made into one.

    Examples
    --------
    >>> as_pool(["good film", "bad film"])
    Pool(2 items of kind text)
    """
    return data if isinstance(data, Pool) else Pool(data)
