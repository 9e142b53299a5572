"""What one question is about (:class:`Unit`) and outputs with several units an item (:class:`Ragged`)."""

from __future__ import annotations

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

    def parents(self) -> NDArray[np.int64]:
        """(M,) int64: the item index of every unit."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))
