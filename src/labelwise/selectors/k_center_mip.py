"""KCenterMIP: the smallest covering radius, found exactly, with a few points left out as outliers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Between
from labelwise.representations.blocks import distances
from labelwise.selectors.base import Selector, points_of
from labelwise.types import Points, Rows, Slate

__all__ = ["KCenterMIP"]

LARGEST = 3000
"""Points beyond which the program is refused: it has a constraint for each, over their neighbours."""


@dataclass(frozen=True, repr=False)
class KCenterMIP(Selector):
    """Robust k-center: n new centres such that all but a few points are within the smallest radius.

    Binary search over the distances that occur. At a radius r the question is a covering problem:
    choose n candidates so that every point not yet within r of a labelled or pending one has a chosen
    one within r, except for at most ``outliers`` points. It is solved by ``scipy.optimize.milp``.

    Parameters
    ----------
    outliers : float
        Points that may stay uncovered: a share when it is below 1, else a number.

    Notes
    -----
    Follows S064, section on the robust version, with these departures from the released solver: it
    works on a covering form with one variable per centre, as assignments need no variables of
    their own; outliers are really allowed (there their slack is bounded by 0); the search starts from
    radius 0, because half the greedy radius bounds the optimum only when no outlier is allowed; and
    the labelled points are centres (there one fixed point is).

    References
    ----------
    O. Sener, S. Savarese, "Active learning for convolutional neural networks: a core-set approach", 2018.

    Examples
    --------
    >>> from labelwise.types import Dense
    >>> x = Dense(np.array([[0.0], [1.0], [2.0], [9.0], [10.0]]))
    >>> slate = Slate(np.arange(5), 2, np.random.default_rng(0), np.full(5, -1), np.ones(5), points=x)
    >>> chosen = KCenterMIP(outliers=0).choose(slate)
    >>> bool(1 in chosen and (3 in chosen or 4 in chosen))
    True
    """

    outliers: Annotated[float, Between(0)] = 1e-4
    title = "k-center-mip"
    takes = ("points",)

    def choose(self, slate: Slate) -> Rows:
        """Positions of the new centres, the one that covers most first.

        Raises
        ------
        BadParameter
            If there are more points than a program of this kind can hold.
        """
        points = points_of(slate, self)
        d = _table(points, slate.centres)
        m, n = len(points), min(slate.n, len(points))
        spare = int(self.outliers * len(d)) if self.outliers < 1 else int(self.outliers)
        radii = np.unique(d)
        low, high = 0, len(radii) - 1
        best = np.arange(n)
        while low <= high:
            middle = (low + high) // 2
            found = _cover(d <= radii[middle], m, n, spare)
            if found is None:
                low = middle + 1
            else:
                best, high = found, middle - 1
        within = (d[:, best] <= radii[min(low, len(radii) - 1)]).sum(axis=0)
        return np.asarray(best[np.argsort(-within, kind="stable")], dtype=np.int64)


def _table(points: Points, centres: Points | None) -> NDArray[Any]:
    """(m + l, m + l) squared distances; candidates first."""
    size = len(points) + (len(centres) if centres is not None else 0)
    if size > LARGEST:
        raise BadParameter(
            f"KCenterMIP got {size} candidates and labelled points",
            allowed=f"at most {LARGEST}",
            fix=f"put Subsample({LARGEST // 2}) before it, or use KCenter()",
        )
    own: NDArray[Any] = distances(points, np.arange(len(points)), points)
    own = np.minimum(own, own.T)
    np.fill_diagonal(own, 0.0)
    if centres is None or not len(centres):
        return own
    cross = distances(points, np.arange(len(points)), centres)
    theirs = distances(centres, np.arange(len(centres)), centres)
    np.fill_diagonal(theirs, 0.0)
    return np.asarray(np.block([[own, cross], [cross.T, theirs]]))


def _cover(near: NDArray[np.bool_], m: int, n: int, spare: int) -> Rows | None:
    """Choose n of the first m columns that cover all rows but ``spare``; the other columns are in."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_matrix, eye, hstack

    todo = np.flatnonzero(~near[:, m:].any(axis=1))
    if len(todo) <= spare:
        return np.arange(n)
    k = len(todo)
    covered = hstack([csr_matrix(near[todo, :m].astype(float)), eye(k)]).tocsr()
    counts = np.concatenate([np.ones(m), np.zeros(k)])
    left_out = 1 - counts
    made = milp(
        left_out,
        constraints=[
            LinearConstraint(covered, 1, np.inf),
            LinearConstraint(counts[None], n, n),
            LinearConstraint(left_out[None], 0, spare),
        ],
        integrality=np.ones(m + k),
        bounds=Bounds(0, 1),
    )
    return np.flatnonzero(made.x[:m] > 0.5) if made.x is not None else None
