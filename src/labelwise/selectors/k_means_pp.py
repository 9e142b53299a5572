"""KMeansPP: k-means++ seeding, a batch that is spread out and has large points; BADGE on gradients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.params import OneOf
from labelwise.representations.blocks import nearest
from labelwise.selectors.base import Selector, points_of
from labelwise.types import Points, Slate

__all__ = ["KMeansPP"]


class _Seeding:
    """Squared distance of each candidate to the nearest pick."""

    def __init__(self, points: Points, picked: Points | None, first: str) -> None:
        self._points, self._first = points, first
        self._least = nearest(points, picked) if picked is not None and len(picked) else None

    def scores(self) -> NDArray[Any]:
        """(m,) mass of the next draw."""
        if self._least is not None:
            return self._least
        norms = self._points.diag()
        return (norms == norms.max()).astype(np.float64) if self._first == "largest" else np.ones(len(norms))

    def add(self, i: int) -> None:
        """Candidate i is picked."""
        new = self._points.sq_dist(self._points, i)
        self._least = new if self._least is None else np.minimum(self._least, new)


@dataclass(frozen=True, repr=False)
class KMeansPP(Selector):
    """Draw each pick with probability in proportion to its squared distance to the picks before.

    One pass over the points a pick, O(n m (C + D)) on factored gradients. Pending rows count as
    picked, labelled ones do not. When all mass is zero the draw is uniform.

    Parameters
    ----------
    first : {"largest", "uniform"}
        The first pick: the point of largest norm, or any. k-means++ and the text of BADGE draw it
        uniformly; the code that BADGE's results were made with takes the largest gradient, which is
        the default here.

    References
    ----------
    D. Arthur, S. Vassilvitskii, "k-means++: the advantages of careful seeding", 2007; J. T. Ash et al.,
    "Deep batch active learning by diverse, uncertain gradient lower bounds" (BADGE), 2020.

    Examples
    --------
    >>> from labelwise.selectors.picker import Picker
    >>> from labelwise.types import Dense
    >>> slate = Slate(np.arange(3), 2, np.random.default_rng(0), np.full(3, -1), np.ones(3),
    ...               points=Dense(np.array([[9.0], [9.0], [0.0]])))
    >>> made = Picker(slate, KMeansPP()).fill().selection()
    >>> made.p.tolist(), sorted(made.indices.tolist())[-1]
    ([0.5, 1.0], 2)
    """

    first: Annotated[str, OneOf(("largest", "uniform"))] = "largest"
    title = "k-means++"
    takes = ("points",)
    pick = "sample"

    def start(self, slate: Slate) -> _Seeding:
        """Begin a run; what is being asked at present counts as picked."""
        points = points_of(slate, self)
        pending = slate.view.pending if slate.view is not None else np.zeros(0, dtype=np.int64)
        picked = slate.space(pending) if slate.space is not None and len(pending) else None
        return _Seeding(points, picked, self.first)
