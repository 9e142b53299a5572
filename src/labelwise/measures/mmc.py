"""MMC: the loss that is likely to go if the most confident tag vector is right.

``score = sum_c (1 - y_c f_c) / 2`` with ``f = 2 p - 1``, y_c = 1 for the m most probable tags and -1 for the
others, m the number of tags that the item is expected to have.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.params import Piece

__all__ = ["Mmc", "mmc"]

Array = NDArray[Any]


@dataclass(frozen=True, repr=False)
class Mmc(Piece):
    """Maximum loss reduction with maximal confidence; from 0 to C.

    Parameters
    ----------
    cardinality : str
        View name of an (N,) array, the number of tags that each item is expected to have. Empty is the sum
        of the probabilities. It is rounded.

    References
    ----------
    B. Yang, J.-T. Sun, T. Wang, Z. Chen, "Effective multi-label active learning for text classification",
    2009. There a logistic regression on the sorted probabilities of labelled items predicts m; pass what it
    predicts as ``cardinality``. libact marks the tags of all items by each item's own order, which makes
    the vectors of all items alike in the end; here each has its own.

    Examples
    --------
    >>> mmc(np.array([[1.0, 0.0], [0.6, 0.5], [0.9, 0.9]])).round(2).tolist()
    [0.0, 0.9, 0.2]
    """

    cardinality: str = ""
    title = "mmc"

    @property
    def needs(self) -> tuple[str, ...]:
        """The tags, and the expected number of them where it is given."""
        return ("tags", self.cardinality) if self.cardinality else ("tags",)

    def __call__(self, tags: Array, **given: Array) -> Array:
        """(n,) float scores.

        Parameters
        ----------
        tags : (n, C) float
            Probability of each tag on its own.
        **given
            The array called ``cardinality``.
        """
        many = given[self.cardinality] if self.cardinality else tags.sum(axis=1)
        order = np.argsort(-tags, axis=1, kind="stable")
        rank = np.empty(tags.shape, dtype=np.int64)
        np.put_along_axis(rank, order, np.arange(tags.shape[1])[None], axis=1)
        there = rank < np.rint(many)[:, None]
        return np.asarray(np.where(there, 1 - tags, tags).sum(axis=1))


mmc = Mmc()
"""The measure with the sum of the probabilities as the number of tags."""
