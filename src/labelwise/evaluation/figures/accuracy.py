"""Accuracy on the random reserve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from labelwise.evaluation.figures.metric import (
    counted_twice,
    has_probabilities,
    of_classes,
    skipped,
    too_few,
)
from labelwise.evaluation.figures.prediction_powered import prediction_powered
from labelwise.evaluation.figures.proportions import hypergeometric, wilson
from labelwise.params import Piece
from labelwise.types import FIRST_FIGURE, Estimate, Outcomes

__all__ = ["Accuracy"]

LARGE = 0.05
"""Part of the pool from which on its end is felt."""


@dataclass(frozen=True, repr=False)
class Accuracy(Piece):
    """Share of items on which the model is right.

    The interval is Wilson's, for the look at which it is taken: it is for display. Where the model
    gives probabilities, and at least ten items are right and ten wrong, unanswered items of the
    reserve (``Outcomes.rest``) sharpen it. Where the reserve is more than 5% of a pool whose size is
    given, the figure is of that pool, and the interval the exact one for it. Skipped items count once
    as right and once as wrong as soon as they are more than 2% of those asked.

    References
    ----------
    See :func:`~labelwise.evaluation.figures.wilson`,
    :func:`~labelwise.evaluation.figures.prediction_powered` and
    :func:`~labelwise.evaluation.figures.hypergeometric`.

    Examples
    --------
    >>> truth, said = np.zeros(100, int), np.repeat([0, 1], [92, 8])
    >>> made = Accuracy()(Outcomes(truth, said, ("a", "b")))
    >>> made.value, made.low, made.high, made.n
    (0.92, 0.85, 0.96, 100)
    >>> Accuracy()(Outcomes(truth[:12], said[:12], ("a", "b"))).reason
    'Needs 20 answered items of the random reserve; there are 12.'
    """

    @property
    def name(self) -> str:
        """What the estimate is called."""
        return "accuracy"

    def __call__(
        self, outcomes: Outcomes, *, level: float = 0.95, rng: np.random.Generator | None = None
    ) -> Estimate:
        """The estimate; draws nothing from ``rng``."""
        outcomes = of_classes(outcomes, self.name)
        m, k, out = len(outcomes), int(outcomes.right.sum()), skipped(outcomes)
        if reason := too_few(outcomes, FIRST_FIGURE):
            return Estimate(self.name, n=m, level=level, reason=reason)
        each = outcomes.worth()
        if outcomes.size and m + out > LARGE * outcomes.size:
            low, _ = hypergeometric(k, m + out, outcomes.size, level)
            _, high = hypergeometric(k + out, m + out, outcomes.size, level)
            reason = f"Of the {outcomes.size} items of the pool. {counted_twice(outcomes) if out else ''}"
            return Estimate(self.name, k / m, low, high, m, level, reason.strip())
        if out:
            low, _ = wilson(k * each, (m + out) * each, level)
            _, high = wilson((k + out) * each, (m + out) * each, level)
            return Estimate(self.name, k / m, low, high, m, level, counted_twice(outcomes))
        share, size = k / m, float(m)
        if has_probabilities(outcomes.output) and has_probabilities(outcomes.rest):
            belief = outcomes.output.max(axis=1), outcomes.rest.max(axis=1)
            share, size = prediction_powered(outcomes.right, *belief)
        low, high = wilson(share * size * each, size * each, level)
        return Estimate(self.name, share, low, high, m, level)
