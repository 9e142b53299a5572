"""What one question is about (:class:`Unit`), those of a pool (:class:`Units`), outputs (:class:`Ragged`)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData

CHUNK = 8192
"""Items in one fixed chunk. Fixed, because BLAS results depend on the shape."""


@dataclass(frozen=True, order=True, slots=True)
class Unit:
    """An item or a part of it.

    Parameters
    ----------
    item : str
        The pool's id of the item.
    part : str
        ``""`` for the whole item, else a short string that only the Task reads, such as ``"t3:7"``.

    Examples
    --------
    >>> str(Unit("doc#1", "t3:7")), Unit.parse("doc%231#t3:7")
    ('doc%231#t3:7', Unit(item='doc#1', part='t3:7'))
    """

    item: str
    part: str = ""

    def __str__(self) -> str:
        item = self.item.replace("%", "%25").replace("#", "%23")
        return f"{item}#{self.part}" if self.part else item

    @classmethod
    def parse(cls, text: str) -> Self:
        """The unit written as ``item#part``.

        Examples
        --------
        >>> Unit.parse("a#p12,40")
        Unit(item='a', part='p12,40')
        """
        item, _, part = text.partition("#")
        return cls(item.replace("%23", "#").replace("%25", "%"), part)


@dataclass(frozen=True, eq=False)
class Ragged:
    """Values of several units an item; item i owns ``values[offsets[i]:offsets[i + 1]]``.

    Parameters
    ----------
    values : (M, ...) array
        One row per unit, items one after the other.
    offsets : (N + 1,) int64
        Non-decreasing, from 0 to M.

    Raises
    ------
    BadData
        If the offsets do not fit the values.

    Examples
    --------
    >>> r = Ragged(np.array([1., 2., 3.]), np.array([0, 2, 3]))
    >>> len(r), r[0].tolist(), r.parents().tolist()
    (2, [1.0, 2.0], [0, 0, 1])
    """

    values: NDArray[Any]
    offsets: NDArray[np.int64]

    def __post_init__(self) -> None:
        values, o = np.asarray(self.values), np.asarray(self.offsets)
        whole = o.ndim == 1 and o.dtype.kind in "iu" and len(o) > 0
        if not whole or o[0] != 0 or o[-1] != len(values) or (o[1:] < o[:-1]).any():
            raise BadData(
                f"offsets of {o.size} entries do not fit {len(values)} values",
                allowed="whole, non-decreasing offsets from 0 to len(values)",
            )
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "offsets", o.astype(np.int64))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, i: int) -> NDArray[Any]:
        i = range(len(self))[i]
        return self.values[self.offsets[i] : self.offsets[i + 1]]

    @property
    def nbytes(self) -> int:
        """Bytes of the values."""
        return int(self.values.nbytes)

    def parents(self) -> NDArray[np.int64]:
        """(M,) int64: the item index of every unit."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))

    def take(self, rows: Any) -> Ragged:
        """The values of chosen items; a run of items is a slice, which copies nothing.

        Parameters
        ----------
        rows : (m,) int or slice
            Items.

        Examples
        --------
        >>> r = Ragged(np.array([1., 2., 3.]), np.array([0, 2, 3])).take([1, 0, 1])
        >>> r.values.tolist(), r.offsets.tolist()
        ([3.0, 1.0, 2.0, 3.0], [0, 1, 3, 4])
        """
        rows = np.arange(len(self))[rows]
        sizes = np.diff(self.offsets)[rows]
        offsets = np.concatenate(([0], np.cumsum(sizes)))
        if len(rows) and (np.diff(rows) == 1).all():
            return Ragged(self.values[self.offsets[rows[0]] : self.offsets[rows[-1] + 1]], offsets)
        inner = np.arange(offsets[-1]) - np.repeat(offsets[:-1], sizes)
        return Ragged(self.values[np.repeat(self.offsets[rows], sizes) + inner], offsets)


class Units(ABC):
    """All units of a pool, where questions are about parts of items; row r stands for the r-th of them.

    A Task makes it and is the only one who writes and reads parts; everybody else counts rows.

    Parameters
    ----------
    offsets : (N + 1,) int64
        Item i owns the rows ``offsets[i]`` to ``offsets[i + 1]``.
    inner : (M,) int64, optional
        Position of each unit among all parts of its item that a model's output covers, ascending within
        an item; its rank there by default. They differ where some parts are never asked about.
    coords : (M, d) array, optional
        Where each unit is within its item.

    Examples
    --------
    >>> class Letters(Units):
    ...     def part(self, row):
    ...         return "abc"[self.inner[row]]
    ...     def inner_of(self, item, part):
    ...         return "abc".find(part)
    >>> units = Letters(np.array([0, 2, 5]))
    >>> len(units), units.parents(np.array([1, 2])).tolist(), units.part(4), units.find(1, "b")
    (5, [0, 1], 'c', 3)
    """

    def __init__(self, offsets: Any, inner: Any = None, coords: Any = None) -> None:
        self.offsets = np.asarray(offsets, dtype=np.int64)
        rank = np.arange(self.offsets[-1]) - np.repeat(self.offsets[:-1], np.diff(self.offsets))
        self.inner: NDArray[np.int64] = rank if inner is None else np.asarray(inner, dtype=np.int64)
        self.coords: NDArray[Any] | None = coords

    def __len__(self) -> int:
        return int(self.offsets[-1])

    def parents(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """(m,) int64: the item row of each unit."""
        return np.searchsorted(self.offsets, rows, side="right") - 1

    @abstractmethod
    def part(self, row: int) -> str:
        """The part of a unit as text."""

    @abstractmethod
    def inner_of(self, item: int, part: str) -> int:
        """Position of ``part`` among all parts of an item, -1 where it has no such part."""

    def find(self, item: int, part: str) -> int:
        """The row of a unit.

        Raises
        ------
        BadData
            If the item has no such part, or it is never asked about.
        """
        start, end = self.offsets[item : item + 2]
        inner = self.inner_of(item, part)
        row = int(start + np.searchsorted(self.inner[start:end], inner))
        if inner < 0 or row >= end or self.inner[row] != inner:
            few = ", ".join(self.part(r) for r in range(start, min(end, start + 3)))
            raise BadData(
                f"item {item} has no part {part!r} to ask about",
                allowed=f"one of its {end - start}: {few}{', ...' if end - start > 3 else ''}",
            )
        return row
