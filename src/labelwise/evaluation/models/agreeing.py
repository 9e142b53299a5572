"""Which models agree on what: for every item and class the set of models that say it, each set kept once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.parallel import compiled

__all__ = ["Agreeing", "agreeing"]


@dataclass(frozen=True, eq=False)
class Agreeing:
    """Sets of models by class; made by :func:`agreeing`.

    Parameters
    ----------
    members : (U, ceil(H / 8)) uint8
        Sets as bits, class by class; the first one of each class is the empty set.
    models : int
        H.
    start : (C + 1,) int64
        The sets of class c are ``start[c]:start[c + 1]``.
    first : (N + 1,) int64
        The pairs of item n are ``first[n]:first[n + 1]``; each has at least one.
    of_class : (P,) int64
        Class of each pair of an item and a class that some model says of it.
    of_set : (P,) int64
        Set of each pair.
    """

    members: NDArray[np.uint8]
    models: int
    start: NDArray[np.int64]
    first: NDArray[np.int64]
    of_class: NDArray[np.int64]
    of_set: NDArray[np.int64]

    def __len__(self) -> int:
        """Sets."""
        return len(self.members)

    def hits(self, c: int) -> NDArray[np.bool_]:
        """(sets of class c, H) who says it, the empty set first."""
        rows = self.members[self.start[c] : self.start[c + 1]]
        return np.unpackbits(rows, axis=1, count=self.models).astype(bool)


def agreeing(said: NDArray[Any], classes: int) -> Agreeing:
    """The sets of models that say the same, over all items.

    Parameters
    ----------
    said : (H, N) int
        The class that each model says.
    classes : int
        C.

    Returns
    -------
    Agreeing

    Examples
    --------
    >>> made = agreeing(np.array([[0, 1, 0], [0, 0, 0]]), classes=2)
    >>> [made.hits(c).astype(int).tolist() for c in range(2)]
    [[[0, 0], [0, 1], [1, 1]], [[0, 0], [1, 0]]]
    >>> made.first.tolist(), made.of_class.tolist(), made.of_set.tolist()
    ([0, 1, 3, 4], [0, 1, 0, 0], [2, 4, 1, 2])
    """
    models, items = said.shape
    columns = np.ascontiguousarray(said.T, dtype=np.int32)  # one type, compiled once
    first = np.zeros(items + 1, dtype=np.int64)
    _count(columns, np.full(classes, -1, dtype=np.int64), first)
    pairs = int(np.cumsum(first, out=first)[-1])
    of_class = np.empty(pairs, dtype=np.int64)
    bits = np.zeros((pairs + classes, -(-models // 8)), dtype=np.uint8)  # the empty sets are the last rows
    _fill(columns, first, np.empty(classes, dtype=np.int64), of_class, bits)
    keyed = np.concatenate([of_class, np.arange(classes)])
    order = np.lexsort((*bits.T[::-1], keyed))
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(keyed[order]) != 0) | (bits[order[1:]] != bits[order[:-1]]).any(axis=1)
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.cumsum(new) - 1
    start = np.append(number[pairs:], new.sum())
    return Agreeing(bits[order[new]], models, start, first, of_class, number[:pairs])


@compiled
def _count(said: Any, seen: Any, count: Any) -> None:
    """Distinct classes of item n into ``count[n + 1]``; ``seen`` holds the last item of each class."""
    for n in range(said.shape[0]):
        for h in range(said.shape[1]):
            if seen[said[n, h]] != n:
                seen[said[n, h]] = n
                count[n + 1] += 1


@compiled
def _fill(said: Any, first: Any, place: Any, of_class: Any, bits: Any) -> None:
    """The pairs of every item in order of their first model, the models of each as bits."""
    place[:] = -1
    for n in range(said.shape[0]):
        used = first[n]
        for h in range(said.shape[1]):
            c = said[n, h]
            if place[c] < first[n]:
                place[c] = used
                of_class[used] = c
                used += 1
            bits[place[c], h // 8] |= 128 >> (h % 8)
