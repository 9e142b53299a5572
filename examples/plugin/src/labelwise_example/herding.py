"""Herding: the candidate that adds most to a soft coverage of the pool (MaxHerding)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from labelwise.params import Between
from labelwise.representations.blocks import distances, nearest, spans
from labelwise.selectors.base import Selector, points_of
from labelwise.types import Points, Slate
from numpy.typing import NDArray

__all__ = ["Herding"]


class _Covering:
    """What each candidate would add to the coverage, kept up to date."""

    def __init__(self, points: Points, centres: Points | None, radius: float) -> None:
        self._points, self._radius = points, radius
        self._covered = np.zeros(len(points)) if centres is None else self._kernel(nearest(points, centres))
        self._gain = self._added(np.arange(len(points)), self._covered, np.ones(len(points)))

    def scores(self) -> NDArray[Any]:
        """(m,) gains; never negative."""
        return self._gain

    def add(self, i: int) -> None:
        """Candidate i covers from now on; only the rows nearer to it than to any other change gains."""
        new = self._kernel(self._points.sq_dist(self._points, i))
        rows = np.flatnonzero(new > self._covered)
        self._gain = np.maximum(self._gain - self._added(rows, self._covered[rows], new[rows]), 0)
        self._covered[rows] = new[rows]

    def why(self, i: int) -> str:
        """How much it adds."""
        return f"covers {self._gain[i] / len(self._gain):.2%} more"

    def _kernel(self, squares: NDArray[Any]) -> NDArray[Any]:
        return np.asarray(np.exp(-squares / self._radius**2))

    def _added(self, rows: NDArray[Any], low: NDArray[Any], high: NDArray[Any]) -> NDArray[Any]:
        """(m,) what each candidate adds to ``rows`` between two levels of coverage."""
        made = np.zeros(len(self._points))
        for span in spans(len(rows), len(self._points)):
            near = self._kernel(distances(self._points, rows[span], self._points))
            made += (np.clip(near, low[span, None], high[span, None]) - low[span, None]).sum(axis=0)
        return made


@dataclass(frozen=True, repr=False)
class Herding(Selector):
    """Greedy maximum of the generalised coverage ``mean_x max_{s in S} exp(-|x - s|^2 / radius^2)``.

    S are the labelled and pending rows and the picks; x runs over the candidates. At least 1 - 1/e of
    the best coverage with as many picks. O(m^2 D) time to begin, and less for each pick, which changes
    the gains of its neighbourhood alone; put a ``Subsample`` stage before it where the pool is large.

    Parameters
    ----------
    radius : float
        How far an item stands for others, in the units of the points.

    References
    ----------
    W. Bae, J. Noh, D. J. Sutherland, "Generalized coverage for more robust low-budget active learning",
    2024. An update here looks only at the rows that the new pick covers better; the gains are the same.

    Examples
    --------
    >>> from labelwise.selectors import Picker
    >>> from labelwise.types import Dense
    >>> points = Dense(np.array([[0.0], [0.1], [0.2], [9.0]]))
    >>> slate = Slate(np.arange(4), 2, np.random.default_rng(0), np.full(4, -1), np.ones(4), points=points)
    >>> made = Picker(slate, Herding(), title="herding").fill().selection()
    >>> made.indices.tolist(), made.why[0]
    ([1, 3], 'herding: covers 74.50% more')
    """

    radius: Annotated[float, Between(0, np.inf, open_low=True)] = 1.0
    title = "herding"
    takes = ("points",)

    def start(self, slate: Slate) -> _Covering:
        """Begin a run; what labelled and pending rows cover is covered."""
        return _Covering(points_of(slate, self), slate.centres, self.radius)
