"""What replays of a campaign gave, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression
from scipy.special import ndtri, stdtrit

from labelwise.types import Savings

__all__ = ["SPREAD", "Replayed"]

Array = NDArray[Any]

SPREAD = 0.4
"""Standard deviation, in log labels, of what replays cannot know: the luck of this run and the misfit of
simulated worlds. An empirical constant, chosen on benchmark campaigns."""

ROUGH = 0.08
"""A larger gap between the replayed and the real accuracy is said."""


@dataclass(frozen=True, eq=False)
class Replayed:
    """What the replays gave.

    Parameters
    ----------
    labels : int
        Labels of the campaign that was replayed.
    sizes : (S,) int64
        Labels of the random arm, ascending to all there are.
    random : (R, S) float64
        Its score in each replay: accuracy, or minus the root mean squared error.
    active : (R,) float64
        The strategy's score at ``labels``.
    gap : float
        Mean of ``active`` minus the real campaign's score on the reserve, for numbers in standard
        deviations of the reserve's.

    Examples
    --------
    >>> random = np.tile([0.6, 0.7, 0.8], (2, 1))
    >>> made = Replayed(100, np.array([50, 100, 200]), random, np.array([0.8, 0.8]), 0.0)
    >>> round(float(np.exp(made.log_ratio)), 2), made.at_the_end
    (2.0, False)
    """

    labels: int
    sizes: NDArray[np.int64]
    random: Array
    active: Array
    gap: float

    @property
    def log_ratio(self) -> float:
        """Log of random labels needed for the strategy's score over the strategy's labels."""
        return self._log_ratio(np.ones(len(self.active), bool))

    @property
    def at_the_end(self) -> bool:
        """Whether not even all labels of the pool reach the strategy's score."""
        return bool(self.active.mean() > self._path(np.ones(len(self.active), bool))[-1])

    @property
    def error(self) -> float:
        """Standard error of :attr:`log_ratio` by leaving out one replay at a time (jackknife)."""
        count = len(self.active)
        left = np.array([self._log_ratio(np.arange(count) != r) for r in range(count)])
        return float(np.sqrt((count - 1) * left.var()))

    def low(self, level: float = 0.9, spread: float = SPREAD) -> float:
        """Lower bound of :attr:`log_ratio`."""
        z, t = ndtri(level), stdtrit(len(self.active) - 1, level)
        return float(self.log_ratio - np.hypot(self.error * t, z * spread))

    def _path(self, kept: NDArray[np.bool_]) -> Array:
        return np.asarray(isotonic_regression(self.random[kept].mean(axis=0)).x)

    def _log_ratio(self, kept: NDArray[np.bool_]) -> float:
        path, x = self._path(kept), np.log(self.sizes)
        first = np.concatenate([[True], np.diff(path) > 0])  # the least labels of each score
        return float(np.interp(self.active[kept].mean(), path[first], x[first]) - np.log(self.labels))

    def savings(self, reserve: int = 0, level: float = 0.9) -> Savings:
        """The statement, net of so many reserve labels.

        Returns
        -------
        Savings
            Of kind ``replay``; ``labels`` None where the lower bound is not above what was spent.
        """
        ratio, least = np.exp(self.log_ratio), np.exp(self.low(level))
        more = ", or more" if self.at_the_end else ""
        rough = f"; rough, as the replayed accuracy is {100 * abs(self.gap):.0f} points off" * (
            abs(self.gap) > ROUGH
        )
        words = f"each label was worth probably about {ratio:.1f} random ones{more}"
        used, random = float(self.labels + reserve), float(least * self.labels)
        if random <= used:
            return Savings(level=level, reason=f"In simulated replays {words}, which may still be chance.")
        return Savings(
            float(ratio * self.labels - used),
            random - used,
            kind="replay",
            level=level,
            reason=f"In simulated replays {words}, and at least {least:.1f} (model-based, calibrated on "
            f"benchmark campaigns{rough}).",
            used=used,
            random=random,
        )
