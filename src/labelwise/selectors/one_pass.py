"""OnePass: a gate for streams as a selector, each candidate looked at once, in the pool's order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import OneOf
from labelwise.selectors.base import Listed, Selector
from labelwise.selectors.feeding import feed
from labelwise.types import Rows, Slate, Spent

__all__ = ["OnePass"]


class _Passed(Listed):
    """Those let through in the order they came, then those drawn to fill up."""

    def __init__(self, order: Rows, p: NDArray[Any]) -> None:
        super().__init__(order, len(p))
        self._p = p

    def score(self, i: int) -> float:
        """The probability with which the gate let it through; NaN for one drawn to fill up."""
        return float(self._p[i])

    def why(self, i: int) -> str:
        """How it came in."""
        return "to fill up" if np.isnan(self._p[i]) else f"let through with p {self._p[i]:.3g}"


@dataclass(frozen=True, repr=False)
class OnePass(Selector):
    """Offer every candidate to a gate once and take the first ``n`` that it asks about.

    ``Selection.scores`` holds the probabilities with which the gate asked. A gate draws for each item by
    itself, so a batch may fall short; self-labels are skips here.

    Parameters
    ----------
    gate : gate
        See :mod:`labelwise.streams`; it starts afresh with every batch.
    shortage : {"fill", "stop"}
        When the gate asks about fewer: draw the rest at random, as the authors of VeSSAL do by
        ``fill_random``, or return fewer.

    Examples
    --------
    >>> from labelwise.strategy import Strategy, View
    >>> from labelwise.streams import Bernoulli
    >>> strategy = Strategy(selector=OnePass(Bernoulli()))
    >>> view = View.from_arrays(embedding=np.eye(8))
    >>> made = strategy.select(view, 3, np.random.default_rng(0))
    >>> len(made), made.why[0]
    (3, 'bernoulli: let through with p 0.375')
    """

    gate: Any
    shortage: Annotated[str, OneOf(("fill", "stop"))] = "fill"
    passes = 0.0

    def __post_init__(self) -> None:
        """Refuse what is no gate."""
        super().__post_init__()
        if not hasattr(self.gate, "decide"):
            raise BadParameter(f"the gate is {self.gate!r}", allowed="a gate, for example streams.Vessal()")

    @property
    def title(self) -> str:  # type: ignore[override]
        """The gate's."""
        return str(getattr(self.gate, "title", type(self.gate).__name__))

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """What the gate reads."""
        return tuple(self.gate.needs)

    def start(self, slate: Slate) -> _Passed:
        """Let the candidates pass by."""
        size = len(slate.rows)
        spent = Spent(limit=slate.n, horizon=size)
        made, _, _ = feed(self.gate, slate.view, slate.rows, slate.rng, spent, self.gate.start())
        taken = np.array([d.action == "ask" for d in made])
        rest = np.flatnonzero(~taken) if self.shortage == "fill" else np.zeros(0, dtype=np.int64)
        order = np.concatenate((np.flatnonzero(taken), slate.rng.permutation(rest)))
        return _Passed(order, np.where(taken, [d.p for d in made], np.nan))
