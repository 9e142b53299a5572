"""RankSum: measures of different scales vote by rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from labelwise.measures import title
from labelwise.measures.adaptor import Combined

__all__ = ["RankSum"]


@dataclass(frozen=True, repr=False)
class RankSum(Combined):
    """``score_i = sum_k rank of i by measure k`` of the n rows that are scored; the highest has rank n.

    Equal scores share the mean of their ranks. The measures themselves are still fed chunk by chunk.

    Parameters
    ----------
    measures : tuple of callable
        The measures.

    References
    ----------
    J.-C. de Borda, "Mémoire sur les élections au scrutin", 1781.

    Examples
    --------
    >>> from labelwise.measures import margin
    >>> def cheap(cost):
    ...     return -cost
    >>> proba = np.array([[0.5, 0.5], [0.9, 0.1], [0.6, 0.4]])
    >>> RankSum((margin, cheap))(proba=proba, cost=np.array([9.0, 1.0, 1.0])).tolist()
    [4.0, 3.5, 4.5]
    """

    measures: tuple[Any, ...]
    pooled = True

    @property
    def title(self) -> str:
        """What it is called."""
        return f"ranks of {' + '.join(map(title, self.measures))}"

    def combine(self, scores: Sequence[NDArray[Any]]) -> NDArray[Any]:
        """(n,) the sum of the ranks."""
        return np.asarray(sum(rankdata(s) for s in scores))
