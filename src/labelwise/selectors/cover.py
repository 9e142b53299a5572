"""MaxCover: the candidate whose set covers the most that nothing covers yet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from labelwise.selectors.base import Selector, sets_of
from labelwise.types import Incidence, Rows, Slate

__all__ = ["ListedSets", "MaxCover", "Sets"]


class Sets(Protocol):
    """What greedy coverage asks of the sets of m candidates over G elements.

    Examples
    --------
    >>> listed = ListedSets(Incidence(np.array([[1, 1, 0], [0, 1, 1]])))
    >>> listed.counts(np.array([True, False, True])).tolist(), listed.of(1).tolist()
    ([1, 1], [1, 2])
    >>> listed.around(np.array([0, 1])).tolist(), listed.union().tolist()
    ([2, 1], [True, True, True])
    """

    @property
    def elements(self) -> int:
        """How many elements G there are."""
        ...

    def counts(self, among: NDArray[np.bool_]) -> NDArray[Any]:
        """(m,) how many of ``among`` are in each set."""
        ...

    def of(self, i: int) -> Rows:
        """Elements of set i."""
        ...

    def around(self, rows: Rows) -> NDArray[Any]:
        """(m,) how many of the elements ``rows`` are in each set."""
        ...

    def union(self) -> NDArray[np.bool_]:
        """(G,) which elements are in any set."""
        ...


class ListedSets:
    """Sets that are written out."""

    def __init__(self, sets: Incidence) -> None:
        self._sets = sets.rows > 0
        self.elements = int(self._sets.shape[1])

    @cached_property
    def _holders(self) -> Any:
        return self._sets.T.tocsr()

    def counts(self, among: NDArray[np.bool_]) -> NDArray[Any]:
        """(m,) how many of ``among`` are in each set."""
        return np.asarray(self._sets @ among.astype(np.int64))

    def of(self, i: int) -> Rows:
        """Elements of set i."""
        return np.asarray(self._sets.indices[self._sets.indptr[i] : self._sets.indptr[i + 1]])

    def around(self, rows: Rows) -> NDArray[Any]:
        """(m,) how many of the elements ``rows`` are in each set."""
        return np.bincount(self._holders[rows].indices, minlength=self._sets.shape[0])

    def union(self) -> NDArray[np.bool_]:
        """(G,) which elements are in any set."""
        found = np.zeros(self._sets.shape[1], dtype=bool)
        found[self._sets.indices] = True
        return found


class _Coverage:
    """How many uncovered elements each candidate would cover; each element is taken off once."""

    def __init__(self, sets: Sets, covered: NDArray[np.bool_]) -> None:
        self._sets, self._open = sets, ~covered
        self._gain = np.asarray(sets.counts(self._open), dtype=np.float64)

    def scores(self) -> NDArray[Any]:
        """(m,) gains; zeros when everything is covered, so that chance decides."""
        return self._gain

    def add(self, i: int) -> None:
        """Cover what candidate i covers."""
        new = self._sets.of(i)
        new = new[self._open[new]]
        self._open[new] = False
        if len(new):
            self._gain = self._gain - self._sets.around(new)

    def why(self, i: int) -> str:
        """What it adds."""
        return f"covers {self._gain[i]:.0f} more" if self._gain[i] else "all is covered, by chance"


@dataclass(frozen=True, repr=False)
class MaxCover(Selector):
    """Greedy maximum coverage: at least 1 - 1/e of the best coverage with the same number of picks.

    What the sets of labelled and pending rows hold is covered from the start. When nothing is left
    to cover, picks go on at random among the remaining candidates and ``Selection.why`` says so.
    O(pairs) time and memory for sets that are written out; balls list their pairs as far as they fit into
    memory and count them again in blocks beyond.

    References
    ----------
    O. Yehuda, A. Dekel, G. Hacohen, D. Weinshall, "Active learning through a covering lens"
    (S034, ProbCover), 2022. As in the released code the largest gain is taken (the paper draws among
    the five largest); unlike there, no labelled row is returned once everything is covered.

    Examples
    --------
    >>> from labelwise.selectors.picker import Picker
    >>> sets = Incidence(np.array([[1, 1, 0, 0], [1, 1, 1, 0], [0, 0, 0, 1]]))
    >>> slate = Slate(np.arange(3), 2, np.random.default_rng(0), np.full(4, -1), np.ones(3), points=sets)
    >>> made = Picker(slate, MaxCover(), title="cover").fill().selection()
    >>> made.indices.tolist(), made.why
    ([1, 2], ('cover: covers 3 more', 'cover: covers 1 more'))
    """

    title = "max-cover"
    passes = 0.0
    takes = ("sets",)

    def start(self, slate: Slate) -> _Coverage:
        """Begin a run over sets.

        Raises
        ------
        BadParameter
            If the representation gives no sets.
        """
        sets, centres = _counted(sets_of(slate, self)), slate.centres
        covered = np.zeros(sets.elements, dtype=bool)
        if isinstance(centres, Incidence) and len(centres):
            covered = _counted(centres).union()
        return _Coverage(sets, covered)


def _counted(points: Incidence) -> Sets:
    """Sets that count by themselves, such as balls, or those that are written out."""
    own: Sets | None = getattr(points, "sets", None)
    return ListedSets(points) if own is None else own
