"""MaxDiag: the points of largest norm, each by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from labelwise.selectors.base import Selector, points_of
from labelwise.selectors.top_k import TopK
from labelwise.types import Run, Slate

__all__ = ["MaxDiag"]


@dataclass(frozen=True, repr=False)
class MaxDiag(Selector):
    """The n points of largest squared norm: behind ``Posterior()``, those of largest variance. O(m).

    References
    ----------
    D. Holzmüller et al., "A framework and benchmark for deep batch active learning for regression" (S059),
    2023.

    Examples
    --------
    >>> import numpy as np
    >>> from labelwise.selectors.picker import Picker
    >>> from labelwise.types import Dense
    >>> slate = Slate(np.arange(3), 2, np.random.default_rng(0), np.full(3, -1), np.ones(3),
    ...               points=Dense(np.array([[1.0], [-3.0], [2.0]])))
    >>> Picker(slate, MaxDiag()).fill().selection().indices.tolist()
    [1, 2]
    """

    title = "maxdiag"
    takes = ("points",)
    passes = 0.0

    def start(self, slate: Slate) -> Run:
        """Begin a run over squared norms."""
        return TopK().start(replace(slate, score=points_of(slate, self).diag()))
