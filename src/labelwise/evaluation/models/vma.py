"""Items drawn where the losses of the models differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.evaluation.models.active_testing import DrawnRun
from labelwise.evaluation.models.base import Floats, Run
from labelwise.evaluation.models.panel import Panel
from labelwise.parallel import in_blocks

__all__ = ["Vma"]

ROWS = 8192


@dataclass(frozen=True)
class Vma:
    """Items drawn in proportion to the differences of expected losses, summed over pairs of models.

    References
    ----------
    M. Matsuura, S. Hara, "Active Model Selection: A Variance Minimization Approach", 2023, as the code of
    CODA has it. The sum over pairs comes from sorted losses: O(N H log H) instead of O(N H^2).

    Examples
    --------
    >>> said = np.array([[0, 1, 0, 1], [0, 1, 0, 1], [0, 1, 1, 1]])
    >>> Vma().start(said, np.random.default_rng(0)).ask()
    (2, 1.0)
    """

    name: ClassVar[str] = "vma"

    def start(self, predictions: NDArray[Any] | Panel, rng: np.random.Generator) -> Run:
        """Begin a run."""
        run = DrawnRun(predictions, rng, weighted=True)
        run.weights = spread(run.panel.expected_loss)
        return run


def spread(losses: Floats) -> Floats:
    """(N,) sum over pairs of models of the absolute difference of their losses, (H, N).

    Examples
    --------
    >>> spread(np.array([[0.0, 1.0], [0.5, 1.0], [2.0, 1.0]])).tolist()
    [4.0, 0.0]
    """
    models = len(losses)
    rank = 2.0 * np.arange(models) - models + 1.0
    blocks = in_blocks(lambda items: rank @ np.sort(losses[:, items], axis=0), losses.shape[1], ROWS)
    return np.concatenate(blocks)
