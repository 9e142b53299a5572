"""KMeansPP: k-means++ seeding, a batch that is spread out and has large points; BADGE on gradients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.params import Between, OneOf
from labelwise.representations.blocks import nearest
from labelwise.representations.mapping import centred
from labelwise.selectors.base import Selector, points_of
from labelwise.selectors.seeding import Seeding
from labelwise.types import Points, Slate

__all__ = ["KMeansPP"]

Array = NDArray[Any]


@dataclass(frozen=True, repr=False)
class KMeansPP(Selector):
    """Draw each pick with probability in proportion to its squared distance to the picks before.

    ``p(x) ~ (weight_x * min_q ||x - x_q||^2)^power`` over the picks q; without options the law of k-means++.
    O(n m (C + D)) on factored gradients, as products of matrices for 32 picks at a time; O(m) memory beyond
    the points. Pending rows count as picked, labelled ones where ``labelled`` says so. When all mass is zero
    the draw is uniform, and distances within the rounding of their inner products are zero.

    Parameters
    ----------
    first : {"largest", "uniform", "best"}
        The first pick: the point of largest norm, any, or the one of highest score. k-means++ and the text of
        BADGE draw it uniformly; the code that BADGE's results were made with takes the largest gradient,
        which is the default here.
    weight : callable, optional
        ``(score, n) -> (m,)`` factors of 0 or more, such as :class:`~labelwise.selectors.Gamma`.
    power : float
        On unit points 2 draws by the square of the cosine distance.
    labelled : bool
        Whether labelled rows count as picked too, as S059 has it in its mode ``TP``.

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

    first: Annotated[str, OneOf(("largest", "uniform", "best"))] = "largest"
    weight: Any = None
    power: Annotated[float, Between(0, open_low=True)] = 1.0
    labelled: bool = False
    title = "k-means++"
    passes = 0.1
    pick = "sample"

    @property
    def takes(self) -> tuple[str, ...]:  # type: ignore[override]
        """Points, and scores where they count."""
        return ("points",) if self.weight is None and self.first != "best" else ("score", "points")

    def start(self, slate: Slate) -> Seeding:
        """Begin a run; what is being asked at present counts as picked."""
        points = points_of(slate, self)
        pending = slate.view.pending if slate.view is not None else np.zeros(0, dtype=np.int64)
        picked = slate.space(pending) if slate.space is not None and len(pending) else None
        if self.labelled and slate.centres is not None and len(slate.centres):
            picked = slate.centres  # what is being asked is among them
        weight = np.ones(len(points)) if self.weight is None else self.weight(slate.score, slate.n)
        mass, first = np.asarray(weight, dtype=np.float64) ** self.power, self._firsts(points, slate.score)
        points, picked = centred(points, picked)
        least = nearest(points, picked) if picked is not None else None
        return Seeding(points, least, first, mass, self.power, slate.n)

    def _firsts(self, points: Points, score: Array | None) -> Array:
        """(m,) mass of the first draw."""
        if self.first == "uniform":
            return np.ones(len(points))
        by = points.diag() if self.first == "largest" else np.asarray(score)
        return np.asarray(by == by.max(), dtype=np.float64)
