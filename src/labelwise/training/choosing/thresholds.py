"""Pseudo-labels that a model is sure of, by a threshold that moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.measures.entropy import entropy
from labelwise.measures.margin import margin
from labelwise.params import Between, OneOf, Piece
from labelwise.training.choosing.drawn import Drawn

__all__ = ["Decaying", "Percentile", "Verified"]

Chosen = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True, repr=False)
class Percentile(Piece):
    """The surest ``step`` percent in the first round, twice as many in the second, and so on up to all.

    Sure is whose largest probability is at or above that percentile of all drawn items.

    Examples
    --------
    >>> Percentile(50).threshold(np.array([0.6, 0.9, 0.8, 0.7]), turn=0)
    0.75
    """

    step: Annotated[float, Between(0, 100, open_low=True)] = 20.0

    needs: ClassVar[tuple[str, ...]] = ("proba",)

    def __call__(self, drawn: Drawn) -> Chosen:
        """Positions and classes."""
        sure = drawn.proba.max(axis=1)
        kept = np.flatnonzero(sure >= self.threshold(sure, drawn.turn))
        return kept, drawn.labels[kept]

    def threshold(self, sure: NDArray[Any], turn: int) -> float:
        """The percentile of round ``turn``, which counts from 0."""
        return float(np.percentile(sure, max(0.0, 100 - self.step * (turn + 1))))


@dataclass(frozen=True, repr=False)
class Decaying(Piece):
    """Items whose entropy in nats is below a threshold that falls as labels are gathered.

    It is ``delta - decay t`` after t rounds of ``batch`` labels.

    Examples
    --------
    >>> Decaying(0.05, 0.01, batch=10).threshold(labels=30)
    0.02
    """

    delta: Annotated[float, Between(0, open_low=True)] = 0.05
    decay: Annotated[float, Between(0)] = 0.0033
    batch: Annotated[int, Between(1)] = 20

    needs: ClassVar[tuple[str, ...]] = ("proba",)

    def __call__(self, drawn: Drawn) -> Chosen:
        """Positions and classes."""
        kept = np.flatnonzero(entropy(drawn.proba) < self.threshold(len(drawn.told)))
        return kept, drawn.labels[kept]

    def threshold(self, labels: int) -> float:
        """The threshold with ``labels`` labels of people."""
        return max(0.0, self.delta - self.decay * (labels // self.batch))


@dataclass(frozen=True, repr=False)
class Verified(Piece):
    """Sure items that a second model, trained afresh on the same labels, gives the same class.

    Sure is whose entropy is at most ``limit`` of its largest value, or whose margin is at least
    ``1 - limit``. A learner without chance in its training agrees with itself always.

    Examples
    --------
    >>> Verified("margin")
    Verified(by='margin')
    """

    by: Annotated[str, OneOf(("entropy", "margin"))] = "entropy"
    limit: Annotated[float, Between(0, 1)] = 0.1

    needs: ClassVar[tuple[str, ...]] = ("proba",)

    def __call__(self, drawn: Drawn) -> Chosen:
        """Positions and classes."""
        p = drawn.proba
        doubt = entropy(p) / np.log(p.shape[1]) if self.by == "entropy" else margin(p)
        sure = np.flatnonzero(doubt <= self.limit)
        if not len(sure):
            return sure, sure
        second = Drawn(drawn.data, drawn.rows[sure], drawn.again(), drawn.rng)
        kept = sure[second.labels == drawn.labels[sure]]
        return kept, drawn.labels[kept]
