"""A whole search for the best model: questions of a selector, and random ones that judge what it chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.evaluation.figures.proportions import wilson
from labelwise.evaluation.models.base import ModelSelector
from labelwise.evaluation.models.panel import Panel, panel
from labelwise.random import generator
from labelwise.types.status import Estimate

__all__ = ["Choice", "Search"]

FEWEST, LARGEST = 20, 2000
"""Random items below which no accuracy is told, and the most that are set aside."""


@dataclass(frozen=True, eq=False)
class Choice:
    """What is known by now.

    Parameters
    ----------
    model, runner_up : int
        The model that is believed to be the best, and the next one.
    posterior : (H,) float
        How probably each model is the best, as the selector believes.
    answers, checks : int
        Answers to the selector's questions and to random ones.
    accuracy : tuple of Estimate
        Of each model, on random items.
    ahead, behind : int
        Answered items on which the best is right and the runner-up wrong, and the other way round.
    """

    model: int
    runner_up: int
    posterior: NDArray[np.float64]
    answers: int
    checks: int
    accuracy: tuple[Estimate, ...]
    ahead: int
    behind: int


class Search:
    """Questions until somebody stops; every fifth or so is about a random item.

    Answers to what a selector asks are no random sample, so that no accuracy can be read off them, and the
    probabilities of CODA are no calibrated ones. So some items are drawn once, at the start, and asked in
    that order, each in its turn. The selector never learns these answers: what they say of the model that
    it chose is a plain Wilson interval, and is true whatever it did.

    Parameters
    ----------
    predictions : Panel or array
        As :func:`panel` takes them.
    selector : ModelSelector
        For example ``Coda()``.
    seed : int
        Of everything random. The same seed and answers give the same questions.
    check : float
        Share of the questions that are about random items, 0 to 0.5.

    Examples
    --------
    >>> from labelwise.evaluation.models import Coda
    >>> rng = np.random.default_rng(0)
    >>> truth = rng.integers(3, size=300)
    >>> right = rng.random((3, 300)) < [[0.9], [0.6], [0.5]]
    >>> search = Search(np.where(right, truth, (truth + 1) % 3), Coda())
    >>> for _ in range(100):
    ...     item, chance = search.ask()
    ...     search.tell(item, truth[item])
    >>> made = search.choice()
    >>> made.model, made.answers, made.checks, made.accuracy[0].n
    (0, 80, 20, 20)
    >>> bool(made.accuracy[0].low < 0.9 < made.accuracy[0].high)
    True
    """

    def __init__(
        self, predictions: NDArray[Any] | Panel, selector: ModelSelector, *, seed: int = 0, check: float = 0.2
    ) -> None:
        if not 0.0 <= check <= 0.5:
            raise BadParameter(f"check is {check!r}", allowed="0 to 0.5")
        self.panel = panel(predictions)
        order = generator(seed, "check").permutation(len(self.panel))
        size = min(len(order) // 5, LARGEST) if check > 0.0 else 0
        self._share, self._sealed = check, order[:size].tolist()
        self._place = dict.fromkeys(self._sealed)
        self._run = selector.start(self.panel, generator(seed, "run"))
        self._run.set_aside(order[:size])
        self._asked: set[int] = set()
        self._answers: dict[int, int] = {}

    @property
    def left(self) -> int:
        """Items that can still be asked."""
        return len(self.panel) - len(self._asked)

    def checks(self, item: int) -> bool:
        """Whether an item is one of the random ones."""
        return item in self._place

    def ask(self) -> tuple[int, float]:
        """The next item and the probability with which it was drawn.

        Raises
        ------
        BadParameter
            If all items were asked.
        """
        count = len(self._asked)
        due = int((count + 1) * self._share + 1e-9) > int(count * self._share + 1e-9)
        sealed = [item for item in self._sealed if item not in self._asked]
        if sealed and (due or not self._run.left):
            item, chance = sealed[0], 1.0 / len(sealed)
        else:
            item, chance = self._run.ask()
        self._asked.add(item)
        return item, chance

    def asked(self, item: int, chance: float) -> None:
        """Note that an item was asked before, as when answers are read from a file.

        Raises
        ------
        BadAnswer
            If there is no such item, or it is there twice.
        """
        if item in self._asked or item not in self._place:
            self._run.asked(item, chance)
        self._asked.add(item)

    def tell(self, item: int, answer: int) -> None:
        """The class of an item.

        Raises
        ------
        BadAnswer
            If there is no such item or class, or the item was answered before.
        """
        if item not in self._place or item in self._answers or not 0 <= answer < self.panel.classes:
            self._run.tell(item, answer)
        self._asked.add(item)
        self._answers[item] = int(answer)

    def choice(self) -> Choice:
        """The best model by now, and what speaks for it."""
        model, posterior = self._run.best()
        others = posterior.copy()
        others[model] = -1.0
        second = int(others.argmax())
        items = np.array(list(self._answers), dtype=np.int64)
        right = self.panel.said[:, items] == np.array(list(self._answers.values()), dtype=np.int64)
        drawn = np.array([item in self._place for item in self._answers], dtype=bool)
        return Choice(
            model=model,
            runner_up=second,
            posterior=posterior,
            answers=int((~drawn).sum()),
            checks=int(drawn.sum()),
            accuracy=tuple(self._estimate(int(row.sum()), len(row)) for row in right[:, drawn]),
            ahead=int((right[model] & ~right[second]).sum()),
            behind=int((right[second] & ~right[model]).sum()),
        )

    def _estimate(self, right: int, count: int) -> Estimate:
        if not self._share:
            return Estimate(reason="No random items are asked.")
        if count < FEWEST:
            return Estimate(n=count, reason=f"{count} random items are answered; {FEWEST} are needed.")
        low, high = wilson(right, count)
        return Estimate("accuracy", right / count, float(low), float(high), n=count)
