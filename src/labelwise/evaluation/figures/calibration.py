"""Does the model's certainty tell how often it is right? Bins of confidence, and how far both are apart.

``ECE = sum_b w_b |gap_b|`` over bins of the largest probability, ``w_b`` the share of items in a bin and
``gap_b`` its mean confidence less its accuracy. What is measured is ``T = sum_b w_b |gap_b + noise_b|``, too
large on average, because noise has no sign any more: by 6 points with 100 answers of a model without error.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from labelwise.errors import BadData
from labelwise.evaluation.figures.metric import counted_twice, has_probabilities, of_classes, skipped, too_few
from labelwise.evaluation.figures.proportions import wilson
from labelwise.params import OneOf, Piece
from labelwise.random import generator
from labelwise.types import Estimate, Outcomes

__all__ = ["CalibrationError", "Reliability", "reliability"]

Array = NDArray[Any]

MOST, EACH, LEAST = 15, 20, 100
"""Bins at most, answers in each of as many, and answers that a figure needs."""
DRAWS, FEW = 999, 200
"""Draws of the noise: for a bound, for a mean."""


@dataclass(frozen=True, eq=False)
class Reliability:
    """Bins of confidence, from the least sure to the surest; those that no item falls into are left out.

    Parameters
    ----------
    said, right : (B,) float
        Mean confidence, and share of right items, of each bin.
    low, high : (B,) float
        Wilson's interval of ``right``, each by itself.
    n : (B,) int64
        Answered items.
    edges : (K,) float
        Confidences that part all bins, ascending.

    Examples
    --------
    >>> made = Reliability(*[np.array([0.9])] * 4, np.array([100]), np.zeros(0))
    >>> made.said - made.right
    array([0.])
    """

    said: Array
    right: Array
    low: Array
    high: Array
    n: NDArray[np.int64]
    edges: Array


def reliability(outcomes: Outcomes, *, masses: str = "even") -> Reliability:
    """How often the model is right where it is how sure: the bins of a reliability diagram.

    Parameters
    ----------
    outcomes : Outcomes
        With probabilities.
    masses : {"even", "uneven"}
        ``even``: about as many answers in each bin, 20 or more, 15 bins at most. ``uneven``: 15 bins of the
        same width from 0 to 1.

    Raises
    ------
    BadData
        If the model gives no probabilities.

    References
    ----------
    A. Niculescu-Mizil, R. Caruana, "Predicting good probabilities with supervised learning", 2005.

    Examples
    --------
    >>> p = np.repeat([0.6, 0.9], 20)
    >>> truth = np.tile([0, 0, 0, 0, 1], 8)
    >>> made = reliability(Outcomes(truth, np.stack([p, 1 - p], axis=1), ("a", "b")))
    >>> made.said.round(1).tolist(), made.right.tolist(), made.n.tolist()
    ([0.6, 0.9], [0.8, 0.8], [20, 20])
    """
    confidence, right = _sure(outcomes), outcomes.right
    edges = edges_of(confidence, masses)
    place = np.searchsorted(edges, confidence, side="right")
    n = np.bincount(place, minlength=len(edges) + 1)
    there = n > 0
    hits = np.bincount(place, right, len(n))[there]
    said = np.bincount(place, confidence, len(n))[there] / n[there]
    each = outcomes.worth()
    low, high = wilson(hits * each, n[there] * each)
    return Reliability(said, hits / n[there], np.asarray(low), np.asarray(high), n[there], edges)


def edges_of(confidence: Array, masses: str) -> Array:
    """Confidences that part the bins; they never depend on answers.

    Examples
    --------
    >>> edges_of(np.linspace(0, 1, 41), "even").tolist(), len(edges_of(np.ones(3), "uneven"))
    ([0.5], 14)
    """
    if masses == "uneven":
        return np.arange(1, MOST) / MOST
    bins = int(np.clip(len(confidence) // EACH, 1, MOST))
    if not len(confidence):
        return np.zeros(0)
    return np.unique(np.quantile(confidence, np.arange(1, bins) / bins))


@dataclass(frozen=True, repr=False)
class CalibrationError(Piece):
    """How far the model's confidence is from its accuracy, on average over bins of confidence (ECE).

    With bins of as many answers each it is the adaptive expected calibration error, with bins of the same
    width the usual one. Needs 100 answers. The mean of the gaps is corrected for noise: all gaps are shrunk
    by the one factor at which gaps of that size would be measured as large as they were. In simulations that
    left 1 to 3 points of 5 to 6 where most bins were calibrated, and about 1 of 1 to 3 elsewhere.

    The interval holds at least as often as it says, whatever the gaps: at 95% in 96 to 100% of simulated
    reserves of 100 to 500 answers, of models calibrated, too sure, not sure enough, and sure of nearly all.
    It is of the bins at hand: gaps that even out within a bin stay unseen.

    Parameters
    ----------
    masses : {"even", "uneven"}
        As of :func:`reliability`.

    Notes
    -----
    Upper bound: ``T >= sum_b s_b w_b (gap_b + noise_b)`` for any signs s, so that ``T + z sd`` holds with sd
    that of a sum without absolute values. Lower bound: ``T <= ECE + sum_b w_b |noise_b|``, whose quantile is
    drawn. Noise has the variance of a share with one right and one wrong item more.

    References
    ----------
    C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, "On calibration of modern neural networks", 2017, for bins
    of one width; J. Nixon et al., "Measuring calibration in deep learning", 2019, for those of one size;
    R. Roelofs et al., "Mitigating bias in calibration error estimation", 2022, for the bias. Correction and
    bounds are ours.

    Examples
    --------
    >>> p = np.full(200, 0.9)
    >>> truth = np.tile([0, 0, 0, 1], 50)  # right in 75% where it says 90%
    >>> made = CalibrationError()(Outcomes(truth, np.stack([p, 1 - p], axis=1), ("a", "b")))
    >>> made.metric, made.value, made.low, made.high
    ('calibration error', 0.15, 0.08, 0.21)
    """

    masses: Annotated[str, OneOf(("even", "uneven"))] = "even"

    @property
    def name(self) -> str:
        """What the estimate is called."""
        return "calibration error" if self.masses == "even" else "calibration error, bins of one width"

    def __call__(
        self, outcomes: Outcomes, *, level: float = 0.95, rng: np.random.Generator | None = None
    ) -> Estimate:
        """The estimate; ``rng`` draws the noise."""
        _sure(outcomes)
        m, out = len(outcomes), skipped(outcomes)
        if reason := too_few(outcomes, LEAST):
            return Estimate(self.name, n=m, level=level, reason=reason)
        rng = generator(0 if rng is None else rng)
        value, low, high = _bounds(reliability(outcomes, masses=self.masses), outcomes.worth(), level, rng)
        share = out / (m + out)
        low, high = max((1 - share) * low - share, 0.0), min((1 - share) * high + share, 1.0)
        reason = counted_twice(outcomes) if out else ""
        return Estimate(self.name, value, low, high, m, level, reason)


def _bounds(
    made: Reliability, each: float, level: float, rng: np.random.Generator
) -> tuple[float, float, float]:
    """Corrected value, and bounds, of items that are worth ``each`` of independent ones."""
    n, m = made.n * each, made.n.sum() * each
    w, gap = n / m, made.said - made.right
    measured = float(w @ np.abs(gap))
    safe = (made.right * n + 1) / (n + 2)
    wide = np.sqrt(safe * (1 - safe) / n)
    plain = np.sqrt(made.right * (1 - made.right) / np.maximum(n - 1, 1))
    across = max(float(w @ gap**2) - measured**2, 0.0) / m  # of the shares of the bins
    z, noise = stats.norm.ppf((1 + level) / 2), rng.normal(size=(DRAWS, len(n)))
    high = measured + float(z * np.sqrt((w**2) @ wide**2 + across))
    drawn = np.abs(noise * wide) @ w + rng.normal(size=DRAWS) * np.sqrt(across)
    low = measured - float(np.quantile(drawn, (1 + level) / 2))
    value = _corrected(gap, noise[:FEW] * plain, w)
    return value, min(max(low, 0.0), value), max(min(high, 1.0), value)


def _corrected(gap: Array, noise: Array, w: Array) -> float:
    """``s T``, with the s from 0 to 1 at which gaps of s times their size are measured as T on average."""
    measured, low, high = float(w @ np.abs(gap)), 0.0, 1.0
    for _ in range(14):
        s = (low + high) / 2
        low, high = (s, high) if float((np.abs(s * gap + noise) @ w).mean()) < measured else (low, s)
    return low * measured


def _sure(outcomes: Outcomes) -> Array:
    """(m,) the largest probability of each item."""
    output = np.asarray(of_classes(outcomes, "the calibration error").output, dtype=float)
    if not has_probabilities(output):
        raise BadData(
            "the calibration error needs probabilities, the model says one class", fix="use Accuracy()"
        )
    return np.asarray(output.max(axis=1))
