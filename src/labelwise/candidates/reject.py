"""Reject: leaves out what a measure speaks against, such as outliers and classes that nobody asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

import numpy as np

from labelwise.candidates.top import best_of, one_of
from labelwise.params import Between, Piece, needs_of
from labelwise.types import Rows, ViewLike

__all__ = ["Reject"]


@dataclass(frozen=True, repr=False)
class Reject(Piece):
    """Candidates without those of the highest scores; ties by a hash of the row.

    For pools with items that are no part of the task: the measure says how far a unit is from what is known,
    or how sure a detector is that it belongs to no class.

    Parameters
    ----------
    measure : callable
        A measure over View arrays; higher = leave out sooner.
    share : float, optional
        This share of the candidates, rounded down, is left out.
    above : float, optional
        Those with a score above this are left out.

    Notes
    -----
    With ``share`` never fewer go on than will be picked, as far as there are. ``above`` is strict: what is
    above is never asked, and ``Selection.short`` says what was left. O(m).

    Raises
    ------
    BadParameter
        Unless exactly one of share and above is given.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view, rng = View(arrays={"away": np.array([0.1, 9.0, 0.5, 0.7])}), np.random.default_rng(0)
    >>> Reject(lambda away: away, share=0.25)(view, np.arange(4), 1, rng).tolist()
    [0, 2, 3]
    >>> Reject(lambda away: away, above=0.6)(view, np.arange(4), 1, rng).tolist()
    [0, 2]
    """

    measure: Any
    share: Annotated[float | None, Between(0, 1)] = field(default=None, kw_only=True)
    above: float | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse none or both."""
        super().__post_init__()
        one_of("Reject", share=self.share, above=self.above)

    @property
    def needs(self) -> tuple[str, ...]:
        """What the measure reads."""
        return needs_of(self.measure)

    def __call__(self, view: ViewLike, rows: Rows, n: int, rng: np.random.Generator) -> Rows:
        """The ones among ``rows`` that are not left out, in their order."""
        seed = int(rng.integers(2**63))
        score = view.score(self.measure, rows, rng)
        if self.share is None:
            return np.asarray(rows[score <= self.above])
        left = max(0, min(int(self.share * len(rows)), len(rows) - n))
        kept = np.ones(len(rows), dtype=bool)
        kept[best_of(score, rows, left, seed)] = False
        return np.asarray(rows[kept])
