"""Items drawn where the models are expected to be wrong, with weights that undo it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.evaluation.models.base import Floats, Run
from labelwise.evaluation.models.panel import Panel
from labelwise.evaluation.models.risks import RiskRun

__all__ = ["ActiveTesting"]


@dataclass(frozen=True)
class ActiveTesting:
    """Items drawn in proportion to the loss that the consensus expects, summed over models.

    Errors are weighted so that mean errors are unbiased (LURE), up to items that all models are certain of:
    they have probability 0, as in the code.

    References
    ----------
    J. Kossen, S. Farquhar, Y. Gal, T. Rainforth, "Active Testing: Sample-Efficient Model Evaluation", 2021,
    for several models as in the code of CODA. That code ends with an error when only items of expected loss
    0 are left; here these are drawn uniformly.

    Examples
    --------
    >>> said = np.array([[0, 1, 0, 1], [0, 1, 1, 1]])
    >>> ActiveTesting().start(said, np.random.default_rng(0)).ask()
    (2, 1.0)
    """

    name: ClassVar[str] = "active-testing"

    def start(self, predictions: NDArray[Any] | Panel, rng: np.random.Generator) -> Run:
        """Begin a run."""
        run = DrawnRun(predictions, rng, weighted=True)
        run.weights = run.panel.expected_loss.sum(axis=0)
        return run


class DrawnRun(RiskRun):
    """Items drawn in proportion to fixed weights, ``weights`` (N,), uniformly where all are 0."""

    weights: Floats

    def _choose(self, rows: NDArray[np.int64], rng: np.random.Generator) -> tuple[int, float]:
        weights = np.maximum(self.weights[rows], 0.0)
        total = weights.sum()
        chances = weights / total if total > 1e-12 else np.full(len(rows), 1.0 / len(rows))
        place = int(rng.choice(len(rows), p=chances))
        return int(rows[place]), float(chances[place])
