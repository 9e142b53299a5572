"""Runs that judge each model by its errors on what was answered, and the baselines that share them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.evaluation.models.base import Floats, Run
from labelwise.evaluation.models.beliefs import prob_best
from labelwise.evaluation.models.panel import Panel
from labelwise.unequal import lure_weights

__all__ = ["RiskRun"]

POINTS = 1024
"""Of the grid on which rates are compared."""


class RiskRun(Run):
    """The best model is the one with the lowest mean error on what was answered.

    How probable it is that each model is the best comes from independent Beta(1 + right, 1 + wrong)
    distributions of their accuracies. Models are mostly wrong together, so the leader's is, if anything,
    too low; the code of the paper gives none.

    Parameters
    ----------
    predictions, rng
        As :class:`Run`.
    weighted : bool
        Whether errors are weighted by LURE, which undoes that items were drawn with different probabilities;
        each draw has its place in the order of asking, whatever the order of the answers.
        CODA's code divides by zero once all are answered; here that works.
    """

    def __init__(
        self, predictions: NDArray[Any] | Panel, rng: np.random.Generator, *, weighted: bool = False
    ) -> None:
        super().__init__(predictions, rng)
        self._weighted = weighted
        self._told: list[int] = []
        self._drawn: list[float] = []
        self._errors: list[NDArray[np.bool_]] = []

    def accuracy(self) -> Floats:
        """(H,) one minus the mean error, within 0 and 1."""
        if not self._errors:
            return np.full(self.panel.models, np.nan)
        return np.clip(1.0 - self.risk(), 0.0, 1.0)

    def risk(self) -> Floats:
        """(H,) mean error, weighted where the draws were not uniform; 0 before the first answer."""
        if not self._errors:
            return np.zeros(self.panel.models)
        errors = np.array(self._errors, dtype=np.float64)
        if not self._weighted:
            return np.asarray(errors.mean(axis=0))
        order = np.argsort([self._turn.get(item, self._size) for item in self._told], kind="stable")
        weights = lure_weights(np.array(self._drawn)[order], self._size)
        return np.asarray((weights[:, None] * errors[order]).mean(axis=0))

    def _learn(self, item: int, answer: int, chance: float) -> None:
        self._told.append(item)
        self._drawn.append(chance)
        self._errors.append(np.asarray(self.panel.said[:, item] != answer))

    def _posterior(self) -> Floats:
        count = len(self._errors)
        right = count * (1.0 - np.clip(self.risk(), 0.0, 1.0)) if count else np.zeros(self.panel.models)
        return prob_best(1.0 + right, 1.0 + count - right, points=POINTS)

    def _scores(self) -> Floats:
        return -self.risk()
