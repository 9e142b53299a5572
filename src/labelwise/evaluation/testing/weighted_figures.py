"""Accuracy and mean losses from test items drawn with known probabilities, with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.figures import bootstrap_t, wilson
from labelwise.evaluation.testing.draws import Drawn
from labelwise.evaluation.testing.lure import RunningLure
from labelwise.types import Estimate
from labelwise.unequal import lure_weights

__all__ = ["LEAST_LOSSES", "LEAST_RIGHT", "RunningAccuracy", "weighted_accuracy", "weighted_mean"]

LEAST_RIGHT, LEAST_LOSSES = 50, 100
"""Answers below which accuracy and a mean of other losses are refused."""
SKIPS = 0.02
"""Share of skipped items up to which they are left out; above it they count as right and as wrong."""


def weighted_accuracy(right: ArrayLike, drawn: Drawn, *, level: float = 0.95) -> Estimate:
    """Accuracy of a model on data like the N items, from items drawn with known probabilities.

    One minus the LURE estimate of the errors, with Wilson's interval at the effective size
    ``m_eff = p (1 - p) / v``, clipped to ``[m / 2, 2 m]``; ``v`` is the variance over draws
    (:func:`~labelwise.evaluation.testing.lure_variance`) plus that of the N items, ``p (1 - p) / N``.

    Parameters
    ----------
    right : (M,) float
        1 where the model is right, 0 where it is wrong, NaN where nobody could say; in drawing order.
        Items without an answer are left out up to 2 % of them; beyond, the interval reaches from what
        it would be were they all wrong to what it would be were they all right.
    drawn : Drawn
        Which items, and with what probability each.
    level : float
        Confidence of the interval.

    Returns
    -------
    Estimate
        Refused below 50 answers, whatever they are: fewer errors than usual make the variance look
        small just when it is not.

    Raises
    ------
    BadData
        If an item was drawn twice, or a value is none of 0, 1 and NaN.
    BadParameter
        If there are not as many values as draws.

    References
    ----------
    J. Kossen, S. Farquhar, Y. Gal, T. Rainforth, "Active Testing: Sample-Efficient Model Evaluation",
    2021 (S026), for the estimate; the paper and its code give no interval.

    Examples
    --------
    >>> from labelwise.evaluation.testing import draw_items
    >>> drawn = draw_items(np.ones(5000), np.random.default_rng(0), n=100)
    >>> found = weighted_accuracy(np.arange(100) % 10 > 0, drawn)
    >>> round(found.value, 3), round(found.low, 3), round(found.high, 3), found.n
    (0.9, 0.825, 0.945, 100)
    """
    made, _ = _checked(right, drawn)
    return RunningAccuracy(RunningLure.of(_kinds(made), drawn.q, drawn.size), level).estimate


def _kinds(right: NDArray[Any]) -> NDArray[np.float64]:
    """(M, 3) losses: whether the model is wrong, whether there is no answer, and whether there is one."""
    gap = np.isnan(right)
    if not np.isin(right[~gap], (0, 1)).all():
        raise BadData("right holds other values than 0, 1 and NaN", allowed="whether the model is right")
    return np.column_stack([right == 0, gap, ~gap]).astype(np.float64)


@dataclass(frozen=True, eq=False)
class RunningAccuracy:
    """:func:`weighted_accuracy` as answers come in: each new one costs the same, however many came before.

    Parameters
    ----------
    sums : RunningLure
        Of the items drawn so far; ``RunningLure(N)`` before the first.
    level : float
        Confidence of the interval.

    Examples
    --------
    >>> from labelwise.evaluation.testing import draw_items
    >>> drawn, running = draw_items(np.ones(5000), np.random.default_rng(0), n=100), None
    >>> running = RunningAccuracy(RunningLure(5000))
    >>> for m, q in enumerate(drawn.q):
    ...     running = running.add(m % 10 > 0, q)
    >>> round(running.estimate.value, 3), round(running.estimate.low, 3), running.estimate.n
    (0.9, 0.825, 100)
    """

    sums: RunningLure
    level: float = 0.95

    def add(self, right: bool | None, q: float) -> RunningAccuracy:
        """With one more item: whether the model is right, None where nobody could say; and its probability.

        Raises
        ------
        BadParameter, BadData
            If all items were drawn before, the probability is outside (0, 1], or ``right`` is no yes or no.
        """
        kinds = _kinds(np.array([np.nan if right is None else right], dtype=np.float64))[0]
        return RunningAccuracy(self.sums.add(kinds, q), self.level)

    @property
    def estimate(self) -> Estimate:
        """The accuracy with its interval, or a refusal below 50 answers."""
        _, skipped, count = (int(n) for n in np.broadcast_to(self.sums.total, 3))
        if count < LEAST_RIGHT:
            return too_few("accuracy", count, LEAST_RIGHT, self.level)
        wrong, _, answered = self.sums.value
        value, low, high = self._with(wrong / max(answered, 1e-300))  # as often wrong as the others
        outer = skipped > SKIPS * self.sums.count
        if outer:
            low, high = self._with(1.0)[1], self._with(0.0)[2]
        return Estimate("accuracy", value, low, high, count, self.level, _skips(skipped, outer=outer))

    def _with(self, gap: float) -> tuple[float, float, float]:
        """Value and interval where an item without an answer counts as so much of an error."""
        loss, size, count = self.sums.mixed((1.0, gap, 0.0)), self.sums.size, self.sums.count
        error = float(np.clip(loss.value, 0, 1))
        spread = error * (1 - error)
        variance = loss.variance + spread / size
        effective = np.clip(spread / variance, count / 2, 2 * count) if spread and variance else count
        low, high = wilson((1 - error) * effective, effective, self.level)
        return 1 - error, float(low), float(high)


def weighted_mean(
    losses: ArrayLike, drawn: Drawn, rng: np.random.Generator, *, metric: str, level: float = 0.95
) -> Estimate:
    """Mean of any loss over data like the N items, with a bootstrap-t interval.

    Parameters
    ----------
    losses : (M,) float
        Loss of each drawn item, NaN where there is no answer; in drawing order.
    drawn : Drawn
        Which items, and with what probability each.
    rng : numpy.random.Generator
        For 999 resamples.
    metric : str
        Name of the figure.
    level : float
        Confidence of the interval.

    Returns
    -------
    Estimate
        Refused below 100 answers, and where more than 2 % of the items have none: what they would have
        cost cannot be bounded. A bound is None where the losses are too much alike to give one. The
        interval holds a little less often than ``level`` says where a few
        items make up most of the loss.

    Raises
    ------
    BadData
        If an item was drawn twice, or a loss is infinite.
    BadParameter
        If there are not as many losses as draws.

    References
    ----------
    B. Efron, "Nonparametric standard errors and confidence intervals", 1981, for the bootstrap-t.

    Examples
    --------
    >>> from labelwise.evaluation.testing import draw_items
    >>> rng = np.random.default_rng(0)
    >>> drawn = draw_items(np.ones(5000), rng, n=200)
    >>> found = weighted_mean(rng.exponential(size=200), drawn, rng, metric="cost")
    >>> found.low < 1 < found.high, weighted_mean(np.ones(5), drawn.first(5), rng, metric="cost").value
    (True, None)
    """
    made, answered = _checked(losses, drawn)
    if np.isinf(made).any():
        raise BadData("a loss is infinite", allowed="finite losses", fix="clip it: probabilities at 0.001")
    count, skipped = int(answered.sum()), int((~answered).sum())
    if count < LEAST_LOSSES:
        return too_few(metric, count, LEAST_LOSSES, level)
    if skipped > SKIPS * len(made):
        reason = f"{skipped} of {len(made)} items have no answer, and what they would have cost is not known."
        return Estimate(metric, n=count, level=level, reason=reason + " Answer them.")
    terms = lure_weights(drawn.q, drawn.size) * _filled(made, answered, drawn)
    low, high = bounded_t(terms, rng, level)
    return Estimate(metric, float(terms.mean()), low, high, count, level, _skips(skipped))


def bounded_t(
    terms: NDArray[Any], rng: np.random.Generator, level: float
) -> tuple[float | None, float | None]:
    """The bootstrap-t interval, from 0 on where no term is below; None for a bound that it cannot give.

    Examples
    --------
    >>> bounded_t(np.full(50, 2.0), np.random.default_rng(0), 0.95)
    (0.0, None)
    """
    low, high = bootstrap_t(terms, level, rng)
    low = max(low, 0.0) if terms.min() >= 0 else low
    return low if np.isfinite(low) else None, high if np.isfinite(high) else None


def _checked(values: ArrayLike, drawn: Drawn) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The values as float64, and which of them are there."""
    made = np.asarray(values, dtype=np.float64)
    if made.shape != (len(drawn),):
        raise BadParameter(f"values of the shape {made.shape} for {len(drawn)} draws", allowed="one a draw")
    if len(set(drawn.rows.tolist())) < len(drawn):
        rows, counts = np.unique(drawn.rows, return_counts=True)
        raise BadData(f"item {rows[counts > 1][0]} was drawn twice", allowed="every item once")
    return made, ~np.isnan(made)


def _filled(values: NDArray[Any], answered: NDArray[np.bool_], drawn: Drawn) -> NDArray[Any]:
    """Items without an answer cost as much as the others do on average."""
    weights = lure_weights(drawn.q, drawn.size) * answered
    mean = weights @ np.where(answered, values, 0) / max(weights.sum(), 1e-300)
    return np.where(answered, values, mean)


def _skips(skipped: int, *, outer: bool = False) -> str:
    if not skipped:
        return ""
    items = f"{skipped} item{'s' * (skipped > 1)} without an answer"
    return (
        f"{items} counted as wrong in the low bound, as right in the high one"
        if outer
        else (f"{items} left out")
    )


def too_few(metric: str, count: int, least: int, level: float) -> Estimate:
    """A refusal that says how many answers it takes."""
    more = least - count
    reason = f"{count} answers are too few, it takes {least}: label {more} more."
    return Estimate(metric, n=count, level=level, reason=reason)
