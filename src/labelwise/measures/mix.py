"""Mix: a weighted sum of measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.measures import title
from labelwise.measures.adaptor import Combined
from labelwise.params import Between

__all__ = ["Mix"]


@dataclass(frozen=True, repr=False)
class Mix(Combined):
    """``score = sum_k weight_k * score_k``; the measures' scales count, see :class:`RankSum` for one without.

    Parameters
    ----------
    measures : tuple of callable
        The measures.
    weights : tuple of float
        One a measure; a negative one turns its measure round.

    Raises
    ------
    BadParameter
        If there are not as many weights as measures.

    Examples
    --------
    >>> from labelwise.measures import least_confidence, margin
    >>> Mix((margin, least_confidence), (0.5, 2.0))(proba=np.array([[0.6, 0.4], [1.0, 0.0]])).tolist()
    [1.2, 0.0]
    """

    measures: tuple[Any, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse weights that are none."""
        super().__post_init__()
        object.__setattr__(self, "weights", tuple(self.weights))
        if len(self.weights) != len(self.measures) or not all(map(Between(-1e300, 1e300), self.weights)):
            raise BadParameter(
                f"Mix: {len(self.measures)} measures with the weights {self.weights}",
                allowed="one finite number a measure",
            )

    @property
    def title(self) -> str:
        """What it is called."""
        return " + ".join(f"{w:g} {title(m)}" for w, m in zip(self.weights, self.measures, strict=True))

    def combine(self, scores: Sequence[NDArray[Any]]) -> NDArray[Any]:
        """(n,) the weighted sum."""
        return np.asarray(sum(w * s for w, s in zip(self.weights, scores, strict=True)))
