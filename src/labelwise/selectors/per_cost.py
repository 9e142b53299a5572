"""PerCost: what is asked should be worth its price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Between
from labelwise.selectors.wrapper import Wrapped, Wrapper
from labelwise.types import Run, Slate

__all__ = ["PerCost"]


class _Divided(Wrapped):
    """Scores divided by a power of the cost."""

    best = score = None

    def __init__(self, inner: Run, price: NDArray[Any]) -> None:
        super().__init__(inner)
        self._price = price

    def scores(self) -> NDArray[Any]:
        """(m,) scores per unit of cost; what costs nothing comes first if it has any score."""
        inner = np.asarray(self._inner.scores(), dtype=np.float64)
        if (inner[inner > -np.inf] < 0).any():
            raise BadParameter(
                "PerCost divides scores, and some are negative", fix="use a measure of 0 or more"
            )
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(inner == 0, 0.0, inner / self._price)


@dataclass(frozen=True, repr=False)
class PerCost(Wrapper):
    """Pick by ``score / cost ** power``.

    Parameters
    ----------
    selector : selector
        Its scores must not be negative.
    power : float
        0 ignores the cost.

    Examples
    --------
    >>> from labelwise.selectors import Picker, TopK
    >>> slate = Slate(np.arange(3), 2, np.random.default_rng(0), np.full(3, -1), np.array([1.0, 3.0, 1.0]),
    ...               score=np.array([0.5, 0.9, 0.4]))
    >>> Picker(slate, PerCost(TopK())).fill().selection().indices.tolist()
    [0, 2]
    """

    selector: Any
    power: Annotated[float, Between(0)] = 1.0

    def around(self, run: Run, slate: Slate) -> Run:
        """Divide by the cost."""
        return _Divided(run, slate.cost**self.power)
