"""TopK: the highest scores first."""

from __future__ import annotations

from dataclasses import dataclass

from labelwise.selectors.base import Fixed, Selector
from labelwise.types import Slate

__all__ = ["TopK"]


@dataclass(frozen=True, repr=False)
class TopK(Selector):
    """The n candidates with the highest scores; O(m) and a sort of the best few.

    Examples
    --------
    >>> import numpy as np
    >>> from labelwise.selectors.picker import Picker
    >>> slate = Slate(np.arange(3), 2, np.random.default_rng(0), np.full(3, -1), np.ones(3),
    ...               score=np.array([0.1, 0.7, 0.5]))
    >>> Picker(slate, TopK()).fill().selection().indices.tolist()
    [1, 2]
    """

    title = "top-k"
    passes = 0.0
    takes = ("score",)

    def start(self, slate: Slate) -> Fixed:
        """Begin a run over the slate's scores."""
        return Fixed(slate.score)
