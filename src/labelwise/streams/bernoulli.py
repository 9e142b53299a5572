"""Bernoulli: ask about each item with the same probability, the baseline of every stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from labelwise.params import Between
from labelwise.streams.base import Gate, rate_of
from labelwise.types import Decision, Spent, State, ViewLike

__all__ = ["Bernoulli"]


@dataclass(frozen=True, repr=False)
class Bernoulli(Gate):
    """Random sampling of a stream.

    Parameters
    ----------
    rate : float or None
        Share of the items to ask about; None: what is left over what is to come, which asks exactly
        ``limit`` of ``horizon`` items (sampling without replacement, item by item).

    References
    ----------
    C. T. Fan, M. E. Muller, I. Rezucha, "Development of sampling plans by using sequential (item by item)
    selection techniques and digital computers", 1962.

    Examples
    --------
    >>> decision, _ = Bernoulli(0.25).decide(None, Spent(), {}, np.random.default_rng(0))
    >>> decision.action, decision.p
    ('skip', 0.25)
    """

    rate: Annotated[float | None, Between(0, 1)] = None
    title = "bernoulli"

    def start(self) -> State:
        """Nothing."""
        return {}

    def decide(
        self, view: ViewLike, spent: Spent, state: State, rng: np.random.Generator
    ) -> tuple[Decision, State]:
        """Toss a coin."""
        p = rate_of(self.rate, spent)
        return Decision("ask" if rng.random() < p else "skip", p), state
