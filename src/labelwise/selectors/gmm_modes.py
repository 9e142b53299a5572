"""GMMModes: a Gaussian mixture with as many components as picks, and the candidate nearest to each mode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.parallel import in_blocks
from labelwise.params import Between, OneOf
from labelwise.representations.k_means import k_means
from labelwise.selectors.base import Selector, points_of
from labelwise.types import Rows, Slate

__all__ = ["GMMModes"]

Array = NDArray[Any]

FLOOR = 1e-6
"""Smallest variance, where the columns have variance 1 on average."""

BLOCK = 2**20
"""Densities that are computed at once."""


@dataclass
class _Mixture:
    """Gaussians with diagonal covariances."""

    weight: Array  # (k,)
    mean: Array  # (k, D)
    variance: Array  # (k, D)

    def away(self, x: Array) -> Array:
        """(r, k) squared Mahalanobis distances to the modes."""
        precision = 1 / self.variance
        made = (x**2) @ precision.T - 2 * x @ (self.mean * precision).T + (self.mean**2 * precision).sum(1)
        return np.asarray(np.maximum(made, 0))

    def shares(self, x: Array) -> tuple[Array, float]:
        """(r, k) responsibilities, and the sum of the log densities of the rows."""
        log = np.log(self.weight) - 0.5 * (self.away(x) + np.log(2 * np.pi * self.variance).sum(axis=1))
        top = log.max(axis=1, keepdims=True)
        made = np.exp(log - top)
        total = made.sum(axis=1, keepdims=True)
        return made / total, float((top + np.log(total)).sum())


def fit_mixture(x: Array, k: int, rng: np.random.Generator, shared: bool, rounds: int, still: float) -> Any:
    """EM from the clusters of k-means; the mean log density rises by ``still`` or less in the last round.

    Examples
    --------
    >>> x = np.array([[0.0], [0.2], [5.0], [5.2]])
    >>> made = fit_mixture(x, 2, np.random.default_rng(0), shared=True, rounds=100, still=1e-3)
    >>> np.sort(made.mean.ravel()).round(2).tolist()
    [0.1, 5.1]
    """
    labels, centres = k_means(x, k, rng)
    hard = np.zeros((len(x), len(centres)))
    hard[np.arange(len(x)), labels] = 1
    made, last = _fitted(*_sums(x, lambda rows: (hard[rows], 0.0))[:3], shared), -np.inf
    for _ in range(rounds):
        mass, first, second, density = _sums(x, lambda rows, now=made: now.shares(x[rows]))
        if density / len(x) - last < still:
            break
        made, last = _fitted(mass, first, second, shared), density / len(x)
    return made


def _sums(x: Array, shares: Any) -> tuple[Array, Array, Array, float]:
    """Mass, sums and sums of squares of each component, added up in the order of the blocks."""

    def look(rows: slice) -> tuple[Array, Array, Array, float]:
        part, density = shares(rows)
        return part.sum(axis=0), part.T @ x[rows], part.T @ x[rows] ** 2, density

    width = shares(slice(0, 1))[0].shape[1]
    mass, first, second, density = zip(*in_blocks(look, len(x), max(1, BLOCK // width)), strict=True)
    return np.sum(mass, axis=0), np.sum(first, axis=0), np.sum(second, axis=0), float(np.sum(density))


def _fitted(mass: Array, first: Array, second: Array, shared: bool) -> _Mixture:
    some = mass > FLOOR
    mass, first, second = mass[some], first[some], second[some]
    mean = first / mass[:, None]
    spread = np.maximum(second / mass[:, None] - mean**2, 0)
    if shared:
        spread = np.broadcast_to(np.average(spread, axis=0, weights=mass), spread.shape)
    return _Mixture(mass / mass.sum(), mean, spread + FLOOR)


def _scaled(x: Array) -> Array:
    """Columns with mean 0, all divided by one number so that their mean variance is 1; equal rows: zeros."""
    moved = x - x.mean(axis=0)
    scale = np.sqrt((moved**2).mean())
    return moved / scale if scale > 1e-12 * np.abs(x).max(initial=0) else np.zeros_like(moved)


@dataclass(frozen=True, repr=False)
class GMMModes(Selector):
    """For each component of a mixture the candidate at which its density is highest.

    The covariances are diagonal; the components are taken from the heaviest to the lightest, each gives the
    candidate that is nearest to its mean in Mahalanobis distance and not yet taken. Where there are fewer
    components than picks (equal points), the candidates nearest to any mode follow.

    Parameters
    ----------
    covariance : {"own", "shared"}
        Each component its own variances, or all of them the same.
    rounds : int
        Rounds of EM at most.
    still : float
        EM ends when the mean log density of a candidate rises by less.

    Notes
    -----
    Everything at once, from the pool alone: labelled units are not looked at. O(rounds b N D) time.

    References
    ----------
    W. Bae, J. Wang, D. J. Sutherland, "Exploring active learning in meta-learning: enhancing context set
    labeling" (S013), 2024. No official code was found.

    Examples
    --------
    >>> from labelwise.types import Dense
    >>> slate = Slate(np.arange(5), 2, np.random.default_rng(0), np.full(5, -1), np.ones(5),
    ...               points=Dense(np.array([[0.0], [0.2], [0.4], [7.0], [7.1]])))
    >>> GMMModes().choose(slate)[0].tolist()
    1
    """

    covariance: Annotated[str, OneOf(("own", "shared"))] = "own"
    rounds: Annotated[int, Between(1)] = 100
    still: Annotated[float, Between(0)] = 1e-3
    title = "gmm-modes"
    takes = ("points",)

    @property
    def passes(self) -> float:  # type: ignore[override]
        """Four products of matrices a round, if all rounds come."""
        return 0.4 * self.rounds

    def choose(self, slate: Slate) -> Rows:
        """Positions of all candidates, the picks first."""
        points = points_of(slate, self)
        x = np.asarray(points.dense(np.arange(len(points))), dtype=np.float64)
        x = _scaled(x)
        made = fit_mixture(x, slate.n, slate.rng, self.covariance == "shared", self.rounds, self.still)
        free, picks, least = np.ones(len(x), dtype=bool), [], np.full(len(x), np.inf)
        for j in np.argsort(-made.weight, kind="stable"):
            away = _Mixture(made.weight[[j]], made.mean[[j]], made.variance[[j]]).away(x)[:, 0]
            best = int(np.where(free, away, np.inf).argmin())
            free[best] = False
            picks.append(best)
            least = np.minimum(least, away)
        rest = np.flatnonzero(free)
        return np.concatenate((picks, rest[np.argsort(least[rest], kind="stable")])).astype(np.int64)
