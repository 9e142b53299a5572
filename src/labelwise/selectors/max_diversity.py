"""MaxDiversity and MaxDiversityMIP: the batch whose members differ most from each other, pair by pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Between
from labelwise.selectors.base import Selector, points_of
from labelwise.types import Points, Rows, Slate

__all__ = ["MaxDiversity", "MaxDiversityMIP"]

Array = NDArray[Any]

LARGEST = 2000
"""Candidates beyond which the exact form is refused: it looks at every pair."""

PAIRS = 20_000
"""Pairs that a program of this kind can hold."""


def weights(slate: Slate) -> Array:
    """(m,) how much a unit counts: the score of the measure times the variety of its bag, 1 without."""
    made = np.ones(len(slate.rows)) if slate.score is None else np.asarray(slate.score, dtype=np.float64)
    variety = getattr(slate.space, "variety", None)
    made = made if variety is None else made * variety(slate.rows)
    if (made < 0).any():
        raise BadParameter("MaxDiversity got a score below 0", allowed="a measure of 0 or more")
    return made


class _Growing:
    """The sum of the diversities with everything picked; before the first pick, with everything there is."""

    def __init__(self, points: Points, weight: Array) -> None:
        self._points, self._weight = points, weight
        self._gain, self._first = self._with_all(), True

    def _with_all(self) -> Array:
        weight, rows = self._weight, np.arange(len(self._points))
        x = self._points.dense(rows)
        alike = x @ (weight @ x) - weight * self._points.diag()
        return np.asarray(weight * (weight.sum() - weight - alike), dtype=np.float64)

    def scores(self) -> Array:
        """(m,) what each candidate would add."""
        return self._gain

    def add(self, i: int) -> None:
        """Candidate i belongs to the batch."""
        if self._first:
            self._gain, self._first = np.zeros(len(self._weight)), False
        apart = np.maximum(1 - self._points.dot(self._points, i), 0)
        self._gain = self._gain + self._weight * self._weight[i] * apart


@dataclass(frozen=True, repr=False)
class MaxDiversity(Selector):
    """Greedily the unit that differs most from the picks j: ``sum_j u_i u_j (1 - <x_i, x_j>)``.

    u is the measure's score, 1 without one, times the variety of a bag in a space of :class:`Bags`. Points
    should have length 1 or less. The first pick differs most from all candidates. ``PerCost`` around it
    divides by the cost. Labelled units are not looked at: it is for the first batch. O(m D) a pick.

    References
    ----------
    The greedy form of the program of SeedAL (S111), 2023; see :class:`MaxDiversityMIP`.

    Examples
    --------
    >>> from labelwise.selectors.picker import Picker
    >>> from labelwise.types import Dense
    >>> slate = Slate(np.arange(4), 2, np.random.default_rng(0), np.full(4, -1), np.ones(4),
    ...               points=Dense(np.array([[1.0, 0.0], [1.0, 0.0], [0.8, 0.6], [0.0, 1.0]])))
    >>> Picker(slate, MaxDiversity()).fill().selection().indices[0].tolist()
    3
    """

    title = "max-diversity"
    takes = ("points",)

    def start(self, slate: Slate) -> _Growing:
        """Begin with nothing picked."""
        return _Growing(points_of(slate, self), weights(slate))


@dataclass(frozen=True, repr=False)
class MaxDiversityMIP(Selector):
    """The n units within the budget whose pairs differ most, by an integer program.

    Maximise ``sum_{i<j} d_ij y_ij`` with ``d_ij = u_i u_j (1 - <x_i, x_j>)``, ``y_ij`` at most ``x_i`` and
    ``x_j``, at most n units and a sum of costs within the budget, among the units of the ``pairs`` most
    different pairs. u is the measure's score, 1 without one, times the variety of a bag in a space of
    :class:`Bags`. Labelled units are not looked at: it is for the first batch.

    Parameters
    ----------
    pairs : int
        Pairs that say which units take part; with too few for n units more take part. The paper has 80 for
        204 rooms and 1,200 for scans of streets.
    seconds : float
        Time after which the program is given up.

    Notes
    -----
    Solved by ``scipy.optimize.milp`` with y relaxed, which changes no optimum, and with the budget stated for
    the partners of each unit too, which makes it faster by orders of magnitude. Units beyond those of the
    program follow, the most different first, where the budget has something left. The cap of n is ours.

    References
    ----------
    N. Samet et al., "You never get a second chance to make a good first impression" (SeedAL, S111), 2023.

    Examples
    --------
    >>> from labelwise.types import Budget, Dense
    >>> x = Dense(np.array([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [-1.0, 0.0]]))
    >>> slate = Slate(np.arange(4), 3, np.random.default_rng(0), np.full(4, -1), np.array([1.0, 1, 1, 5]),
    ...               points=x, budget=Budget(2))
    >>> MaxDiversityMIP().choose(slate)[:2].tolist()
    [0, 2]
    """

    pairs: Annotated[int, Between(1)] = 80
    seconds: Annotated[float, Between(0, open_low=True)] = 60.0
    title = "max-diversity-mip"
    takes = ("points",)

    def choose(self, slate: Slate) -> Rows:
        """Positions of all candidates, those of the program first.

        Raises
        ------
        BadParameter
            If there are more candidates or pairs than a program of this kind can hold, or it takes too long.
        """
        d, left = _table(points_of(slate, self), weights(slate)), np.inf
        if slate.budget is not None:
            left = float(slate.budget.limit)
        most = min(slate.n, int((np.cumsum(np.sort(slate.cost)) <= left * (1 + 1e-9)).sum()))
        some = self._taking_part(d, most, np.flatnonzero(slate.cost <= left))
        cost = slate.cost[some]
        picks = some[_solve(d[np.ix_(some, some)], cost, left, min(most, len(some)), self.seconds)]
        picks = picks[np.argsort(-d[np.ix_(picks, picks)].sum(axis=1), kind="stable")]
        rest = np.setdiff1d(np.arange(len(d)), picks)
        gain = d[np.ix_(rest, picks)].sum(axis=1) if len(picks) else d[rest].sum(axis=1)
        return np.concatenate((picks, rest[np.argsort(-gain, kind="stable")])).astype(np.int64)

    def _taking_part(self, d: Array, n: int, cheap: Rows) -> Rows:
        """Candidates of the most different pairs that can be paid, at least n of them."""
        a, b = np.triu_indices(len(cheap), 1)
        order = np.argsort(-d[cheap[a], cheap[b]], kind="stable")
        units = np.column_stack((a[order], b[order])).ravel()
        seen = np.sort(np.unique(units, return_index=True)[1])
        most = max(int(np.searchsorted(seen, 2 * self.pairs)), min(n, len(seen)))
        found: Rows = np.sort(cheap[units[seen[:most]]]) if len(seen) else cheap
        if len(found) * (len(found) - 1) // 2 > PAIRS:
            raise BadParameter(
                f"MaxDiversityMIP got {len(found)} units, {len(found) * (len(found) - 1) // 2} pairs",
                allowed=f"at most {PAIRS} pairs",
                fix="ask for fewer units, pass fewer pairs, or use MaxDiversity()",
            )
        return found


def _table(points: Points, weight: Array) -> Array:
    """(m, m) diversities, zero on the diagonal."""
    if len(points) > LARGEST:
        raise BadParameter(
            f"MaxDiversityMIP got {len(points)} candidates",
            allowed=f"at most {LARGEST}",
            fix=f"put Subsample({LARGEST}) before it, or use MaxDiversity()",
        )
    cosine = points.gram(np.arange(len(points)), points).astype(np.float64)
    made = np.outer(weight, weight) * np.maximum(1 - (cosine + cosine.T) / 2, 0)
    np.fill_diagonal(made, 0.0)
    return np.asarray(made)


def _solve(d: Array, cost: Array, budget: float, n: int, seconds: float) -> Rows:
    """Positions of the best batch; all of them where all fit."""
    from scipy.optimize import Bounds, milp

    m = len(d)
    if m < 2 or (n >= m and cost.sum() <= budget):
        return np.arange(min(n, m))
    a, b = np.triu_indices(m, 1)
    limits = [_both(a, b, m), *_capacity(a, b, np.ones(m), float(n))]
    limits += _capacity(a, b, cost, budget) if np.isfinite(budget) else []
    made = milp(
        np.r_[np.zeros(m), -d[a, b] / (d.max() or 1.0)],
        constraints=limits,
        integrality=np.r_[np.ones(m), np.zeros(len(a))],
        bounds=Bounds(0, 1),
        options={"time_limit": seconds},
    )
    if made.status != 0:
        raise BadParameter(
            f"MaxDiversityMIP was not solved for {m} units in {seconds:g} s",
            fix="pass fewer pairs, more seconds, or use MaxDiversity()",
        )
    return np.flatnonzero(made.x[:m] > 0.5)


def _both(a: Rows, b: Rows, m: int) -> Any:
    """A pair counts only where both of its units are in."""
    from scipy.optimize import LinearConstraint
    from scipy.sparse import csr_matrix

    k = len(a)
    pair, one = np.arange(k), np.ones(k)
    row, column = np.r_[pair, k + pair, pair, k + pair], np.r_[m + pair, m + pair, a, b]
    inside = csr_matrix((np.r_[one, one, -one, -one], (row, column)), shape=(2 * k, m + k))
    return LinearConstraint(inside, -np.inf, 0)


def _capacity(a: Rows, b: Rows, cost: Array, most: float) -> list[Any]:
    """The sum of costs is limited, and so is that of the partners of each unit.

    The second follows from the first times x_i; without it the relaxed program is so loose that twenty units
    take minutes.
    """
    from scipy.optimize import LinearConstraint
    from scipy.sparse import csr_matrix

    m, k = len(cost), len(a)
    pair, unit = np.arange(k), np.arange(m)
    row, column = np.r_[a, b, unit], np.r_[m + pair, m + pair, unit]
    partners = csr_matrix((np.r_[cost[b], cost[a], cost - most], (row, column)), shape=(m, m + k))
    return [
        LinearConstraint(np.r_[cost, np.zeros(k)][None], 0, most),
        LinearConstraint(partners, -np.inf, 0),
    ]
