"""A metric of your own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from labelwise.evaluation.figures.bootstrap import bca
from labelwise.evaluation.figures.metric import about, skipped, too_few
from labelwise.params import Piece
from labelwise.random import generator
from labelwise.types import Estimate, Outcomes

__all__ = ["Custom"]

LEAST, SAFE = 100, 0.9


@dataclass(frozen=True, repr=False)
class Custom(Piece):
    """Any function of truth and output, with a bootstrap interval.

    Needs 100 answers. The interval is the bias-corrected and accelerated one and holds about 90% for a
    smooth function; it is called about 1000 times plus once an item. Skipped items above 2% lead to a
    refusal, because nothing says what they would have changed.

    Parameters
    ----------
    name : str
        What the figure is called.
    function : callable
        ``function(truth, output) -> float`` with rows of :class:`~labelwise.types.Outcomes`; NaN where
        it has no value.

    References
    ----------
    B. Efron, "Better Bootstrap Confidence Intervals", 1987.

    Examples
    --------
    >>> bias = Custom("bias", lambda truth, output: float((output - truth).mean()))
    >>> made = bias(Outcomes(np.zeros(120), np.linspace(-1, 2, 120)))
    >>> made.metric, made.value, made.low, made.high
    ('bias', 0.5, 0.37, 0.63)
    """

    name: str
    function: Callable[[Any, Any], float]

    def __call__(
        self, outcomes: Outcomes, *, level: float = 0.95, rng: np.random.Generator | None = None
    ) -> Estimate:
        """The estimate; ``rng`` draws the resamples."""
        m, level = len(outcomes), min(level, SAFE)
        reason = too_few(outcomes, LEAST)
        if not reason and skipped(outcomes):
            reason = f"{outcomes.skipped} of {m + outcomes.skipped} items were skipped."
        if reason:
            return Estimate(self.name, n=m, level=level, reason=reason)
        rng = generator(0 if rng is None else rng)
        value, low, high = bca(
            lambda rows: self.function(outcomes.truth[rows], outcomes.output[rows]), m, level, rng
        )
        if np.isnan(value):
            return Estimate(
                self.name, n=m, level=level, reason="The function gives no number for these items."
            )
        return Estimate(self.name, value, low, high, m, level, about(level))
