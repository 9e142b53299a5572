"""Balls: which units stand within a radius of each, and the radius at which balls stay pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.errors import BadData, BadParameter
from labelwise.params import Between, Piece
from labelwise.representations.base import Representation
from labelwise.representations.blocks import distances, k_means, single_thread, spans
from labelwise.types import Incidence, Points, Rows, Space, ViewLike

__all__ = ["BallSpace", "Balls", "Purity"]

EDGES = 2**27
"""Pairs within the radius that are kept at most; 1 GiB."""

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

    def radius(self, points: Points, classes: int | None, rng: np.random.Generator) -> tuple[float, str]:
        """The radius, and in words how it was found.

        Parameters
        ----------
        points : Points
            The whole pool.
        classes : int or None
            Number of classes of the task.
        rng : numpy.random.Generator
            For k-means and the sample of balls.
        """
        x = points.dense(np.arange(len(points)))
        k = self.clusters or classes
        note = f"{k} clusters" if k else ""
        if not k:
            k = _likely(x, rng)
            note = f"{k} clusters by silhouette, the number of classes is unknown"
        pure = _pure_up_to(points, k_means(x, k, rng)[0], rng)
        need = int(np.ceil(self.alpha * len(pure)))
        found = float(np.sort(pure)[len(pure) - need])
        found = float(np.nextafter(found, 0)) if np.isfinite(found) else found  # its square stays below
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

    Raises
    ------
    BadData
        If more pairs lie within the radius than fit into 1 GiB.

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
        if not hasattr(self.radius, "radius"):
            return BallSpace(points, float(self.radius), "")
        return BallSpace(points, *self.radius.radius(points, getattr(view, "classes", None), rng))


class BallSpace:
    """Balls around any rows of the pool.

    Parameters
    ----------
    points : Points
        The whole pool.
    radius : float
        Units nearer than this are in the ball.
    note : str
        How the radius was found, for ``Selection.why``.
    """

    def __init__(self, points: Points, radius: float, note: str) -> None:
        self.points, self.radius, self.note = points, radius, note

    def __call__(self, rows: Rows) -> Incidence:
        """(r, N) membership of all units in the balls around ``rows``."""
        size, edges, parts = len(self.points), 0, []
        with single_thread():
            for span in spans(len(rows), size):
                parts.append(self._block(rows[span]))
                edges += parts[-1].nnz
                if edges > EDGES:
                    raise BadData(
                        f"a radius of {self.radius:.3g} joins more than {EDGES} pairs of {size} units",
                        fix="pass a smaller radius, or fewer candidates",
                    )
        return Incidence(sparse.vstack(parts).tocsr() if parts else sparse.csr_matrix((0, size)))

    def _block(self, rows: Rows) -> Any:
        near = distances(self.points, rows, self.points) < self.radius**2
        near[np.arange(len(rows)), rows] = True
        return sparse.csr_matrix(near, dtype=np.float32)


def _pure_up_to(points: Points, labels: NDArray[np.int64], rng: np.random.Generator) -> NDArray[Any]:
    """Distance from each (sampled) unit to the nearest unit of another cluster."""
    size = len(points)
    rows = np.arange(size) if size <= SAMPLE else np.sort(rng.choice(size, SAMPLE, replace=False))
    found = np.empty(len(rows))
    with single_thread():
        for span in spans(len(rows), size):
            away = distances(points, rows[span], points)
            away[labels[rows[span]][:, None] == labels] = np.inf
            found[span] = away.min(axis=1)
    return np.sqrt(found)


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
