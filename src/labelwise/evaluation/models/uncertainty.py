"""Items about which the consensus of the models is the least certain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.evaluation.models.base import FEW, Run, highest
from labelwise.evaluation.models.panel import Panel
from labelwise.evaluation.models.risks import RiskRun

__all__ = ["Uncertainty"]


@dataclass(frozen=True)
class Uncertainty:
    """The item with the highest entropy of the mean prediction; it does not learn from answers.

    The best model is the one with the fewest errors on what was asked, which are hard items: accuracies
    come out far too low, and the order of the models may differ from that on all items.

    References
    ----------
    I. Dagan, S. Engelson, "Committee-Based Sampling For Training Probabilistic Classifiers", 1995, as the
    code of CODA has it: ``-sum p log(p + 1e-8)``.

    Examples
    --------
    >>> said = np.array([[0, 1, 0, 1], [0, 1, 1, 1]])
    >>> Uncertainty().start(said, np.random.default_rng(0)).ask()
    (2, 1.0)
    """

    name: ClassVar[str] = "uncertainty"

    def start(self, predictions: NDArray[Any] | Panel, rng: np.random.Generator) -> Run:
        """Begin a run."""
        return _Run(predictions, rng)


class _Run(RiskRun):
    def __init__(self, predictions: NDArray[Any] | Panel, rng: np.random.Generator) -> None:
        super().__init__(predictions, rng)
        mean = self.panel.mean
        self._entropy = -(mean * np.log(mean + 1e-8)).sum(axis=1)

    def _choose(self, rows: NDArray[np.int64], rng: np.random.Generator) -> tuple[int, float]:
        place, chance = highest(self._entropy[rows], rng, FEW)
        return int(rows[place]), chance
