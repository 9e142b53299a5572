"""MaxCover: the candidate whose set covers the most that nothing covers yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.selectors.base import Selector, sets_of
from labelwise.types import Incidence, Slate

__all__ = ["MaxCover"]


class _Coverage:
    """How many uncovered elements each candidate would cover; kept up to date in O(edges) altogether."""

    def __init__(self, sets: Incidence, centres: Incidence | None) -> None:
        self._sets = sets.rows
        self._members = sets.rows.T.tocsr()
        self._open = np.ones(sets.rows.shape[1], dtype=bool)
        if centres is not None and len(centres):
            self._open[centres.rows.indices] = False
        self._gain = np.asarray((self._sets > 0) @ self._open.astype(np.float64))

    def scores(self) -> NDArray[Any]:
        """(m,) gains; zeros when everything is covered, so that chance decides."""
        return self._gain

    def add(self, i: int) -> None:
        """Cover what candidate i covers."""
        mine = self._sets.indices[self._sets.indptr[i] : self._sets.indptr[i + 1]]
        new = mine[self._open[mine]]
        self._open[new] = False
        self._gain = self._gain - np.bincount(self._members[new].indices, minlength=len(self._gain))

    def why(self, i: int) -> str:
        """What it adds."""
        return f"covers {self._gain[i]:.0f} more" if self._gain[i] else "all is covered, by chance"


@dataclass(frozen=True, repr=False)
class MaxCover(Selector):
    """Greedy maximum coverage: at least 1 - 1/e of the best coverage with the same number of picks.

    What the sets of labelled and pending rows hold is covered from the start. When nothing is left
    to cover, picks go on at random among the remaining candidates and ``Selection.why`` says so.
    O(edges) time and memory.

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
    takes = ("sets",)

    def start(self, slate: Slate) -> _Coverage:
        """Begin a run over sets.

        Raises
        ------
        BadParameter
            If the representation gives no sets.
        """
        return _Coverage(
            sets_of(slate, self), slate.centres if isinstance(slate.centres, Incidence) else None
        )
