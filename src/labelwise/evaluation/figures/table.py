"""The table of figures: overall, by class, by group."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import UnknownName
from labelwise.evaluation.figures.accuracy import Accuracy
from labelwise.evaluation.figures.calibration import CalibrationError
from labelwise.evaluation.figures.f_scores import F1, MacroF1
from labelwise.evaluation.figures.losses import MAE, RMSE, Brier, LogLoss
from labelwise.evaluation.figures.metric import Metric, has_probabilities, skipped
from labelwise.types import Estimate, Outcomes

__all__ = ["figures", "usual"]

OUTSIDE = "Skipped items belong to no group and are left out."


def figures(
    outcomes: Outcomes,
    *,
    metrics: Sequence[Metric] | None = None,
    by: Sequence[str] = (),
    level: float = 0.95,
    rng: np.random.Generator | None = None,
) -> list[Estimate]:
    """Every figure of a model, refusals in words among them.

    Parameters
    ----------
    outcomes : Outcomes
        A model beside the truth on random items.
    metrics : sequence of Metric, optional
        What to say; :func:`usual` by default.
    by : sequence of str
        Columns of ``outcomes.groups``; the first metric, or every one of ``metrics`` where they are
        given, is said of each of their values too. Each interval holds by itself; with many groups some
        will miss.
    level : float
        Confidence of each interval, between 0 and 1; resampled ones are given at 0.9 at most.
    rng : numpy.random.Generator, optional
        For resampling; a fixed one by default.

    Returns
    -------
    list of Estimate

    Raises
    ------
    UnknownName
        If ``by`` names no column of ``outcomes.groups``.

    Examples
    --------
    >>> truth = np.tile([0, 0, 0, 1], 50)
    >>> made = Outcomes(truth, np.where(np.arange(200) < 30, 0, truth), ("ham", "spam"),
    ...                 groups={"site": np.repeat(["x", "y"], [190, 10])})
    >>> for row in figures(made, by=["site"]):
    ...     print(row.metric, row.value and round(row.value, 2), row.reason or "-")
    accuracy 0.96 -
    macro-f1 0.95 About 90%.
    f1 of ham 0.98 -
    f1 of spam 0.92 -
    accuracy where site = x 0.96 -
    accuracy where site = y None Needs 20 answered items of the random reserve; there are 10.
    """
    chosen = list(usual(outcomes) if metrics is None else metrics)
    rows = [metric(outcomes, level=level, rng=rng) for metric in chosen]
    for column in by:
        if column not in outcomes.groups:
            raise UnknownName.among("column to give figures by", column, outcomes.groups)
        values = outcomes.groups[column]
        for value in np.unique(values):
            part = _part(outcomes, values == value)
            for metric in chosen[:1] if metrics is None else chosen:
                made = metric(part, level=level, rng=rng)
                reason = f"{made.reason} {OUTSIDE}".strip() if skipped(outcomes) else made.reason
                named = f"{made.metric} where {column} = {value}"
                rows.append(dataclasses.replace(made, metric=named, reason=reason))
    return rows


def usual(outcomes: Outcomes) -> list[Metric]:
    """What is said of a model by default, the most telling first.

    Examples
    --------
    >>> usual(Outcomes(np.zeros(2), np.zeros(2)))
    [RMSE(), MAE()]
    >>> usual(Outcomes(np.zeros(2, int), np.zeros(2, int), ("a", "b")))
    [Accuracy(), MacroF1(), F1(cls='a'), F1(cls='b')]
    """
    if not outcomes.classes:
        return [RMSE(), MAE()]
    sure = has_probabilities(outcomes.output)
    of_proba: list[Metric] = [LogLoss(), Brier(), CalibrationError()] if sure else []
    return [Accuracy(), MacroF1(), *of_proba, *(F1(name) for name in outcomes.classes)]


def _part(outcomes: Outcomes, rows: NDArray[np.bool_]) -> Outcomes:
    """A group: what is known of the whole pool says nothing of it."""
    return dataclasses.replace(outcomes.only(rows), rest=np.zeros(0), size=0)
