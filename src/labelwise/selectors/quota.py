"""Quota and Shares: no group gives more than its part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Between
from labelwise.selectors.wrapper import Wrapped, Wrapper, groups
from labelwise.types import Rows, Run, Slate

__all__ = ["Quota", "Shares"]


class _Limited(Wrapped):
    """Bars a group as soon as it is full."""

    def __init__(self, inner: Run, group: NDArray[np.int64], most: NDArray[np.int64]) -> None:
        super().__init__(inner)
        self._group, self._left = group, most.copy()
        full = np.flatnonzero(self._left[group] <= 0)
        self.barred = np.union1d(full, _rows(getattr(inner, "barred", None)))
        self._order = np.argsort(group, kind="stable")
        self._start = np.searchsorted(group[self._order], np.arange(len(most) + 1))

    def add(self, i: int) -> Rows | None:
        """Tell the inner run; bar the group when this was its last."""
        barred, g = _rows(self._inner.add(i)), self._group[i]
        self._left[g] -= 1
        if self._left[g]:
            return barred
        return np.union1d(barred, self._order[self._start[g] : self._start[g + 1]])


def _rows(barred: Rows | None) -> Rows:
    return np.zeros(0, dtype=np.int64) if barred is None else barred


@dataclass(frozen=True, repr=False)
class Quota(Wrapper):
    """At most ``each`` picks of one group.

    Parameters
    ----------
    selector : selector
        Picks.
    each : int
        Picks per group and batch.
    by : str
        View name of the group.

    Examples
    --------
    >>> from labelwise.selectors import Picker, TopK
    >>> slate = Slate(np.arange(3), 2, np.random.default_rng(0), np.full(3, -1), np.ones(3),
    ...               score=np.array([0.9, 0.8, 0.1]), group=np.array(["a", "a", "b"]))
    >>> Picker(slate, Quota(TopK(), each=1)).fill().selection().indices.tolist()
    [0, 2]
    """

    selector: Any
    each: Annotated[int, Between(1)] = 1
    by: str = "group"

    def around(self, run: Run, slate: Slate) -> Run:
        """Count the picks of each group."""
        names, group = np.unique(groups(slate, self.by), return_inverse=True)
        return _Limited(run, group, np.full(len(names), self.each))


@dataclass(frozen=True, repr=False)
class Shares(Wrapper):
    """A fixed share of the batch from each group.

    Parameters
    ----------
    selector : selector
        Picks.
    shares : mapping or tuple of pairs
        Share of each value of the group, 1 together or less; what is left goes to all other values
        together. Fractions are rounded by largest remainder.
    by : str
        View name of the group.

    Examples
    --------
    >>> from labelwise.selectors import Picker, TopK
    >>> slate = Slate(np.arange(4), 3, np.random.default_rng(0), np.full(4, -1), np.ones(4),
    ...               score=np.array([0.9, 0.8, 0.7, 0.1]), group=np.array(["a", "a", "a", "b"]))
    >>> Picker(slate, Shares(TopK(), {"a": 0.67})).fill().selection().indices.tolist()
    [0, 1, 3]
    """

    selector: Any
    shares: Any
    by: str = "group"

    def __post_init__(self) -> None:
        """Keep the shares as pairs; refuse those that are none."""
        super().__post_init__()
        pairs = tuple(self.shares.items() if isinstance(self.shares, Mapping) else map(tuple, self.shares))
        object.__setattr__(self, "shares", pairs)
        given = [share for _, share in pairs]
        if not given or min(given) < 0 or sum(given) > 1 + 1e-9:
            raise BadParameter(
                f"Shares: shares is {dict(pairs)!r}", allowed="numbers of 0 or more, at most 1 together"
            )

    def around(self, run: Run, slate: Slate) -> Run:
        """Turn the shares into numbers of picks."""
        value = groups(slate, self.by)
        group = np.full(len(value), len(self.shares), dtype=np.int64)
        for k, (name, _) in enumerate(self.shares):
            group[value == name] = k
        share = np.array([s for _, s in self.shares])
        return _Limited(run, group, _whole(np.append(share, max(0.0, 1 - share.sum())), slate.n))


def _whole(share: NDArray[Any], n: int) -> NDArray[np.int64]:
    """Whole numbers near ``share * n`` that sum to n, by largest remainder; of equal ones the earlier."""
    exact = np.round(share * n, 9)
    count = np.floor(exact).astype(np.int64)
    count[np.argsort(count - exact, kind="stable")[: n - count.sum()]] += 1
    return count
