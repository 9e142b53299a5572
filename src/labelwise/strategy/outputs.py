"""Outputs of models: streamed in fixed chunks, kept while they fit into a byte budget."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from labelwise.errors import BadData, BadParameter
from labelwise.random import generator
from labelwise.strategy import arrays as edge
from labelwise.types import CHUNK, Rows

SHARE = 1 / 8
"""A chunk of which at least this share is asked for is computed whole, on the fixed grid."""

CACHE_BYTES = 2**28
"""Outputs are kept while they fit into this many bytes."""


def chunked(rows: Rows, size: int) -> Iterator[tuple[int, Rows]]:
    """Split rows into (chunk, positions): chunks of which much is asked for, the rest as chunk -1.

    How the value of a row is computed depends on ``rows`` alone, never on what was asked before.

    Examples
    --------
    >>> [(chunk, len(at)) for chunk, at in chunked(np.arange(10_000), 10_000)]
    [(0, 8192), (1, 1808)]
    >>> [(chunk, len(at)) for chunk, at in chunked(np.array([3, 9_000]), 10_000)]
    [(-1, 2)]
    """
    chunk = rows // CHUNK
    order = np.argsort(chunk, kind="stable")
    found, start = np.unique(chunk[order], return_index=True)
    rest = [order[:0]]
    for number, at in zip(found.tolist(), np.split(order, start)[1:], strict=True):
        if len(at) >= SHARE * min(CHUNK, size - number * CHUNK):
            yield number, at
        else:
            rest.append(at)
    loose = np.sort(np.concatenate(rest))
    for begin in range(0, len(loose), CHUNK):
        yield -1, loose[begin : begin + CHUNK]


class Outputs:
    """What the models of one version say about the items of one pool.

    Parameters
    ----------
    pool : Pool
        Gives the inputs, ``pool.x(rows)``.
    models : Model, mapping of prefix to Model, or None
        Their ``provides`` become names.
    version : str
        Fixes the seed of a method that takes one, so that draws are the same for all chunks.

    Raises
    ------
    BadParameter
        A model provides a name without a method, or a name comes from two models.
    """

    def __init__(self, pool: Any, models: Any, version: str) -> None:
        self._pool, self._version = pool, version
        self._methods = _methods(models)
        if self._methods and pool is None:
            raise BadParameter("there are models but no pool to apply them to", fix="pass pool=")
        self._left = float(CACHE_BYTES)
        self._kept: dict[str, bool] = {}
        self._cache: dict[tuple[str, int], Any] = {}

    def __contains__(self, name: object) -> bool:
        return name in self._methods

    def __iter__(self) -> Iterator[str]:
        return iter(self._methods)

    def whole(self, name: str) -> Any:
        """An output that has no rows, such as ``head``."""
        if (name, 0) not in self._cache:
            self._cache[name, 0] = self._methods[name](**self._seed(name))
        return self._cache[name, 0]

    def get(self, name: str, rows: Rows) -> Any:
        """The output called ``name`` for ``rows``."""
        if not len(rows):
            return edge.take(name, self._call(name, np.zeros(1, dtype=np.int64)), slice(0, 0))
        size, parts, where = len(self._pool), [], []
        for chunk, at in chunked(rows, size):
            if chunk < 0:
                parts.append(self._call(name, rows[at]))
            else:
                begin = chunk * CHUNK
                parts.append(
                    edge.take(name, self._chunk(name, chunk, min(begin + CHUNK, size)), rows[at] - begin)
                )
            where.append(at)
        back = np.argsort(np.concatenate(where), kind="stable")
        joined = edge.join(name, parts)
        return joined if (np.diff(back) == 1).all() else edge.take(name, joined, back)

    def _chunk(self, name: str, chunk: int, end: int) -> Any:
        if (name, chunk) in self._cache:
            return self._cache[name, chunk]
        block = self._call(name, np.arange(chunk * CHUNK, end, dtype=np.int64))
        if self._keep(name, block, end - chunk * CHUNK):
            self._cache[name, chunk] = block
        return block

    def _keep(self, name: str, block: Any, rows: int) -> bool:
        """Whether all outputs of this name fit into what is left, decided at the first chunk."""
        if name not in self._kept:
            size = getattr(block, "nbytes", CACHE_BYTES + 1) / rows * len(self._pool)
            self._kept[name] = size <= self._left
            self._left -= size if self._kept[name] else 0.0
        return self._kept[name]

    def _call(self, name: str, rows: Rows) -> Any:
        made = edge.accept(name, self._methods[name](self._pool.x(rows), **self._seed(name)))
        if edge.length(name, made) != len(rows):
            raise BadData(f"the model's {name} has {edge.length(name, made)} rows for {len(rows)} items")
        made = edge.take(name, made, slice(None))
        edge.check(name, made, rows)
        return made

    def _seed(self, name: str) -> dict[str, int]:
        if "seed" not in inspect.signature(self._methods[name]).parameters:
            return {}
        return {"seed": int(generator(0, self._version, name).integers(2**31))}


def _methods(models: Any) -> dict[str, Callable[..., Any]]:
    """The methods of everything the models provide, by prefixed name."""
    named = models if isinstance(models, Mapping) else {} if models is None else {"": models}
    found: dict[str, Callable[..., Any]] = {}
    for prefix, model in named.items():
        for name in model.provides:
            if not callable(getattr(model, name, None)):
                raise BadParameter(f"{type(model).__name__} provides {name!r} but has no such method")
            if prefix + name in found:
                raise BadParameter(
                    f"two models provide {prefix + name!r}", fix="give one a prefix, e.g. 'teacher_'"
                )
            found[prefix + name] = getattr(model, name)
    return found
