"""May some labels be wrong? Whether answers of random items contradict a sure model too often.

``P(answer = c) = (1 - eps) softmax(a log p)_c + eps / C``: a corrects how sure the model is, eps is the
share of answers that have nothing to do with the item. It warns where
``2 (max l - max_{wrong <= 5%} l)`` is above the 90% point of chi-squared with one degree of freedom, which
is the 95% point of a one-sided test; ``wrong = eps (C - 1) / C``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import softmax
from scipy.stats import chi2

from labelwise.evaluation.diagnostics.wording import ALARM, percent
from labelwise.types import Finding, Outcomes, Picture

Array = NDArray[Any]

SURE = 0.9
"""Probability from which the model counts as sure."""

TOLERATED = 0.05
"""Share of wrong answers that a model's own sure errors may look like."""

HEAT = (-3.0, 2.0)
"""Range of log a."""

SMALLEST = 40
"""Answered random items that a figure needs."""


def suspects(outcomes: Outcomes, *, sure: float = SURE) -> NDArray[np.int64]:
    """Positions of answered random items to look at again: sure and contradicted, the surest first.

    Parameters
    ----------
    outcomes : Outcomes
        With probabilities.
    sure : float
        Probability from which the model counts as sure.

    Examples
    --------
    >>> output = np.array([[0.95, 0.05], [0.01, 0.99], [0.6, 0.4]])
    >>> suspects(Outcomes(np.array([1, 0, 1]), output, ("a", "b"))).tolist()
    [1, 0]
    """
    top = outcomes.output.max(axis=1)
    rows = np.flatnonzero(~outcomes.right & (top >= sure))
    return np.asarray(rows[np.argsort(-top[rows], kind="stable")])


def label_noise(outcomes: Outcomes) -> Finding:
    """How many answers look as if they had nothing to do with their items.

    The answers are of random items and the model never saw them, so a sure model is contradicted by its own
    errors or by wrong answers. What is due to a model that is too sure, or not sure enough, everywhere is
    corrected first. It warns when clearly more than :data:`TOLERATED` of the answers look wrong: a
    likelihood-ratio test at 5%. That is a hint and no proof: a model that is sure in the wrong places looks
    the same. With right answers, models of five benchmark sets looked like 0.1% to 5% of wrong ones.

    Parameters
    ----------
    outcomes : Outcomes
        The reserve, with probabilities of a model that never saw these labels.

    Returns
    -------
    Finding
        Its value is the estimated share of wrong answers; None without probabilities or with fewer than
        :data:`SMALLEST` items. :func:`suspects` lists those to look at.

    References
    ----------
    C. Northcutt, L. Jiang, I. Chuang, "Confident learning: estimating uncertainty in dataset labels", 2021,
    for the idea; there counts above mean confidences are compared, and nothing is tested. The temperature: C.
    Guo et al., "On calibration of modern neural networks", 2017. The edge: S. Self, K.-Y. Liang, "Asymptotic
    properties of maximum likelihood estimators", 1987.

    Examples
    --------
    >>> output = np.tile([0.9, 0.099, 0.001], (100, 1))
    >>> truth = np.repeat([0, 1, 2], [75, 10, 15])
    >>> found = label_noise(Outcomes(truth, output, ("a", "b", "c")))
    >>> found.warn, 0.1 < found.value < 0.3
    (True, True)
    """
    name, m = "doubtful answers", len(outcomes)
    if outcomes.output.ndim != 2 or m < SMALLEST:
        said = (
            f"Doubtful answers are looked for from {SMALLEST} random items on, with a model's probabilities."
        )
        return Finding(name, said)
    p = np.asarray(outcomes.output, float)
    of = (p.shape[1] - 1) / p.shape[1]
    eps, gain = mixed_up(p, outcomes.truth, TOLERATED / of)
    share = eps * of
    warn = bool(2 * gain > chi2.isf(2 * ALARM, 1))
    top, odd = p.max(axis=1), len(suspects(outcomes))
    said = (
        f"The model is sure of {int((top >= SURE).sum())} of {m} random items and contradicted on {odd} of "
        f"these. Beside its other errors that looks like {percent(share)} of wrong answers."
    )
    said += " Look at the contradicted ones again: some may be wrong." if warn else ""
    return Finding(name, said, share, warn, _picture(top, outcomes.right))


def mixed_up(p: Array, truth: Array, most: float = 0.0) -> tuple[float, float]:
    """The likeliest share of answers drawn blindly, and the log-likelihood it gains over ``most`` or fewer.

    Examples
    --------
    >>> mixed_up(np.tile([0.9, 0.1], (100, 1)), np.repeat([0, 1], [90, 10]))[1].__round__(3)
    0.0
    """
    logs, rows, classes = np.log(np.maximum(p, 1e-12)), np.arange(len(truth)), p.shape[1]

    def loss(power: float, eps: float) -> float:
        own = softmax(np.exp(power) * logs, axis=1)[rows, truth]
        return -float(np.log(np.maximum((1 - eps) * own + eps / classes, 1e-300)).sum())

    def best(eps: float) -> float:
        return float(minimize_scalar(loss, bounds=HEAT, args=(eps,), method="bounded").fun)

    found = minimize_scalar(best, bounds=(0, 1), method="bounded", options={"xatol": 1e-3})
    none = best(0.0)
    eps = float(found.x) if found.fun < none else 0.0
    if eps <= most:
        return eps, 0.0
    return eps, max(best(most) - float(found.fun), 0.0)


def _picture(top: Array, right: Array) -> Picture:
    series = {
        "answer agrees": np.where(right, top, np.nan),
        "answer contradicts": np.where(right, np.nan, top),
    }
    return Picture(
        "points", np.arange(len(top)), series, x_label="random item", y_label="certainty of the model"
    )
