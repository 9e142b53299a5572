"""Selective: a committee that agrees labels the item itself, one that does not asks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.params import Between, OneOf
from labelwise.streams.base import Gate
from labelwise.types import Decision, Spent, State, ViewLike

__all__ = ["Selective"]


@dataclass(frozen=True, repr=False)
class Selective(Gate):
    """Ask, label by itself, or let go.

    A member is confident where its largest probability exceeds ``threshold``. If more than ``ceil(M / 2)``
    of the M members are confident and all of those agree, the class they agree on is a self-label of weight
    ``s / threshold`` while the budget lasts and ``(s - threshold) / threshold`` afterwards, ``s`` the
    highest confident probability. Otherwise the item is asked about while the budget lasts. Once ``least``
    self-labels were given, a class is taken only while its share of the last ``window`` is at most 1 / C.

    Train with :class:`~labelwise.learners.BaggedLearner`, which gives ``samples`` and reads the weights.

    Parameters
    ----------
    threshold : float
        Confidence of a member.
    members : {"samples", "panel"}
        The (M, N, C) array of the committee's probabilities.
    balance : bool
        Whether the shares of self-labels are held; without it frequent classes take over.
    window, least : int
        How many self-labels are remembered, and from how many on shares count.

    References
    ----------
    J. Kozal, M. Woźniak, "Combining Self-labeling with Selective Sampling" (S003), 2023, after its code.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View.from_arrays(samples=np.tile([0.95, 0.05], (5, 1, 1)))
    >>> gate = Selective(0.9)
    >>> gate.decide(view, Spent(), gate.start(), np.random.default_rng(0))[0].label
    0
    """

    threshold: Annotated[float, Between(0.01, 1)] = 0.9
    members: Annotated[str, OneOf(("samples", "panel"))] = "samples"
    balance: bool = True
    window: Annotated[int, Between(1)] = 500
    least: Annotated[int, Between(1)] = 30
    title = "sl-selective"

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """The committee's array."""
        return (self.members,)

    def start(self) -> State:
        """No self-label yet."""
        return {"recent": np.zeros(0, dtype=np.int64)}

    def decide(
        self, view: ViewLike, spent: Spent, state: State, rng: np.random.Generator
    ) -> tuple[Decision, State]:
        """Nothing is drawn: ``p`` is 1 for a question and 0 for all else."""
        support = np.asarray(view.get(self.members))[:, 0]  # (M, C)
        agreed = self._agreed(support)
        if agreed is None:
            return (Decision("skip", 0.0) if spent.left == 0 else Decision("ask", 1.0)), state
        if not self._balanced(agreed, support.shape[1], state["recent"]):
            return Decision("skip", 0.0), state
        excess = float(support.max()) / self.threshold
        weight = excess - 1 if spent.left == 0 else excess
        recent = np.append(state["recent"], agreed)[-self.window :]
        return Decision("self-label", 0.0, agreed, weight), {"recent": recent}

    def _agreed(self, support: NDArray[Any]) -> int | None:
        """The class on which enough confident members agree."""
        sure = support.max(axis=1) > self.threshold
        classes = np.unique(support[sure].argmax(axis=1))
        enough = sure.sum() > math.ceil(len(support) / 2)
        return int(classes[0]) if enough and len(classes) == 1 else None

    def _balanced(self, label: int, classes: int, recent: NDArray[np.int64]) -> bool:
        few = len(recent) < min(self.least, self.window)
        return not self.balance or few or bool(np.mean(recent == label) <= 1 / classes)
