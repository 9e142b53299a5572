"""Herding: the batch whose mean in kernel space comes near to that of the pool."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.representations.embedding import written
from labelwise.selectors.base import Selector, points_of
from labelwise.selectors.similarity import Gaussian, Similar
from labelwise.types import Slate

__all__ = ["Herding"]


class _Mean:
    """Mean similarity to the pool, less the similarities to what is chosen over their number plus one."""

    def __init__(self, similar: Similar, centres: int) -> None:
        self._similar, self._count = similar, centres
        self._chosen = similar.to_centres()
        pool = similar.sums(np.ones(len(similar))) + self._chosen
        self._mean = pool / (len(similar) + centres)

    def scores(self) -> NDArray[Any]:
        """(m,) float64."""
        return np.asarray(self._mean - self._chosen / (self._count + 1))

    def add(self, i: int) -> None:
        """Candidate i is chosen."""
        self._chosen = self._chosen + self._similar.row(i)
        self._count += 1


@dataclass(frozen=True, repr=False)
class Herding(Selector):
    """Kernel herding: ``argmax_x mean_n k(x, n) - sum_s k(x, s) / (|S| + 1)``.

    S are the labelled and pending points and the picks so far, n runs over them and the candidates. The mean
    of the batch comes near to that of the pool faster than by random draws. O(N^2 D) once, O(N D) a pick;
    memory as :class:`FacilityLocation`.

    Parameters
    ----------
    kernel : Gaussian or Cosine
        The similarity.

    References
    ----------
    Y. Chen, M. Welling, A. Smola, "Super-samples from kernel herding", 2010.

    Examples
    --------
    >>> from labelwise.selectors.picker import Picker
    >>> from labelwise.types import Dense
    >>> x = np.array([[0.0], [0.1], [0.2], [5.0]])
    >>> slate = Slate(np.arange(4), 2, np.random.default_rng(0), np.full(4, -1), np.ones(4), points=Dense(x))
    >>> Picker(slate, Herding()).fill().selection().indices.tolist()
    [1, 3]
    """

    kernel: Any = field(default_factory=Gaussian)
    title = "herding"
    takes = ("points",)
    passes = 1.0
    pairs = 0.1

    def start(self, slate: Slate) -> _Mean:
        """Begin a run."""
        x = written(points_of(slate, self))
        centres = written(slate.centres) if slate.centres is not None else x[:0]
        return _Mean(Similar(self.kernel, x, centres), len(centres))
