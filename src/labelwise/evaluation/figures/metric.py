"""What a metric is, and how it refuses."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from labelwise.errors import BadData, UnknownName
from labelwise.types import Estimate, Outcomes

__all__ = ["Metric"]

SKIPS = 0.02
"""Share of skipped items above which an interval counts them."""


class Metric(Protocol):
    """A figure of a model, from items it never saw the label of.

    ``metric(outcomes, level=0.95, rng=None)`` gives an :class:`~labelwise.types.Estimate`. With too
    few answers it is a refusal: ``value`` None, and ``reason`` says what is needed. Whether a metric
    answers never depends on how many answers were right: the lucky would answer sooner. ``rng`` is
    for resampling; None takes a fixed one, so that the same outcomes give the same figure.

    Examples
    --------
    >>> from labelwise.evaluation.figures import Accuracy
    >>> metric: Metric = Accuracy()
    >>> metric.name
    'accuracy'
    """

    @property
    def name(self) -> str:
        """What ``Estimate.metric`` will say."""

    def __call__(
        self, outcomes: Outcomes, *, level: float = 0.95, rng: np.random.Generator | None = None
    ) -> Estimate:
        """The figure."""


def too_few(outcomes: Outcomes, least: int) -> str:
    """Why there is no figure yet; empty where there is."""
    m = len(outcomes)
    return "" if m >= least else f"Needs {least} answered items of the random reserve; there are {m}."


def skipped(outcomes: Outcomes) -> int:
    """Skipped items that the interval has to count: none up to 2% of those asked."""
    asked = len(outcomes) + outcomes.skipped
    return outcomes.skipped if outcomes.skipped > SKIPS * asked else 0


def counted_twice(outcomes: Outcomes) -> str:
    """What the interval does with the skipped items, in words."""
    asked = len(outcomes) + outcomes.skipped
    return (
        f"{outcomes.skipped} of {asked} items were skipped: the interval counts them as right and as wrong."
    )


def about(level: float) -> str:
    """How often an interval holds that no formula vouches for, in words.

    Examples
    --------
    >>> about(0.9)
    'About 90%.'
    """
    return f"About {100 * level:g}%."


def of_classes(outcomes: Outcomes, name: str) -> Outcomes:
    """The same, after a check that there are classes."""
    if not outcomes.classes:
        raise BadData(f"{name} is a figure of classes, the outcomes are numbers", fix="use RMSE()")
    return outcomes


def of_numbers(outcomes: Outcomes, name: str) -> Outcomes:
    """The same, after a check that there are numbers."""
    if outcomes.classes:
        raise BadData(f"{name} is a figure of numbers, the outcomes are classes", fix="use Accuracy()")
    return outcomes


def place(outcomes: Outcomes, cls: str) -> int:
    """The index of a class."""
    if cls not in outcomes.classes:
        raise UnknownName.among("class", cls, outcomes.classes)
    return outcomes.classes.index(cls)


def has_probabilities(output: Any) -> bool:
    """Whether the model gives probabilities."""
    return bool(np.ndim(output) == 2)
