"""Costs of mistakes that differ: what the best decision is expected to cost, and how clear the decision is.

``R_k = sum_c p_c M[c, k]`` is the risk of deciding for class k, M the cost of saying k where c is true.
``MEC = min_k R_k`` and ``CWMM = -(R_(2) - R_(1))`` with ``R_(1) <= R_(2)`` the two smallest risks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, BadParameter
from labelwise.params import Piece

__all__ = ["CostMargin", "ExpectedCost"]

Array = NDArray[Any]


@dataclass(frozen=True, repr=False)
class _Costly(Piece):
    """Base of both: the table of costs."""

    costs: Any = None

    def __post_init__(self) -> None:
        """Keep the table as tuples; refuse what is no table of costs."""
        super().__post_init__()
        if self.costs is None:
            return
        try:
            table = np.asarray(self.costs, dtype=np.float64)
        except (TypeError, ValueError):
            table = np.zeros(0)
        square = table.ndim == 2 and table.shape[0] == table.shape[1] > 1
        if not square or not np.isfinite(table).all() or table.min() < 0:
            raise BadParameter(
                f"{type(self).__name__}: costs are {self.costs!r}",
                allowed="a square table of 0 or more, costs[c][k] of deciding for k where c is true",
            )
        object.__setattr__(self, "costs", tuple(map(tuple, table.tolist())))

    def _risk(self, proba: Array) -> Array:
        """(n, C) expected cost of each decision."""
        if self.costs is None:
            return np.asarray(1 - proba)
        table = np.asarray(self.costs, dtype=proba.dtype)
        if len(table) != proba.shape[1]:
            raise BadData(
                f"costs of {len(table)} classes meet probabilities of {proba.shape[1]}",
                allowed="one row and one column a class",
            )
        return np.asarray(np.einsum("nc,ck->nk", proba, table))  # row by row: the same bits in every company


class ExpectedCost(_Costly):
    """What the cheapest decision is expected to cost (maximum expected cost, MEC).

    Parameters
    ----------
    costs : (C, C) table, optional
        ``costs[c][k]``: of deciding for k where c is true. Without it every mistake costs 1, and the score is
        that of least confidence.

    References
    ----------
    P.-L. Chen, H.-T. Lin, "Active learning for multiclass cost-sensitive classification using probabilistic
    models", 2013; D. D. Margineantu, "Active cost-sensitive learning", 2005.

    Examples
    --------
    >>> rare = ExpectedCost(costs=[[0, 1], [10, 0]])
    >>> rare(np.array([[0.9, 0.1], [0.95, 0.05], [0.1, 0.9]])).round(2).tolist()
    [0.9, 0.5, 0.1]
    """

    title = "expected-cost"

    def __call__(self, proba: Array) -> Array:
        """(n,) float scores of (n, C) probabilities."""
        return np.asarray(self._risk(proba).min(axis=1))


class CostMargin(_Costly):
    """How close the two cheapest decisions are (cost-weighted minimum margin, CWMM); from below to 0.

    Parameters
    ----------
    costs : (C, C) table, optional
        As for :class:`ExpectedCost`; without it the order is that of the margin.

    References
    ----------
    P.-L. Chen, H.-T. Lin, "Active learning for multiclass cost-sensitive classification using probabilistic
    models", 2013.

    Examples
    --------
    >>> rare = CostMargin(costs=[[0, 1], [10, 0]])
    >>> rare(np.array([[0.9, 0.1], [0.95, 0.05], [0.1, 0.9]])).round(2).tolist()
    [-0.1, -0.45, -8.9]
    """

    title = "cost-margin"

    def __call__(self, proba: Array) -> Array:
        """(n,) float scores of (n, C) probabilities."""
        two = np.partition(self._risk(proba), 1, axis=1)
        return np.asarray(two[:, 0] - two[:, 1])
