"""RoundRobin: the groups take turns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.selectors.wrapper import Wrapped, Wrapper, groups
from labelwise.types import Rows, Run, Slate

__all__ = ["RoundRobin"]


class _Turns(Wrapped):
    """The group with the fewest picks first; inside a group the inner order."""

    static = False
    best = score = None

    def __init__(self, inner: Run, group: NDArray[np.int64]) -> None:
        super().__init__(inner)
        self._group, self._count = group, np.zeros(group.max(initial=0) + 1)

    def scores(self) -> NDArray[Any]:
        """(m,) minus the picks of the group, plus the inner rank as a fraction."""
        inner = np.asarray(self._inner.scores(), dtype=np.float64)
        rank = np.unique(inner, return_inverse=True)[1] / (len(inner) + 1)
        return np.where(inner == -np.inf, -np.inf, rank - self._count[self._group])

    def add(self, i: int) -> Rows | None:
        """Count the pick."""
        self._count[self._group[i]] += 1
        return self._inner.add(i)


@dataclass(frozen=True, repr=False)
class RoundRobin(Wrapper):
    """One pick of each group, then a second of each, and so on; an exhausted group is passed over.

    Parameters
    ----------
    selector : selector
        Says which of a group comes first; one that takes the highest score.
    by : str
        View name of the group.

    Examples
    --------
    >>> from labelwise.selectors import Picker, TopK
    >>> slate = Slate(np.arange(4), 3, np.random.default_rng(0), np.full(4, -1), np.ones(4),
    ...               score=np.array([0.9, 0.8, 0.7, 0.1]), group=np.array([0, 0, 0, 1]))
    >>> Picker(slate, RoundRobin(TopK())).fill().selection().indices.tolist()
    [0, 3, 1]
    """

    selector: Any
    by: str = "group"
    pick = "max"

    def around(self, run: Run, slate: Slate) -> Run:
        """Count the picks of each group."""
        return _Turns(run, np.unique(groups(slate, self.by), return_inverse=True)[1])
