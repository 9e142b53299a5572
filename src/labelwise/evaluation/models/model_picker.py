"""Items whose answer leaves the least doubt about the best model, under noisy agreement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.evaluation.models.base import Floats, Run
from labelwise.evaluation.models.panel import Panel
from labelwise.params import Between, Piece

__all__ = ["ModelPicker"]

LEAST = 1e-12


@dataclass(frozen=True, repr=False)
class ModelPicker(Piece):
    """The item with the lowest entropy of the posterior over models, averaged over equally likely classes.

    A model that says the answer gains a factor ``(1 - epsilon) / epsilon``. The best model is the one that
    was right most often, as in the paper.

    Parameters
    ----------
    epsilon : float
        Error rate of the best model; the paper tunes it on data without labels, 0.35 to 0.49.

    References
    ----------
    M. R. Karimi, N. M. Guerel, B. Karlas, J. Rausch, C. Zhang, A. Krause, "Online Active Model Selection for
    Pre-trained Classifiers", 2021, pool-based, as the code of CODA has it. The entropies of all items come
    from sums over the models of each class: O(N H) instead of O(N H C).

    Examples
    --------
    >>> said = np.array([[0, 1, 0, 1], [0, 1, 0, 1], [0, 1, 1, 1]])
    >>> run = ModelPicker().start(said, np.random.default_rng(0))
    >>> run.ask()
    (2, 1.0)
    >>> run.tell(2, 0)
    >>> run.best()[1].round(2).tolist()
    [0.35, 0.35, 0.3]
    """

    epsilon: Annotated[float, Between(0.0, 0.5, open_low=True)] = 0.46
    name: ClassVar[str] = "model-picker"

    def start(self, predictions: NDArray[Any] | Panel, rng: np.random.Generator) -> Run:
        """Begin a run."""
        return _Run(predictions, rng, (1.0 - self.epsilon) / self.epsilon)


class _Run(Run):
    def __init__(self, predictions: NDArray[Any] | Panel, rng: np.random.Generator, factor: float) -> None:
        super().__init__(predictions, rng)
        self._factor = factor
        self._weight = np.full(self.panel.models, 1.0 / self.panel.models)
        self._right = np.zeros(self.panel.models)

    def entropies(self, rows: NDArray[np.int64]) -> Floats:
        """(n,) mean over classes of the entropy in bits after the item turned out to have that class."""
        said, classes, factor = self.panel.said[:, rows], self.panel.classes, self._factor
        own = self._weight * np.log(np.maximum(self._weight, LEAST))
        flat = (np.arange(len(rows)) * classes + said.astype(np.int64)).ravel()
        size = len(rows) * classes
        mass = np.bincount(flat, np.repeat(self._weight, len(rows)), size).reshape(-1, classes)
        inner = np.bincount(flat, np.repeat(own, len(rows)), size).reshape(-1, classes)
        total = 1.0 + (factor - 1.0) * mass
        weighed = own.sum() + (factor - 1.0) * inner + factor * np.log(factor) * mass
        return np.asarray((np.log(total) - weighed / total).mean(axis=1) / np.log(2.0))

    def _choose(self, rows: NDArray[np.int64], rng: np.random.Generator) -> tuple[int, float]:
        split = rows[self.panel.split[rows]]
        rows = split if len(split) else rows
        scores = self.entropies(rows)
        ties = np.flatnonzero(scores <= scores.min() + 1e-12)
        return int(rows[ties[rng.integers(len(ties))]]), 1.0 / len(ties)

    def _learn(self, item: int, answer: int, chance: float) -> None:
        right = self.panel.said[:, item] == answer
        self._right += right
        self._weight = self._weight * np.where(right, self._factor, 1.0)
        self._weight /= self._weight.sum()

    def _posterior(self) -> Floats:
        return self._weight.copy()

    def _scores(self) -> Floats:
        return self._right
