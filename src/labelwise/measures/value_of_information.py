"""Value of information: what an answer is expected to save, less what it costs, in one unit.

``score(x) = risk (J - sum over c of p_c(x) J_xc) - cost(x)``, where J is the number of wrong labels that the
model expects of itself on the unlabelled rows, ``sum over z and c of p_c(z) (1 - p_c(z))``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.measures.expected_error import LOSSES, expected_risk
from labelwise.params import Between, Piece

__all__ = ["ValueOfInformation", "value_of_information"]

Array = NDArray[Any]


@dataclass(frozen=True, repr=False)
class ValueOfInformation(Piece):
    """Decision-theoretic active learning: questions worth more than they cost score above 0.

    As many trainings as :class:`ExpectedError`.

    Parameters
    ----------
    risk : float
        What one wrong label costs, in the unit of ``cost``.

    References
    ----------
    A. Kapoor, E. Horvitz, S. Basu, "Selective supervision: guiding supervised learning with
    decision-theoretic active learning", 2007. There the labelled rows are judged too; here what has a label
    is taken as it is.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> def refit(rows, targets):  # sure of everything once it knows this class
    ...     return View(arrays={"proba": np.eye(2)[np.repeat(targets, 3)]})
    >>> view = View(arrays={"proba": np.full((3, 2), 0.5), "cost": np.array([1.0, 2.0, 0.5]), "refit": refit})
    >>> view.score(ValueOfInformation(), np.arange(3)).tolist()
    [0.5, -0.5, 1.0]
    """

    risk: Annotated[float, Between(0, open_low=True)] = 1.0
    title = "value-of-information"
    pooled = True

    def __call__(self, refit: Any, proba: Array, cost: Array, rows: Any = None, view: Any = None) -> Array:
        """(m,) float64 in the unit of ``cost``; below 0 where the answer is not worth its price.

        Parameters
        ----------
        refit : callable
            As for :class:`ExpectedError`.
        proba : (m, C) float
            What the present model says of the candidates.
        cost : (m,) float
            What asking costs.
        rows, view : optional
            As for :class:`ExpectedError`.
        """
        p = np.asarray(proba, dtype=np.float64)
        rows = np.arange(len(p)) if rows is None else rows
        free = np.arange(len(p)) if view is None else np.flatnonzero(view.labels < 0)
        every = p if view is None else np.asarray(view.get("proba", free), dtype=np.float64)
        saved = LOSSES["gini"](every).sum() - expected_risk(refit, p, rows, free, "gini")
        return np.asarray(self.risk * saved - np.asarray(cost, dtype=np.float64))


value_of_information = ValueOfInformation()
"""The measure where a wrong label costs 1."""
