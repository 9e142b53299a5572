"""Outputs of models: streamed in fixed chunks, kept while they fit into a byte budget."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from labelwise.errors import BadData, BadParameter
from labelwise.random import generator
from labelwise.strategy import arrays as edge
from labelwise.strategy.checking import check
from labelwise.strategy.grid import Grid
from labelwise.types import Ragged, Rows, Units

CACHE_BYTES = 2**28
"""Outputs are kept while they fit into this many bytes."""


class Outputs:
    """What the models of one version say about the items of one pool.

    Parameters
    ----------
    pool : Pool or Parted
        Gives the inputs, ``pool.x(rows)``; with units, a value an unit is taken from outputs that hold
        several an item, as a Ragged or as an array (items, parts, ...).
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
        self.grid = None if pool is None else Grid(pool)
        self._units: Units | None = getattr(pool, "units", None)
        self._methods = _methods(models)
        if self._methods and pool is None:
            raise BadParameter("there are models but no pool to apply them to", fix="pass pool=")
        self._left = float(CACHE_BYTES)
        self._kept: dict[str, bool] = {}
        self._cache: dict[tuple[str, int], Any] = {}

    @property
    def _fixed(self) -> Grid:
        return self.grid or Grid(range(0))

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
        """The output called ``name`` for view rows."""
        if self._units is None:
            return self._items(name, rows)
        parents = self._units.parents(rows)
        items = np.unique(parents)
        made = self._items(name, items)
        if not isinstance(made, Ragged):
            raise BadData(
                f"the model's {name} has one entry an item",
                allowed="one an unit: a Ragged, or an array (items, parts, ...)",
            )
        own, inner = np.searchsorted(items, parents), self._units.inner[rows]
        short = np.flatnonzero(inner >= np.diff(made.offsets)[own])
        if len(short):
            k = short[0]
            raise BadData(
                f"the model's {name} has {np.diff(made.offsets)[own[k]]} parts for item {parents[k]}, "
                f"and its part {self._units.part(int(rows[k]))!r} is number {inner[k] + 1}"
            )
        return made.values[made.offsets[own] + inner]

    def _items(self, name: str, rows: Rows) -> Any:
        if not len(rows):
            return edge.take(name, self._call(name, np.zeros(1, dtype=np.int64)), slice(0, 0))
        parts, where = [], []
        for chunk, at in self._fixed.items(rows):
            if chunk < 0:
                parts.append(self._call(name, rows[at]))
            else:
                begin, end = self._fixed.bounds(chunk)
                parts.append(edge.take(name, self._chunk(name, chunk, begin, end), rows[at] - begin))
            where.append(at)
        back = np.argsort(np.concatenate(where), kind="stable")
        joined = edge.join(name, parts)
        return joined if (np.diff(back) == 1).all() else edge.take(name, joined, back)

    def _chunk(self, name: str, chunk: int, begin: int, end: int) -> Any:
        if (name, chunk) in self._cache:
            return self._cache[name, chunk]
        block = self._call(name, np.arange(begin, end, dtype=np.int64))
        if self._keep(name, block, end - begin):
            self._cache[name, chunk] = block
        return block

    def _keep(self, name: str, block: Any, rows: int) -> bool:
        """Whether all outputs of this name fit into what is left, decided at the first chunk."""
        if name not in self._kept:
            size = getattr(block, "nbytes", CACHE_BYTES + 1) / rows * int(self._fixed.starts[-1])
            self._kept[name] = size <= self._left
            self._left -= size if self._kept[name] else 0.0
        return self._kept[name]

    def _call(self, name: str, rows: Rows) -> Any:
        given = self._methods[name](self._pool.x(rows), **self._seed(name))
        made = edge.accept(name, given if self._units is None else edge.ragged(given))
        if edge.length(name, made) != len(rows):
            raise BadData(f"the model's {name} has {edge.length(name, made)} rows for {len(rows)} items")
        made = edge.take(name, made, slice(None))
        check(name, made, rows)
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
