"""A pool seen as its units: what a View stands on where questions are about parts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.types import Rows, Units


class Parted:
    """The units of a pool, one row each.

    Its columns are those of the pool, repeated for every unit of an item, and ``item`` (the item's row,
    a group for quotas) and ``coords`` (where the unit is within its item), unless the pool has columns
    of these names.

    Parameters
    ----------
    pool : Pool
        The items.
    units : Units
        Their parts.

    Examples
    --------
    >>> from labelwise.pool import Pool
    >>> class Letters(Units):
    ...     def part(self, row):
    ...         return "abc"[self.inner[row]]
    ...     def inner_of(self, item, part):
    ...         return "abc".find(part)
    >>> parted = Parted(Pool(np.eye(2), columns={"year": [1998, 1999]}), Letters(np.array([0, 1, 3])))
    >>> len(parted), parted.column("item", np.arange(3)).tolist(), parted.column("year").tolist()
    (3, [0, 1, 1], [1998, 1999, 1999])
    """

    def __init__(self, pool: Any, units: Units) -> None:
        self.pool, self.units = pool, units
        own = {"item": True, "coords": units.coords is not None}
        self._own = tuple(name for name, there in own.items() if there and name not in pool.columns)

    def __len__(self) -> int:
        return len(self.units)

    def x(self, items: Any) -> Any:
        """The inputs of *items*: models read whole items."""
        return self.pool.x(items)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of all columns."""
        return (*self.pool.columns, *self._own)

    @property
    def reads(self) -> tuple[str, ...]:
        """What :meth:`column` reads."""
        return (*self.pool.reads, *self._own)

    def column(self, name: str, rows: Rows | None = None) -> NDArray[Any]:
        """One column, an entry a unit."""
        rows = np.arange(len(self), dtype=np.int64) if rows is None else rows
        if name not in self._own:
            return np.asarray(self.pool.column(name, self.units.parents(rows)))
        return np.asarray(self.units.parents(rows) if name == "item" else self.units.coords[rows])  # type: ignore[index]
