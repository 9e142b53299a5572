"""Means of a loss: log-loss, Brier score, root mean squared error, mean absolute error."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.evaluation.figures.bootstrap import bootstrap_t
from labelwise.evaluation.figures.metric import (
    about,
    counted_twice,
    has_probabilities,
    of_classes,
    of_numbers,
    skipped,
    too_few,
)
from labelwise.params import Piece
from labelwise.random import generator
from labelwise.types import Estimate, Outcomes

__all__ = ["MAE", "RMSE", "Brier", "LogLoss"]

LEAST, SAFE, FLOOR = 100, 0.9, 0.001
DOUBTS = 10
"""Errors that the model itself must expect among the answered items."""


@dataclass(frozen=True, repr=False)
class _Loss(Piece, ABC):
    """The mean of a loss, with an interval from resampled t statistics."""

    name = ""
    worst = np.inf

    @abstractmethod
    def losses(self, outcomes: Outcomes) -> NDArray[Any]:
        """(m,) loss of each item."""

    def shown(self, mean: float) -> float:
        """The figure that belongs to a mean."""
        return mean

    def rare(self, outcomes: Outcomes) -> str:
        """Why too few items carry the mean, by what the model says alone; empty where enough do."""
        return ""

    def __call__(
        self, outcomes: Outcomes, *, level: float = 0.95, rng: np.random.Generator | None = None
    ) -> Estimate:
        """The estimate; ``rng`` draws the resamples."""
        values, level, out = self.losses(outcomes), min(level, SAFE), skipped(outcomes)
        reason = too_few(outcomes, LEAST) or self.rare(outcomes)
        if out and not np.isfinite(self.worst):
            reason = (
                f"{out} of {len(values) + out} items were skipped, and nothing says how far off they are."
            )
        if reason:
            return Estimate(self.name, n=len(values), level=level, reason=reason)
        rng = generator(0 if rng is None else rng)
        low, high = bootstrap_t(np.append(values, np.zeros(out)), level, rng)
        if out:
            _, high = bootstrap_t(np.append(values, np.full(out, self.worst)), level, rng)
        low, high = max(low, 0.0), min(high, self.worst)
        upper = self.shown(high) if np.isfinite(high) else None
        reason = f"{about(level)}{' ' + counted_twice(outcomes) if out else ''}"
        value = self.shown(float(values.mean()))
        return Estimate(self.name, value, self.shown(low), upper, len(values), level, reason)


@dataclass(frozen=True, repr=False)
class _OfProbabilities(_Loss):
    """A loss that few items carry where the model is sure of nearly all."""

    def rare(self, outcomes: Outcomes) -> str:
        """Why too few items carry the mean; empty where enough do."""
        said, others = _probabilities(outcomes, self.name), outcomes.rest
        every = np.vstack([said, others]) if has_probabilities(others) else said
        doubt = float(1 - every.max(axis=1).mean())
        least = math.ceil(DOUBTS / doubt - 1e-9) if doubt > 1e-9 else None
        if least is not None and least <= len(outcomes):
            return ""
        expected = (
            f"The model expects {doubt * len(outcomes):.1f} errors among {len(outcomes)} answered items"
        )
        wanted = f" and {DOUBTS} are needed: {least} answers." if least else "; it is never in doubt."
        return expected + wanted


@dataclass(frozen=True, repr=False)
class LogLoss(_OfProbabilities):
    """Mean of -log of the probability of the true class, which is taken as 0.001 where it is less.

    Needs 100 answers, and so many that the model itself expects 10 errors among them, by its confidence:
    a mean that few items carry has no interval that can be trusted. The interval is that of
    :func:`~labelwise.evaluation.figures.bootstrap_t`, about 90%: 85 to 95% where 10 errors were expected
    in simulations, 78 to 88% where 3 to 5 were, and 60% where one was.

    References
    ----------
    B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 12.

    Examples
    --------
    >>> p = np.linspace(0.5, 1, 120)
    >>> made = LogLoss()(Outcomes(np.zeros(120, int), np.stack([p, 1 - p], axis=1), ("a", "b")))
    >>> made.value, made.low, made.high, made.level
    (0.31, 0.28, 0.34, 0.9)
    """

    name, worst = "log-loss", float(-np.log(FLOOR))

    def losses(self, outcomes: Outcomes) -> NDArray[Any]:
        """(m,) loss of each item."""
        p = _probabilities(outcomes, self.name)
        return np.asarray(-np.log(np.maximum(p[np.arange(len(p)), outcomes.truth], FLOOR)))


@dataclass(frozen=True, repr=False)
class Brier(_OfProbabilities):
    """Mean squared distance of the probabilities from the truth, from 0 to 2.

    Needs answers as :class:`LogLoss` does; the interval is about 90%.

    References
    ----------
    G. W. Brier, "Verification of Forecasts Expressed in Terms of Probability", 1950.

    Examples
    --------
    >>> p = np.linspace(0.5, 1, 120)
    >>> made = Brier()(Outcomes(np.zeros(120, int), np.stack([p, 1 - p], axis=1), ("a", "b")))
    >>> made.value, made.low, made.high
    (0.17, 0.15, 0.19)
    """

    name, worst = "brier score", 2.0

    def losses(self, outcomes: Outcomes) -> NDArray[Any]:
        """(m,) loss of each item."""
        p = _probabilities(outcomes, self.name)
        return np.asarray(((p - np.eye(p.shape[1])[outcomes.truth]) ** 2).sum(axis=1))


@dataclass(frozen=True, repr=False)
class RMSE(_Loss):
    """Root of the mean squared error, in the unit of the numbers.

    Needs 100 answers; the interval is about 90%, and 85% where few items are far off (heavy tails).

    References
    ----------
    See :class:`LogLoss`.

    Examples
    --------
    >>> off = np.linspace(-1, 1, 120)
    >>> made = RMSE()(Outcomes(np.zeros(120), off))
    >>> made.value, made.low, made.high
    (0.58, 0.54, 0.63)
    """

    name = "rmse"

    def losses(self, outcomes: Outcomes) -> NDArray[Any]:
        """(m,) squared error of each item."""
        return np.asarray((of_numbers(outcomes, self.name).output - outcomes.truth) ** 2)

    def shown(self, mean: float) -> float:
        """The root."""
        return float(np.sqrt(mean))


@dataclass(frozen=True, repr=False)
class MAE(_Loss):
    """Mean absolute error, in the unit of the numbers; as :class:`RMSE` otherwise.

    Examples
    --------
    >>> made = MAE()(Outcomes(np.zeros(120), np.linspace(-1, 1, 120)))
    >>> made.value, made.low, made.high
    (0.5, 0.46, 0.55)
    """

    name = "mae"

    def losses(self, outcomes: Outcomes) -> NDArray[Any]:
        """(m,) absolute error of each item."""
        return np.asarray(np.abs(of_numbers(outcomes, self.name).output - outcomes.truth))


def _probabilities(outcomes: Outcomes, name: str) -> NDArray[Any]:
    output = np.asarray(of_classes(outcomes, name).output, dtype=float)
    if not has_probabilities(output):
        raise BadData(f"{name} needs probabilities, the model says one class", fix="use Accuracy()")
    return output
