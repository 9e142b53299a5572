"""StaleTop: mostly the rows that scored high under earlier models; the others keep their old scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Between, Piece, needs_of
from labelwise.random import tie_break
from labelwise.types import Rows, State, ViewLike

__all__ = ["StaleTop"]


@dataclass(frozen=True, repr=False)
class StaleTop(Piece):
    """Score a part of the pool only: the best by the last score each row got, and some of the rest.

    Rows are ranked by their last scores, the highest at rank share r = 0. One goes on with probability
    ``exp(-max(0, r - keep) / temp)`` and is scored anew; about ``keep + temp`` of the pool. Rows that never
    had a score come first. As many rows as will be picked always go on.

    Parameters
    ----------
    measure : callable
        A measure over View arrays.
    keep : float or int
        Share of the rows that surely goes on, from above 0 to 1.0; a whole number (1 too) is a count.
    temp : float
        How much of the rest goes on; at 0 nothing does.
    refresh : tuple of int
        Rounds (``View.round``) at which every row is scored.

    Notes
    -----
    Stateful: the last scores are kept under ``u``, an (N,) float64 array, infinite where there is none.

    References
    ----------
    A. Tsvigun et al., "Towards Computationally Feasible Deep Active Learning" (S005, UPS), 2022. ``keep``,
    ``temp`` and ``refresh`` are those of the authors' configurations for text. Ours is that equal scores are
    ranked by chance and that no fewer rows go on than will be picked.

    Examples
    --------
    >>> from labelwise.measures import margin
    >>> from labelwise.strategy import View
    >>> proba = np.array([[0.9, 0.1], [0.6, 0.4], [0.5, 0.5]])
    >>> stage, rng = StaleTop(margin, keep=0.3, temp=0.0), np.random.default_rng(0)
    >>> rows, state = stage(View(arrays={"proba": proba}), np.arange(3), 1, rng, {})
    >>> stage(View(arrays={"proba": proba[::-1]}, round=2), rows, 1, rng, state)[0].tolist()
    [2]
    """

    measure: Any
    keep: Annotated[float, Between(0, open_low=True)] = 0.25
    temp: Annotated[float, Between(0)] = 0.1
    refresh: tuple[int, ...] = (0, 1, 4, 8)
    stateful = True
    draws = True

    def __post_init__(self) -> None:
        """Refuse a share above 1."""
        super().__post_init__()
        if isinstance(self.keep, float) and self.keep > 1:
            raise BadParameter(
                f"StaleTop: keep is {self.keep!r}", allowed="a share up to 1.0, or a count as a whole number"
            )

    @property
    def needs(self) -> tuple[str, ...]:
        """What the measure reads."""
        return needs_of(self.measure)

    def __call__(
        self, view: ViewLike, rows: Rows, n: int, rng: np.random.Generator, state: State
    ) -> tuple[Rows, State]:
        """Those of ``rows`` that go on, in their order, and all last scores."""
        scores = np.full(view.size, np.inf)
        old = np.asarray(state.get("u", ()), dtype=np.float64)
        scores[: len(old)] = old
        drawn = rng.random(len(rows)) < self._chance(scores[rows], rows, n, rng)
        found = rows if not len(old) or view.round in self.refresh else rows[drawn]
        scores[found] = view.score(self.measure, found, rng)
        return found, {"u": scores}

    def _chance(self, old: NDArray[Any], rows: Rows, n: int, rng: np.random.Generator) -> NDArray[Any]:
        """(m,) probability that each row goes on."""
        size, rank = max(len(rows), 1), np.empty(len(rows))
        rank[np.lexsort((tie_break(rows, int(rng.integers(2**63))), -old))] = np.arange(len(rows))
        share = self.keep if isinstance(self.keep, float) else self.keep / size
        beyond = np.maximum(0.0, rank / size - share)
        return np.where(rank < n, 1.0, np.exp(-beyond / max(self.temp, 1e-8)))
