"""Money: stop when the budget is spent, when a point costs too much, or when the curve pays too little."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np

from labelwise.evaluation.stopping.advice import outlook
from labelwise.evaluation.stopping.base import Rule, Verdict, numbers, worth
from labelwise.evaluation.stopping.curve import mean_gain
from labelwise.params import Between
from labelwise.types import History

__all__ = ["BudgetSpent", "CostPerPoint", "ExpectedGain"]


@dataclass(frozen=True, repr=False)
class BudgetSpent(Rule):
    """Stop when so much is spent: decided beforehand, blind for what labels bring.

    Parameters
    ----------
    limit : float
        In the unit of the costs, or labels where there are none.

    Notes
    -----
    In benchmark campaigns a fixed number of labels, the same for all data, lost 143 labels of value at best
    at tau = 0.01.

    Examples
    --------
    >>> made = History(np.array([20, 40]), [].__getitem__, np.zeros(0), np.zeros((2, 0)), ("a", "b"))
    >>> BudgetSpent(40)(made, tau=0.01, rng=np.random.default_rng(0)).sentence
    'Spent: 40 of 40 answers.'
    """

    fixed: ClassVar[bool] = True
    limit: Annotated[float, Between(0)]

    def judge(self, history: History, tau: float, rng: np.random.Generator) -> Verdict:
        """Compare what was spent."""
        spent = float(history.labels[-1] if history.cost is None else history.cost[-1])
        unit = "answers" if history.cost is None else history.unit
        return Verdict(spent >= self.limit, spent, f"Spent: {spent:,.6g} of {self.limit:,.6g} {unit}.")


@dataclass(frozen=True, repr=False)
class CostPerPoint(Rule):
    """Stop when a point costs more than it is worth, twice; by the mean of belief and median of the curve.

    Parameters
    ----------
    limit : float or None
        What a point of accuracy, or 1% of the RMSE, may cost; None takes the cost of 100 labels over tau.
    times : int
        Rounds in a row.

    Notes
    -----
    The value is what one unit of cost buys, in points, which is 0 where nothing more is gained. In benchmark
    campaigns with every label at one price it lost 49 labels of value at tau = 0.01, as little as the
    default.

    Examples
    --------
    >>> same, right = np.array([[0.9, 0.1]]), np.tile(np.arange(40) < 30, (11, 1))
    >>> made = History(np.arange(20, 240, 20), lambda t: same, np.ones(40), 1.0 * right, ("a", "b"))
    >>> CostPerPoint(limit=200)(made, tau=0.01, rng=np.random.default_rng(0)).sentence
    'No gain is left to pay for.'
    """

    limit: Annotated[float | None, Between(0, open_low=True)] = None
    times: Annotated[int, Between(1, 8)] = 2

    def judge(self, history: History, tau: float, rng: np.random.Generator) -> Verdict:
        """Compare the costs of a point."""
        seen = outlook(history, rng)
        if seen.believed is None or seen.median is None or not seen.price:
            return Verdict(sentence="Belief, curve and the price of the last 100 labels must be known.")
        bought = 50 * (seen.believed + seen.median) / seen.price
        least = 100 * tau / seen.price if self.limit is None else 1 / self.limit
        point = "1% of the RMSE" if numbers(history) else "A point"
        text = f"{point} costs about {1 / bought:,.0f} {seen.unit}." if bought else ""
        return Verdict(bought < least, bought, text or "No gain is left to pay for.")


@dataclass(frozen=True, repr=False)
class ExpectedGain(Rule):
    """Stop when the slope of the curve fitted on the whole reserve, times 100, is below tau.

    Parameters
    ----------
    times : int
        Rounds in a row.

    Notes
    -----
    The gain of the next label alone, and no uncertainty; :class:`ReserveCurve` has both.

    References
    ----------
    F. Laws, H. Schütze, "Stopping criteria for active learning of named entity recognition", 2008, who look
    at the slope of a smoothed performance curve.

    Examples
    --------
    >>> right = np.tile(np.arange(40) < 30, (9, 1))
    >>> made = History(np.arange(20, 200, 20), [].__getitem__, np.ones(40), 1.0 * right, ("a", "b"))
    >>> ExpectedGain(times=1)(made, tau=0.01, rng=np.random.default_rng(0)).stop
    True
    """

    gain: ClassVar[bool] = True
    times: Annotated[int, Between(1, 8)] = 2

    def judge(self, history: History, tau: float, rng: np.random.Generator) -> Verdict:
        """Compare the slope with tau."""
        gain = mean_gain(history, labels=1)
        if gain is None:
            return Verdict(sentence="A curve needs 20 random reserve labels.")
        text = f"At the slope of the curve now 100 labels bring {worth(history, 100 * gain)}."
        return Verdict(100 * gain < tau, 100 * gain, text)
