"""Clip: the most uncertain share of the pool is left out, because much of it is outliers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from labelwise.params import Between, Piece, needs_of
from labelwise.types import Rows, ViewLike

__all__ = ["Clip"]


@dataclass(frozen=True, repr=False)
class Clip(Piece):
    """Rows whose score is at most the ``1 - share`` quantile of the scores of all rows.

    ``ceil(share * (m - 1))`` of m different scores go. Never so many that fewer are left than will be picked:
    then the lowest of those that went come back.

    Parameters
    ----------
    measure : callable
        A measure over View arrays; higher is more uncertain.
    share : float
        How much goes; the paper tries 0.05 and 0.1.

    References
    ----------
    J. Gonsior et al., "To softmax, or not to softmax, when applying active learning for transformer models"
    (S021), 2022. The code of the authors takes the quantile over labelled rows too, and for scores that
    mean certainty when they are low it drops the most certain rows; here one direction holds for all.

    Examples
    --------
    >>> from labelwise.measures import margin
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"proba": np.array([[0.9, 0.1], [0.7, 0.3], [0.6, 0.4], [0.5, 0.5]])})
    >>> Clip(margin, share=0.1)(view, np.arange(4), 1, np.random.default_rng(0)).tolist()
    [0, 1, 2]
    """

    measure: Any
    share: Annotated[float, Between(0, 1)] = 0.05

    @property
    def needs(self) -> tuple[str, ...]:
        """What the measure reads."""
        return needs_of(self.measure)

    def __call__(self, view: ViewLike, rows: Rows, n: int, rng: np.random.Generator) -> Rows:
        """Those of ``rows`` that stay, in their order."""
        if not len(rows):
            return rows
        sure = -view.score(self.measure, rows, rng)
        limit, few = np.quantile(sure, self.share), min(n, len(rows))
        wanted = np.partition(sure, len(rows) - few)[len(rows) - few] if few else np.inf
        return np.asarray(rows[sure >= min(limit, wanted)])
