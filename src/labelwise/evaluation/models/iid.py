"""Items at random, the baseline of every comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.evaluation.models.base import Run
from labelwise.evaluation.models.panel import Panel
from labelwise.evaluation.models.risks import RiskRun

__all__ = ["Iid"]


@dataclass(frozen=True)
class Iid:
    """Random items; the best model is the one with the fewest errors on them.

    The only selector here whose answers are a plain random sample, so that accuracies may be read off.

    Examples
    --------
    >>> said = np.array([[0, 1, 0, 1], [1, 1, 1, 0]])
    >>> run = Iid().start(said, np.random.default_rng(0))
    >>> for _ in range(4):
    ...     item, chance = run.ask()
    ...     run.tell(item, answer=[0, 1, 0, 1][item])
    >>> run.best()[0], run.accuracy().tolist()
    (0, [1.0, 0.25])
    """

    name: ClassVar[str] = "iid"

    def start(self, predictions: NDArray[Any] | Panel, rng: np.random.Generator) -> Run:
        """Begin a run."""
        return _Run(predictions, rng)


class _Run(RiskRun):
    def _choose(self, rows: NDArray[np.int64], rng: np.random.Generator) -> tuple[int, float]:
        return int(rows[rng.integers(len(rows))]), 1.0 / len(rows)
