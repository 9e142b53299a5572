"""Asking for labels to find the best of several models: the protocol, and what every run shares."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadAnswer, BadParameter
from labelwise.evaluation.models.panel import Panel, panel

__all__ = ["ModelSelector", "Run"]

Floats = NDArray[np.float64]
FEW = 1e-12
"""Relative difference below which two scores are equal but for rounding."""


class ModelSelector(Protocol):
    """Anything that starts a run; the six here are frozen dataclasses of their options."""

    @property
    def name(self) -> str:
        """Lower case with hyphens."""
        ...

    def start(self, predictions: NDArray[Any] | Panel, rng: np.random.Generator) -> Run:
        """Begin a run on predictions as :func:`panel` takes them."""
        ...


class Run(ABC):
    """One search for the best model: ask, tell, ask, tell, and the best by now.

    Every random choice depends on the generator at the start and on how many items were asked before, so a
    run that is told the same answers again asks the same next.

    Parameters
    ----------
    predictions : Panel or array
        As :func:`panel` takes them.
    rng : numpy.random.Generator
        Read once.

    Attributes
    ----------
    items : list of int
        What was answered, in order.
    answers : list of int
        Its classes.
    """

    def __init__(self, predictions: NDArray[Any] | Panel, rng: np.random.Generator) -> None:
        self.panel = panel(predictions)
        self._key = int(rng.integers(2**63))
        self._place = rng.permutation(self.panel.models)
        self._open, self._untold = np.ones((2, len(self.panel)), dtype=bool)
        self._chance: dict[int, float] = {}
        self._turn: dict[int, int] = {}
        self._size, self._count = len(self.panel), 0
        self.items: list[int] = []
        self.answers: list[int] = []

    @property
    def left(self) -> int:
        """Items that were neither asked nor answered."""
        return int(self._open.sum())

    def ask(self) -> tuple[int, float]:
        """The next item, and the probability with which it was drawn; never the same item twice.

        Asked again before it is told, it gives the next best one for the same beliefs.

        Raises
        ------
        BadParameter
            If no item is left.
        """
        if not self._open.any():
            raise BadParameter(f"all {self._size} items were asked", fix="stop here")
        rng = np.random.default_rng([self._key, self._count])
        item, chance = self._choose(np.flatnonzero(self._open), rng)
        self.asked(item, chance)
        return item, chance

    def asked(self, item: int, chance: float) -> None:
        """Note that an item was asked elsewhere, with what probability it was drawn.

        Raises
        ------
        BadAnswer
            If there is no such item, or it was asked before.
        """
        self._check(item)
        if not self._open[item]:
            raise BadAnswer(f"item {item} was asked before", fix="tell each item once")
        self._open[item] = False
        self._chance[item], self._turn[item] = chance, self._count
        self._count += 1

    def set_aside(self, rows: NDArray[np.int64]) -> None:
        """Keep items from being asked, before the first question; predictions of them still count.

        Parameters
        ----------
        rows : (n,) int64
            Kept for another use, such as an honest figure for the model that is chosen.
        """
        self._open[rows] = self._untold[rows] = False
        self._size = self.left

    def tell(self, item: int, answer: int) -> None:
        """The class of an item, asked or not; it counts at once.

        Raises
        ------
        BadAnswer
            If there is no such item or class, or the item was answered before. Nothing changed.
        """
        self._check(item)
        if not self._untold[item]:
            raise BadAnswer(f"item {item} was answered before or set aside", fix="tell each item once")
        if not 0 <= answer < self.panel.classes:
            raise BadAnswer(f"the class of item {item} is {answer}", allowed=f"0 to {self.panel.classes - 1}")
        left = self.left + (not self._open[item])
        self._open[item] = self._untold[item] = False
        self._learn(item, answer, self._chance.get(item, 1.0 / left))
        self.items.append(item)
        self.answers.append(answer)

    def best(self) -> tuple[int, Floats]:
        """The model that is believed to be the best, and for each model how probable that is, (H,)."""
        return self.leader(), self._posterior()

    def leader(self) -> int:
        """The model of :meth:`best` alone; of equal ones the first in an order drawn at the start."""
        scores = self._scores()
        equal = np.flatnonzero(scores >= scores.max() - FEW)
        return int(equal[np.argmin(self._place[equal])])

    @abstractmethod
    def _choose(self, rows: NDArray[np.int64], rng: np.random.Generator) -> tuple[int, float]:
        """One of the open items, and its probability."""

    @abstractmethod
    def _learn(self, item: int, answer: int, chance: float) -> None:
        """Take in one answer."""

    @abstractmethod
    def _posterior(self) -> Floats:
        """(H,) how probably each model is the best."""

    @abstractmethod
    def _scores(self) -> Floats:
        """(H,) the best model has the highest."""

    def _check(self, item: int) -> None:
        if not 0 <= item < len(self.panel):
            raise BadAnswer(f"there is no item {item}", allowed=f"0 to {len(self.panel) - 1}")


def highest(scores: Floats, rng: np.random.Generator, slack: float) -> tuple[int, float]:
    """Position of the highest score and its probability; those within ``slack`` of it share one draw.

    Examples
    --------
    >>> highest(np.array([0.1, 0.7, 0.2]), np.random.default_rng(0), 1e-9)
    (1, 1.0)
    """
    ties = np.flatnonzero(scores >= scores.max() - slack)
    return int(ties[rng.integers(len(ties))]) if len(ties) > 1 else int(ties[0]), 1.0 / len(ties)
