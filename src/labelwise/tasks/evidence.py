"""What all answers about one unit say together about its class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__: list[str] = []

Claim = tuple[tuple[int, ...], float]
"""Classes that an answer leaves possible, and what it counts; the class C is one outside of the C known."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Claims about one unit that has one of C classes.

    Every claim supports the classes it leaves possible. What is believed are the classes with the most
    support: where no two claims contradict each other that is their intersection, and among plain votes
    it is the majority.

    Parameters
    ----------
    claims : sequence of (classes, weight)
        In the order they were made; a claim of one class **names** it. Class ``size`` is a class
        outside of those known.
    size : int
        The number C of known classes.

    Examples
    --------
    >>> two_noes = Evidence([((1, 2), 1.0), ((0, 2), 1.0)], 3)  # not 0; not 1
    >>> two_noes.label(), two_noes.possible().tolist(), two_noes.shares().tolist()
    (2, [False, False, True], [0.0, 0.0, 1.0])
    >>> Evidence([((1,), 1.0), ((0,), 1.0)], 3).label()  # a draw: who answered first
    1
    >>> Evidence([((1,), 1.0), ((0, 2), 1.0)], 3).label() is None  # it is 1; it is not 1
    True
    """

    claims: Sequence[Claim]
    size: int

    def _support(self) -> NDArray[np.float64]:
        support = np.zeros(self.size + 1)
        for classes, weight in self.claims:
            support[list(classes)] += weight
        return support

    def _believed(self) -> list[int]:
        """The classes with the most support; none without a claim."""
        if len(self.claims) == 1:
            return list(self.claims[0][0])
        support = self._support()
        return np.flatnonzero(support == support.max()).tolist() if self.claims else []

    @property
    def named(self) -> list[int]:
        """The classes that were named, each once, in order."""
        return list(dict.fromkeys(classes[0] for classes, _ in self.claims if len(classes) == 1))

    @property
    def contradictory(self) -> bool:
        """Whether no class agrees with every claim."""
        return len(self.claims) > 1 and not set.intersection(*(set(c) for c, _ in self.claims))

    def label(self) -> int | None:
        """The one class that is believed; in a draw between named ones the one named first; else None.

        A class outside of those known is no label.
        """
        believed = self._believed()
        if len(believed) == 1:
            first = believed[0]
        elif believed and set(believed) <= set(named := self.named):
            first = next(c for c in named if c in believed)
        else:
            return None
        return first if first < self.size else None

    def possible(self) -> NDArray[np.bool_]:
        """(C,) bool: the classes that are believed; all False where it is one outside of those known."""
        mask = np.zeros(self.size + 1, dtype=bool)
        mask[self._believed()] = True
        return mask[:-1]

    def votes(self) -> NDArray[np.float64]:
        """(C,) how often each class was named; the label once, where it was found without being named."""
        counts, label = np.zeros(self.size + 1), self.label()
        if label is not None and label not in self.named:
            counts[label] = 1.0
            return counts[:-1]
        for classes, weight in self.claims:
            if len(classes) == 1:
                counts[classes[0]] += weight
        return counts[:-1]

    def shares(self) -> NDArray[np.float64]:
        """(C,) :meth:`votes` as shares of 1."""
        votes = self.votes()
        shares: NDArray[np.float64] = votes / max(votes.sum(), np.finfo(float).tiny)
        return shares
