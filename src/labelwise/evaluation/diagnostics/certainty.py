"""Is the model as often right as it is sure? A reliability diagram of random items it never saw."""

from __future__ import annotations

from labelwise.evaluation.diagnostics.wording import ALARM, between, percent, points
from labelwise.evaluation.figures import CalibrationError, clopper_pearson, reliability
from labelwise.types import Finding, Outcomes, Picture

__all__ = ["certainty"]

TOLERATED = 0.05
"""How much surer than right a model may be before somebody should do something about it."""


def certainty(outcomes: Outcomes) -> Finding:
    """How far the model's confidence is from its accuracy, in bins of confidence.

    It warns when the model is clearly too sure, by more than :data:`TOLERATED` on average: the exact upper
    bound of its accuracy, at 5%, is below its mean confidence less that. A model that is not sure enough
    misleads nobody into trusting it, and gets no warning.

    Parameters
    ----------
    outcomes : Outcomes
        The reserve, with probabilities of a model that never saw these labels.

    Returns
    -------
    Finding
        Its value is the calibration error; None without probabilities, or with fewer than 100 answers.

    References
    ----------
    As :class:`~labelwise.evaluation.figures.CalibrationError`.

    Examples
    --------
    >>> import numpy as np
    >>> p = np.full(200, 0.95)
    >>> truth = np.tile([0, 0, 0, 1], 50)
    >>> found = certainty(Outcomes(truth, np.stack([p, 1 - p], axis=1), ("a", "b")))
    >>> found.warn, found.value
    (True, 0.2)
    """
    name = "certainty of the model"
    if outcomes.output.ndim != 2:
        return Finding(name, "How sure the model is cannot be judged: it gives no probabilities.")
    made = CalibrationError()(outcomes)
    if made.value is None or made.low is None or made.high is None:
        return Finding(name, f"How sure the model is cannot be judged yet. {made.reason}")
    m, k = len(outcomes), int(outcomes.right.sum())
    sure, right = float(outcomes.output.max(axis=1).mean()), k / m
    each = outcomes.worth()
    upper = clopper_pearson(k * each, m * each, 1 - 2 * ALARM)[1]
    warn = bool(upper < sure - TOLERATED)
    said = (
        f"The model is sure to {percent(sure)} on average and right in {percent(right)} of {m} random items. "
        f"Its certainty misses by {points(made.value)}, {between(made.low, made.high)}."
    )
    if warn:
        said += " Do not take its probabilities at their word; Calibrated(learner) brings them near."
    bins = reliability(outcomes)
    one = "right"
    picture = Picture(
        "lines",
        bins.said,
        {one: bins.right, "as sure as right": bins.said},
        {one: bins.low},
        {one: bins.high},
        x_label="certainty of the model",
        y_label="share that is right",
    )
    return Finding(name, said, made.value, warn, picture)
