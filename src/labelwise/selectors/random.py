"""Random: any candidate with the same probability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.selectors.base import Selector
from labelwise.types import Slate

__all__ = ["Random"]


class _Uniform:
    """Equal scores; the lazy form draws positions until one is alive."""

    static = True

    def __init__(self, size: int) -> None:
        self._ones = np.ones(size)

    def scores(self) -> NDArray[Any]:
        """(m,) ones."""
        return self._ones

    def add(self, i: int) -> None:
        """Nothing changes."""

    def chance(self, i: int, alive: NDArray[np.bool_]) -> float:
        """One over the number of those alive."""
        return 1.0 / int(np.count_nonzero(alive))

    def best(self, alive: NDArray[np.bool_], rng: np.random.Generator) -> tuple[int, float]:
        """One of those alive, and one over their number."""
        left = int(np.count_nonzero(alive))
        if left > len(alive) // 8:
            while not alive[i := int(rng.integers(len(alive)))]:
                continue
        else:
            i = int(np.flatnonzero(alive)[rng.integers(left)])
        return i, 1.0 / left


@dataclass(frozen=True, repr=False)
class Random(Selector):
    """Uniform sampling without replacement; the probability of each pick is recorded.

    Examples
    --------
    >>> from labelwise.selectors.picker import Picker
    >>> slate = Slate(np.arange(4), 2, np.random.default_rng(0), np.full(4, -1), np.ones(4))
    >>> Picker(slate, Random()).fill().selection().p.round(3).tolist()
    [0.25, 0.333]
    """

    title = "random"
    passes = 0.0
    pick = "sample"

    def start(self, slate: Slate) -> _Uniform:
        """Begin a run over the slate."""
        return _Uniform(len(slate.rows))
