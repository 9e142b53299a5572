"""The gain that the current model believes it made over the last 100 labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np

from labelwise.evaluation.stopping.base import APART, NO_PROBABILITIES, WIDTH, Rule, Verdict, numbers, worth
from labelwise.params import Between
from labelwise.types import History
from labelwise.types.outcomes import said

__all__ = ["BelievedGain", "believed"]

NO_ERROR = Verdict(sentence="The error must be known from a random reserve.")


def believed(history: History) -> float | None:
    """What 100 more labels bring, by the newest model's own probabilities; no label is needed.

    For classes ``mean of p_t(yhat_t) - p_t(yhat_then)`` over the probe, p_t of the newest model and yhat_then
    what the model of 100 labels ago said, times ``n / (n + 100)``, since gains shrink. Only items whose
    answer changed contribute. For numbers the newest model believes that the older one's mean squared error
    was larger by ``mean of (yhat_t - yhat_then) ** 2``; the gain is the fall of the RMSE as a share of the
    present one, which the reserve tells.

    Parameters
    ----------
    history : History
        With probabilities, or numbers and a reserve.

    Returns
    -------
    float or None
        0 or more; None where no model is 100 labels older, or there are no probabilities.

    Notes
    -----
    Where the rounds do not cut at 100 labels the span is the next longer one, and the gain is scaled down to
    100.

    Examples
    --------
    >>> p = [np.array([[0.4, 0.6], [0.9, 0.1]]), np.array([[0.8, 0.2], [0.9, 0.1]])]
    >>> made = History(np.array([100, 200]), p.__getitem__, np.zeros(0), np.zeros((2, 0)), ("a", "b"))
    >>> round(believed(made), 6)  # (0.8 - 0.2) / 2 * 200 / 300
    0.2
    """
    then = history.before(WIDTH)
    if then < 0:
        return None
    now, was = np.asarray(history.probe(-1), float), said(history.probe(then))
    if numbers(history):
        gain = _of_numbers(history, now, was)
    elif now.ndim == 2:
        rows = np.arange(len(now))
        gain = float((now[rows, now.argmax(axis=1)] - now[rows, was]).mean())
    else:
        return None
    n = float(history.labels[-1])
    return None if gain is None else gain * WIDTH / (n - float(history.labels[then])) * n / (n + WIDTH)


def _of_numbers(history: History, now: np.ndarray, was: np.ndarray) -> float | None:
    """The fall of the RMSE as a share of the present one."""
    if not len(history.truth):
        return None
    error = float(((history.said[-1] - history.truth) ** 2).mean())
    moved = float(((now - was) ** 2).mean())
    if not error:
        return 0.0 if not moved else None
    return float(np.sqrt(1 + moved / error) - 1)


@dataclass(frozen=True, repr=False)
class BelievedGain(Rule):
    """Stop when the believed gain was below tau in consecutive rounds.

    Parameters
    ----------
    share : float
        Compared with this times tau; 0.5 is the cautious setting.
    times : int
        Rounds in a row.

    Notes
    -----
    In benchmark campaigns (margin, 20 to 800 labels, logistic regression) stopping at tau = 0.01 lost 53
    labels of value on average, and came too early in 18% of runs. Models that are too sure of themselves
    believe in too much gain, and stop late.

    Examples
    --------
    >>> same = np.array([[0.9, 0.1]])
    >>> made = History(np.arange(20, 240, 20), lambda t: same, np.zeros(0), np.zeros((11, 0)), ("a", "b"))
    >>> BelievedGain()(made, tau=0.01, rng=np.random.default_rng(0)).stop
    True
    """

    gain: ClassVar[bool] = True
    share: Annotated[float, Between(0, 10, open_low=True)] = 1.0
    times: Annotated[int, Between(1, 9)] = 2

    def judge(self, history: History, tau: float, rng: np.random.Generator) -> Verdict:
        """Compare the gain with tau."""
        gain = believed(history)
        if gain is None:
            other = NO_ERROR if numbers(history) else NO_PROBABILITIES
            return APART if history.before(WIDTH) < 0 else other
        text = f"The model believes that 100 more labels bring {worth(history, gain)}."
        return Verdict(gain < self.share * tau, gain, text)
