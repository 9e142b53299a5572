"""Max-margin uncertainty and label cardinality inconsistency of items with several tags.

``uncertainty = 1 / (min of f_c over predicted tags - max of f_c over the others)``, ``f = 2 p - 1``;
``inconsistency = |number of predicted tags - their usual number|``;
``score = uncertainty ** beta * inconsistency ** (1 - beta)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.params import Between, Piece

__all__ = ["MarginCardinality", "cardinality_inconsistency", "margin_cardinality"]

Array = NDArray[Any]

CLOSEST = 1e-6
"""Separation margins are taken as at least this."""


@dataclass(frozen=True, repr=False)
class MarginCardinality(Piece):
    """How badly an item's predicted tags are separated, and how unusual their number is.

    Parameters
    ----------
    beta : float
        1 is the margin alone, 0 the number of tags alone.
    usual : float, optional
        Mean number of tags of an item. None takes the mean that the model expects on labelled items, or on
        the whole pool where none is labelled, because no View has the tags that were given.

    Notes
    -----
    Where all tags or none are predicted, the missing side counts as certain, f of 1 or -1.

    References
    ----------
    X. Li, Y. Guo, "Active learning with multi-label SVM classification", 2013. There the weight is chosen
    among 0, 0.1, ... 1 for each question, by training on the pick of each weight; here it is given.

    Examples
    --------
    >>> tags = np.array([[0.9, 0.1, 0.1], [0.6, 0.4, 0.1], [0.9, 0.8, 0.9]])
    >>> MarginCardinality(beta=1.0)(tags).round(2).tolist()
    [0.62, 2.5, 0.62]
    >>> MarginCardinality(beta=0.0, usual=1.0)(tags).tolist()
    [0.0, 0.0, 2.0]
    """

    beta: Annotated[float, Between(0, 1)] = 0.5
    usual: Annotated[float | None, Between(0)] = None
    title = "margin-cardinality"
    needs = ("tags",)
    pooled = True

    def __call__(self, tags: Array, view: Any = None) -> Array:
        """(n,) float scores of 0 or more.

        Parameters
        ----------
        tags : (n, C) float
            Probability of each tag on its own.
        view : View
            Gives the tags of labelled items, unless ``usual`` is given.
        """
        f, there = 2.0 * tags - 1.0, tags >= 0.5
        low = np.where(there, f, 1.0).min(axis=1)
        high = np.where(there, -1.0, f).max(axis=1)
        uncertainty = 1 / np.maximum(low - high, CLOSEST)
        if self.beta == 1:
            return np.asarray(uncertainty)
        usual = _usual(view) if self.usual is None else self.usual
        unusual = np.abs(there.sum(axis=1) - usual)
        return np.asarray(uncertainty**self.beta * unusual ** (1 - self.beta))


def _usual(view: Any) -> float:
    rows = view.labelled if len(view.labelled) else None
    return float(view.get("tags", rows).sum(axis=1, dtype=np.float64).mean())


margin_cardinality = MarginCardinality()
"""Both with the same weight."""

cardinality_inconsistency = MarginCardinality(beta=0.0)
"""The number of tags alone."""
