"""ImportanceWeighted: ask where a committee differs, by chance, and weigh each answer by 1 / p."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from labelwise.params import Between, OneOf
from labelwise.streams.base import Gate
from labelwise.types import Decision, Spent, State, ViewLike

__all__ = ["ImportanceWeighted"]


@dataclass(frozen=True, repr=False)
class ImportanceWeighted(Gate):
    """Importance-weighted active learning (IWAL).

    An item is asked about with probability ``p = least + (1 - least) d``, where ``d`` is how far the losses
    of two members can be apart whatever its class is: the loss of member k is one minus its probability
    of the true class, so ``d = max over classes y of (max_k p_k(y) - min_k p_k(y))``. The answer counts
    ``1 / p``: the weighted loss on the answers is an unbiased estimate of the loss on all items that came
    by while questions were left, whatever the members got wrong.

    With ``least=0`` and all hypotheses that fit the answers so far as members, each sure of itself, it asks
    exactly in the region of disagreement (CAL).

    Parameters
    ----------
    least : float
        Smallest probability, 0 to 1; no answer counts more than one over it. 0 lets members that agree
        decide, and an item they are wrong about together never comes back.
    members : {"samples", "panel"}
        The (M, N, C) array of the committee's probabilities; :class:`~labelwise.learners.BaggedLearner`
        gives ``samples`` and counts the weights.

    References
    ----------
    A. Beygelzimer, S. Dasgupta, J. Langford, "Importance Weighted Active Learning", 2009: the rule of its
    section 2 with a bootstrapped committee in place of all hypotheses, as in its section 7. D. Cohn, L.
    Atlas, R. Ladner, "Improving generalization with active learning", 1994, for CAL.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View.from_arrays(samples=np.array([[[0.9, 0.1]], [[0.4, 0.6]]]))
    >>> made, _ = ImportanceWeighted(0.1).decide(view, Spent(), {}, np.random.default_rng(1))
    >>> made.action, round(made.p, 2), round(made.weight, 2)
    ('ask', 0.55, 1.82)
    """

    least: Annotated[float, Between(0, 1)] = 0.1
    members: Annotated[str, OneOf(("samples", "panel"))] = "samples"
    title = "iwal"

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """The committee's array."""
        return (self.members,)

    def start(self) -> State:
        """Nothing: what it knows is in the committee."""
        return {}

    def decide(
        self, view: ViewLike, spent: Spent, state: State, rng: np.random.Generator
    ) -> tuple[Decision, State]:
        """Toss the coin of the item."""
        if spent.left == 0:
            return Decision("skip", 0.0), state
        support = np.asarray(view.get(self.members), dtype=np.float64)[:, 0]  # (M, C)
        apart = float((support.max(axis=0) - support.min(axis=0)).max())
        p = min(self.least + (1 - self.least) * apart, 1.0)
        if rng.random() >= p:
            return Decision("skip", p), state
        return Decision("ask", p, weight=1 / p), state
