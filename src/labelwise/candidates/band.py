"""Band: the candidates whose score lies between two quantiles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from labelwise.candidates.top import best_of
from labelwise.errors import BadParameter
from labelwise.params import Between, Piece, needs_of
from labelwise.types import Rows, ViewLike

__all__ = ["Band"]


@dataclass(frozen=True, repr=False)
class Band(Piece):
    """Candidates from one share of the ranking by a measure to another; ties by a hash of the row.

    ``Band(margin, 0.5, 0.9)`` leaves out the half that the model is surest of and the tenth that it is least
    sure of, where errors and outliers are.

    Parameters
    ----------
    measure : callable
        A measure over View arrays.
    low : float
        This share, the lowest scores, is left out.
    high : float
        What is above this share of the ranking is left out.

    Notes
    -----
    Of m candidates those of rank ``floor(low m)`` to ``ceil(high m) - 1``, counted from the lowest score,
    which has rank 0. Never fewer than will be picked, as far as there are: the band then grows downwards, and
    where it has reached the lowest score upwards. O(m).

    Raises
    ------
    BadParameter
        Unless low is below high.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"score": np.array([0.1, 0.9, 0.5, 0.7, 0.3])})
    >>> stage = Band(lambda score: score, 0.4, 0.8)
    >>> stage(view, np.arange(5), 1, np.random.default_rng(0)).tolist()
    [2, 3]
    """

    measure: Any
    low: Annotated[float, Between(0, 1)] = 0.5
    high: Annotated[float, Between(0, 1)] = 0.9

    def __post_init__(self) -> None:
        """Refuse an empty band."""
        super().__post_init__()
        if self.low >= self.high:
            raise BadParameter(f"Band: low is {self.low}, high is {self.high}", allowed="low below high")

    @property
    def needs(self) -> tuple[str, ...]:
        """What the measure reads."""
        return needs_of(self.measure)

    def __call__(self, view: ViewLike, rows: Rows, n: int, rng: np.random.Generator) -> Rows:
        """The ones among ``rows`` that are inside, in their order."""
        seed, size = int(rng.integers(2**63)), len(rows)
        score = view.score(self.measure, rows, rng)
        first, last = int(np.floor(self.low * size)), int(np.ceil(self.high * size))
        first = max(0, min(first, last - n))
        last = min(size, max(last, first + n))
        kept = np.zeros(size, dtype=bool)
        kept[best_of(score, rows, size - first, seed)] = True
        kept[best_of(score, rows, size - last, seed)] = False
        return np.asarray(rows[kept])
