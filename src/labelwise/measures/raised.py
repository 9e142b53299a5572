"""Raised: how much a score weighs against other things, such as a cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.measures import title
from labelwise.measures.adaptor import Adaptor, passed, positive
from labelwise.measures.entropy import entropy
from labelwise.params import Between

__all__ = ["Raised"]


@dataclass(frozen=True, repr=False)
class Raised(Adaptor):
    """``(1 + score) ** power`` of a measure whose scores are not negative.

    Inside ``PerCost`` the power says how far a high score may outweigh a high cost: with 0 the cost alone
    decides.

    Parameters
    ----------
    measure : callable
        Scores of 0 or more.
    power : float
        0 makes all scores alike.

    References
    ----------
    Y. Gwon et al., "Enhancing Cost Efficiency in Active Learning with Candidate Set Query", 2025 (S029).

    Examples
    --------
    >>> from labelwise.measures import margin
    >>> Raised(margin, 2.0)(proba=np.array([[0.5, 0.5], [1.0, 0.0]])).tolist()
    [4.0, 1.0]
    """

    measure: Any = entropy
    power: Annotated[float, Between(0)] = 1.0

    @property
    def inner(self) -> tuple[Any, ...]:
        """The measure."""
        return (self.measure,)

    @property
    def title(self) -> str:
        """What it is called."""
        return f"(1 + {title(self.measure)})^{self.power:g}"

    def __call__(self, rng: Any = None, view: Any = None, **arrays: Any) -> NDArray[Any]:
        """(n,) float scores.

        Raises
        ------
        BadParameter
            If a score of the measure is negative.
        """
        scores = positive(self, self.measure, passed(self.measure, arrays, {"rng": rng, "view": view}))
        return np.asarray((1 + scores) ** self.power)
