"""How good stored predictions are, and what a curve of such scores says. Higher is better throughout."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.bench.metrics import macro_average_precision, negative_rmse
from labelwise.errors import BadParameter

__all__ = [
    "METRICS", "aim", "area", "area_of_queries", "mismatch", "needed", "parts", "ramp_end", "saved", "scorer",
    "within",
]  # fmt: skip

Array = NDArray[Any]
Score = Callable[[Array, Array], float]


def accuracy(truth: Array, said: Array) -> float:
    """Share that is right."""
    return float(np.mean(truth == said))


def error(truth: Array, said: Array) -> float:
    """Minus the share that is wrong."""
    return -float(np.mean(truth != said))


def balanced_accuracy(truth: Array, said: Array) -> float:
    """Mean over the classes that occur of the share of their items that is found.

    Examples
    --------
    >>> balanced_accuracy(np.array([0, 0, 0, 1]), np.array([0, 0, 0, 0]))
    0.5
    """
    return float(np.mean([np.mean(said[truth == k] == k) for k in np.unique(truth)]))


def macro_f1(truth: Array, said: Array) -> float:
    """Mean of F1 over the classes that occur in the truth or are predicted.

    Examples
    --------
    >>> macro_f1(np.array([0, 0, 1]), np.array([0, 1, 1])).__round__(3)
    0.667
    """
    names = np.union1d(truth, said)
    both = np.array([2.0 * np.sum((truth == k) & (said == k)) for k in names])
    return float(np.mean(both / np.array([np.sum(truth == k) + np.sum(said == k) for k in names])))


def mae(truth: Array, said: Array) -> float:
    """Minus the mean absolute error."""
    return -float(np.mean(np.abs(truth.astype(float) - said)))


def r2(truth: Array, said: Array) -> float:
    """Share of the variance that is explained; NaN where the truth does not vary."""
    spread = float(np.var(truth.astype(float)))
    return 1 - float(np.mean((truth.astype(float) - said) ** 2)) / spread if spread else math.nan


def log_of(error: Callable[[Array], float]) -> Score:
    """Minus the natural logarithm of an error of (M,) absolute differences, in spreads of the truth.

    Infinite where nothing is wrong, NaN where the truth does not vary. S059 has it of numbers that were
    standardised on the whole set, and without the minus.

    Examples
    --------
    >>> log_of(np.mean)(np.array([0.0, 2.0]), np.array([1.0, 3.0]))
    -0.0
    """

    def score(truth: Array, said: Array) -> float:
        spread = float(np.std(truth.astype(float)))
        wrong = error(np.abs(truth.astype(float) - said)) / spread if spread else math.nan
        return -math.log(wrong) if wrong else math.inf

    return score


def rms(wrong: Array) -> float:
    """Root of the mean square."""
    return float(np.sqrt(np.mean(wrong**2)))


def share_below(share: float) -> Callable[[Array], float]:
    """The error that this share of the items stays below, one of the errors itself."""
    return lambda wrong: float(np.sort(wrong)[int(share * len(wrong))])


METRICS: dict[str, tuple[str, Score]] = {
    "accuracy": ("proba", accuracy),
    "balanced-accuracy": ("proba", balanced_accuracy),
    "macro-f1": ("proba", macro_f1),
    "-error": ("proba", error),
    "-rmse": ("mean", negative_rmse),
    "-mae": ("mean", mae),
    "r2": ("mean", r2),
    "-log-mae": ("mean", log_of(np.mean)),
    "-log-rmse": ("mean", log_of(rms)),
    "-log-q95": ("mean", log_of(share_below(0.95))),
    "-log-q99": ("mean", log_of(share_below(0.99))),
    "-log-max": ("mean", log_of(np.max)),
    "macro-average-precision": ("tags", macro_average_precision),
}
"""Metric to the output that it judges and its function of truth (M,) and predictions (M,)."""

IN_UNITS = ("-rmse", "-mae")
"""Metrics in the unit of the labels: data sets with other units have no mean of them in common."""

SAID = {"proba": "classes", "mean": "numbers", "tags": "tags"}
"""What predictions are, by output."""


def scorer(name: str, output: str) -> tuple[str, Score]:
    """The metric called ``name``; ``auto`` is the first one for this output.

    Raises
    ------
    BadParameter
        If it judges something else.

    Examples
    --------
    >>> scorer("auto", "mean")[0]
    '-rmse'
    """
    if name == "auto":
        name = next(metric for metric, (judges, _) in METRICS.items() if judges == output)
    judges, score = METRICS[name]
    if judges != output:
        fitting = [metric for metric, (kind, _) in METRICS.items() if kind == output]
        raise BadParameter(f"the metric {name!r} was asked of {SAID[output]}", allowed=", ".join(fitting))
    return name, score


def area(labels: Array, scores: Array) -> float:
    """Area under the curve by the trapezoid rule, divided by the range of labels (AUBC of S012).

    X. Zhan et al., "A Comparative Survey of Deep Active Learning", 2022. One measurement is its own area.

    Examples
    --------
    >>> area(np.array([10, 20, 40]), np.array([0.5, 0.7, 0.9])).__round__(3)
    0.733
    """
    span = float(labels[-1] - labels[0])
    return float(np.trapezoid(scores, labels) / span) if span else float(scores[0])


def within(paid: Array, scores: Array, low: float, high: float) -> tuple[Array, Array]:
    """The part of a curve from ``low`` to ``high``, interpolated at both ends; one point where they meet.

    Curves by what was paid begin and end anywhere; only where all of them are do their areas compare.

    Examples
    --------
    >>> paid, scores = within(np.array([1.0, 3.0, 7.0]), np.array([0.2, 0.6, 0.8]), 2, 5)
    >>> paid.tolist(), scores.round(3).tolist()
    ([2.0, 3.0, 5.0], [0.4, 0.6, 0.7])
    """
    inside = paid[(paid > low) & (paid < high)]
    at = np.array([low, *inside, high]) if low < high else np.array([low])
    return at, np.interp(at, paid, scores)


def area_of_queries(scores: Array) -> float:
    """The area as S067 has it: trapezoids of width 1, divided by the number of measurements T + 1.

    Of T queries there are T trapezoids, so that a constant curve of height 1 has area T / (T + 1).

    Examples
    --------
    >>> area_of_queries(np.ones(5))
    0.8
    """
    return float(np.trapezoid(scores) / len(scores))


def ramp_end(random: Array, window: int = 10) -> int:
    """The measurement at which a curve stops rising and its plateau begins (S009).

    From the end backwards, the first window of measurements in which the mean increase is above that of the
    whole curve; the plateau begins with its second one. Half of the curve where there is none.

    Parameters
    ----------
    random : (P,) float
        Scores of random choice on the problem; all strategies get its cut.
    window : int
        Measurements of a window; at most half of the curve.

    References
    ----------
    J. Gonsior et al., "Survey of Active Learning Hyperparameters: Insights from a Large-Scale Experimental
    Grid" (S009), 2025, as in the code. It takes one random curve of each setting, we the mean over the
    seeds; curves of fewer than 20 measurements, which it cuts in half, get a shorter window.

    Examples
    --------
    >>> rising = np.minimum(np.arange(40), 10) / 10
    >>> ramp_end(rising)
    8
    """
    size = len(random)
    window = min(window, size // 2)
    if window >= 2:
        overall = (random[-1] - random[0]) / size
        for back in range(window, size):
            at = size - back
            if (random[at + window - 1] - random[at]) / window > overall:
                return at + 1
    return round(size / 2)


def parts(labels: Array, scores: Array, cut: int) -> tuple[float, float]:
    """Areas of the ramp-up and of the plateau: before and from the measurement ``cut`` on, which both have.

    Examples
    --------
    >>> parts(np.arange(5), np.array([0.0, 0.5, 1.0, 1.0, 1.0]), 2)
    (0.5, 1.0)
    """
    at = min(max(cut, 0), len(scores) - 1)
    return area(labels[: at + 1], scores[: at + 1]), area(labels[at:], scores[at:])


def aim(full: float, share: float) -> float:
    """The score that counts as reached: a share of the score with all labels; of errors, 1 / share of it.

    Examples
    --------
    >>> aim(0.8, 0.95), aim(-1.9, 0.95)
    (0.76, -2.0)
    """
    return full * share if full >= 0 else full / share


def needed(labels: Array, scores: Array, target: float) -> float:
    """The first number of labels with at least ``target``; infinite where it is never reached.

    Examples
    --------
    >>> needed(np.array([10, 20]), np.array([0.5, 0.7]), 0.6)
    20.0
    """
    reached = np.flatnonzero(scores >= target)
    return float(labels[reached[0]]) if len(reached) else math.inf


def saved(own: float, random: float, last: float) -> float:
    """Share of the labels of random choice that a strategy did not need.

    Where random choice never got there, it needed more than its ``last`` number of labels, so the share is
    at least the one returned. Minus infinite where only random choice got there, NaN where neither did.

    Examples
    --------
    >>> saved(60.0, 100.0, 400.0), saved(60.0, math.inf, 400.0), saved(math.inf, 100.0, 400.0)
    (0.4, 0.85, -inf)
    """
    if math.isinf(own):
        return math.nan if math.isinf(random) else -math.inf
    return 1 - own / min(random, last)


def mismatch(answers: Array, pool: Array, classes: int) -> float:
    """How far the classes among the labels are from those of the pool: the total variation distance.

    The distance of class shares is one of the figures of S009; the measure of distance is ours. 0 is the
    same, 1 nothing in common.

    Examples
    --------
    >>> mismatch(np.array([0, 0, 1, 1]), np.array([0, 0, 0, 1]), 2)
    0.25
    """
    shares = [np.bincount(codes, minlength=classes) / max(1, len(codes)) for codes in (answers, pool)]
    return float(np.abs(shares[0] - shares[1]).sum() / 2)
