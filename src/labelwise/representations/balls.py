"""Balls: which units stand within a radius of each, and the radius at which balls stay pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Between, Piece
from labelwise.representations.base import Representation
from labelwise.representations.embedding import written
from labelwise.representations.impure import to_other
from labelwise.representations.k_means import k_means
from labelwise.representations.near import Near, Neighbourhoods
from labelwise.types import Incidence, Points, Rows, Space, ViewLike

__all__ = ["BallSets", "BallSpace", "Balls", "Purity"]

SAMPLE = 5000
"""Balls from which the purity is taken; all of them in a smaller pool."""

TRIED = range(2, 21)
"""Numbers of clusters tried where nobody knows how many classes there are."""


@dataclass(frozen=True, repr=False)
class Purity(Piece):
    """The largest radius at which a share ``alpha`` of all balls is pure.

    k-means with one cluster per class gives pseudo-labels; a ball is pure when all its points carry
    the centre's. As a ball is pure up to the nearest point of another cluster, the radius is a
    quantile of those distances, found exactly without trying radii.

    Parameters
    ----------
    alpha : float
        Share of balls that must be pure.
    clusters : int, optional
        Number of clusters; the View's number of classes by default. Where that is unknown too, the
        number from 2 to 20 with the best mean silhouette on 1,000 rows; ``Selection.why`` says so.

    References
    ----------
    O. Yehuda, A. Dekel, G. Hacohen, D. Weinshall, "Active learning through a covering lens"
    (ProbCover), 2022. Pools of more than 5,000 rows take the quantile over 5,000 random balls.

    Examples
    --------
    >>> from labelwise.types import Dense
    >>> x = Dense(np.array([[0.0], [0.1], [1.0], [1.2]]))
    >>> round(Purity(1.0, clusters=2).radius(x, None, np.random.default_rng(0))[0], 3)
    0.9
    """

    alpha: Annotated[float, Between(0, 1, open_low=True)] = 0.95
    clusters: Annotated[int | None, Between(1)] = None

    def radius(
        self, points: Points, classes: int | None, rng: np.random.Generator, near: Near | None = None
    ) -> tuple[float, str]:
        """The radius, and in words how it was found.

        Parameters
        ----------
        points : Points
            The whole pool.
        classes : int or None
            Number of classes of the task.
        rng : numpy.random.Generator
            For k-means and the sample of balls.
        near : Near, optional
            The same points, where somebody needs what is found out about them on the way.
        """
        x = written(points)
        k = self.clusters or classes
        note = f"{k} clusters" if k else ""
        if not k:
            k = _likely(x, rng)
            note = f"{k} clusters by silhouette, the number of classes is unknown"
        labels = k_means(x, k, rng)[0]
        rows = np.arange(len(x)) if len(x) <= SAMPLE else np.sort(rng.choice(len(x), SAMPLE, replace=False))
        need = int(np.ceil(self.alpha * len(rows)))
        squared = to_other(near or Near(x), rows, labels, len(rows) - need)
        found = float(np.sqrt(squared)) * (1 - 1e-12)  # rounding must not reach that point
        return found, f"radius {found:.3g} from {note}"


@dataclass(frozen=True, repr=False)
class Balls(Representation):
    """For each unit the set of all units of the pool that are nearer than a radius, itself included.

    Parameters
    ----------
    base : Representation
        Where the distances are taken.
    radius : float or Purity
        A fixed radius, or how to find it.

    Notes
    -----
    Points are written out. Pairs are found in blocks, O(N^2 D); up to 2^27 of them (768 MiB) are kept, beyond
    that max-coverage computes them again in blocks, and only who wants them as a matrix is refused.

    Examples
    --------
    >>> from labelwise.representations import Embedding
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"embedding": np.array([[0.0], [1.0], [5.0]])})
    >>> space = Balls(Embedding(), radius=1.5).fit(view, np.random.default_rng(0))
    >>> space(np.array([0, 2])).dense(np.array([0, 1])).tolist()
    [[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """

    base: Representation
    radius: Any = Purity()

    def __post_init__(self) -> None:
        """Refuse a radius that is none."""
        super().__post_init__()
        if not hasattr(self.radius, "radius") and not Between(0, open_low=True)(self.radius):
            raise BadParameter(
                f"Balls: radius is {self.radius!r}", allowed="a number above 0, or Purity(0.95)"
            )

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """What the base reads."""
        return self.base.needs

    def fit(self, view: ViewLike, rng: np.random.Generator) -> Space:
        """Find the radius and hold the whole pool's points."""
        points = self.base.fit(view, rng)(np.arange(view.size, dtype=np.int64))
        near = Near(written(points))
        if not hasattr(self.radius, "radius"):
            return BallSpace(near.within(float(self.radius)), "")
        radius, note = self.radius.radius(points, getattr(view, "classes", None), rng, near)
        return BallSpace(near.within(radius), note)


class BallSpace:
    """Balls around any rows of the pool.

    Parameters
    ----------
    near : Near
        The whole pool, and the radius.
    note : str
        How the radius was found, for ``Selection.why``.
    """

    def __init__(self, near: Near, note: str) -> None:
        self.radius, self.note = near.radius, note
        self._near = near

    def __call__(self, rows: Rows) -> BallSets:
        """(r, N) membership of all units in the balls around ``rows``."""
        return BallSets(self._near, rows)


class BallSets(Incidence):
    """Balls that are counted without being written out; as a matrix only when somebody asks for ``rows``.

    Parameters
    ----------
    near : Near
        The pool and the radius.
    heads : (m,) int64
        The centres of the balls.
    """

    def __init__(self, near: Near, heads: Rows) -> None:
        order = np.argsort(heads, kind="stable")
        self._place = np.argsort(order, kind="stable")
        self.sets = Neighbourhoods(near, np.asarray(heads)[order])

    @cached_property
    def rows(self) -> Any:
        """(m, N) csr.

        Raises
        ------
        BadData
            If there are more pairs than memory allows.
        """
        return self.sets.csr()[self._place]

    @cached_property
    def _diag(self) -> NDArray[Any]:  # type: ignore[override]
        return np.asarray(self.rows.sum(axis=1)).ravel()

    def __len__(self) -> int:
        return len(self._place)


def _likely(x: NDArray[Any], rng: np.random.Generator) -> int:
    """The number of clusters with the best mean silhouette on at most 1,000 rows."""
    from sklearn.metrics import silhouette_score

    x = x if len(x) <= 1000 else x[np.sort(rng.choice(len(x), 1000, replace=False))]
    best, likely = -np.inf, 1
    for k in TRIED:
        labels = k_means(x, k, rng)[0] if k < len(x) else np.zeros(len(x), dtype=np.int64)
        if 1 < len(np.unique(labels)) < len(x) and (score := silhouette_score(x, labels)) > best:
            best, likely = score, k
    return likely
