"""Vessal: volume sampling of a stream at a target rate, in one pass.

With ``g`` the gradient of the item on offer, ``A`` the running mean of ``g g'`` over all items seen and
``P = (I / scale + sum of g g' over those asked)^-1``: ask with probability
``p = min(1, rate g' P g / trace(A P))``. As ``E[g' P g] = trace(A P)``, the expectation of p is the rate.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, BadParameter
from labelwise.params import Between
from labelwise.representations import Gradient
from labelwise.streams.base import Gate, rate_of
from labelwise.types import Decision, Spent, State, ViewLike

__all__ = ["Vessal"]

FOLD = 64
"""So many items wait for the sum of squares."""

WIDEST = 4096
"""Most coordinates: both matrices then take 128 MiB each."""


@dataclass(frozen=True, repr=False)
class Vessal(Gate):
    """Ask about items that span directions not asked about so far.

    Time and memory O(D^2) an item, D coordinates: one product with ``P``, which changes where the item is
    asked about; the sum of squares is brought up to date every 64 items.

    Parameters
    ----------
    rate : float or None
        Share of the items to ask about, for a stream of unknown length; None: what is left over what is
        to come, which corrects itself.
    representation : representation
        Where the item stands. ``Gradient(order="rank")``, as in the official code, puts the block of the most
        probable class first. ``Gradient()`` has one block a class, as BADGE: a little better where the stream
        is in random order, and worse where new classes come late, because each is a new direction that
        takes from what is left for the next. ``Embedding()`` leaves out the model's doubt.
    scale : float
        ``P`` starts as ``scale`` times the identity.

    References
    ----------
    A. Saran, S. Yousefi, A. Krishnamurthy, J. Langford, J. T. Ash, "Streaming active learning with deep
    neural networks" (VeSSAL), 2023. Departures from the official code: a rate never falls below zero (there
    its absolute value is taken, so that more are accepted after the last); gradients are not multiplied by
    the root of the top probability; one gradient an item (with several, their determinant takes the place of
    the norm and the rate is lost).

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View.from_arrays(proba=np.array([[0.6, 0.4]]), embedding=np.array([[1.0, 2.0]]))
    >>> gate = Vessal(rate=0.1)
    >>> decision, state = gate.decide(view, Spent(), gate.start(), np.random.default_rng(0))
    >>> decision.action, round(decision.p, 3), sorted(state)
    ('skip', 0.1, ['inverse', 'recent', 'seen', 'total', 'trace'])
    """

    rate: Annotated[float | None, Between(0, 1)] = None
    representation: Any = field(default_factory=lambda: Gradient(order="rank"))
    scale: Annotated[float, Between(0, open_low=True)] = 100.0
    title = "vessal"

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """What the representation reads."""
        return tuple(getattr(self.representation, "needs", ()))

    def start(self) -> State:
        """No item seen; the matrices are made when the first one says how wide they are."""
        return {"seen": 0}

    def decide(
        self, view: ViewLike, spent: Spent, state: State, rng: np.random.Generator
    ) -> tuple[Decision, State]:
        """Ask with probability ``p``, and learn from the item either way."""
        g = self._point(view)
        now = self._begun(state, len(g))
        seen, total, inverse = now["seen"] + 1, now["total"], now["inverse"]
        reach, recent = inverse @ g, np.concatenate([now["recent"], g[None]])
        norm = float(g @ reach)
        trace = now["trace"] + norm
        rate, mean = rate_of(self.rate, spent), trace / seen
        p = min(1.0, max(0.0, rate * norm / mean)) if mean > 0 else rate
        ask = bool(rng.random() < p)
        if ask:
            spread = float(reach @ total @ reach) + float(np.square(recent @ reach).sum())
            inverse = inverse - np.outer(reach, reach) / (1 + norm)
            trace -= spread / (1 + norm)
        if len(recent) == FOLD:
            total, recent = total + recent.T @ recent, recent[:0]
            trace = float(np.vdot(total, inverse))
        made = {"seen": seen, "total": total, "recent": recent, "trace": trace, "inverse": inverse}
        return Decision("ask" if ask else "skip", p), made

    def _point(self, view: ViewLike) -> NDArray[np.float64]:
        row = np.zeros(1, dtype=np.int64)
        space = self.representation.fit(view, np.random.default_rng(0))  # one random sketch for all items
        return np.asarray(space(row).dense(row)[0], dtype=np.float64)

    def _begun(self, state: State, width: int) -> dict[str, Any]:
        """The sum of g g' without the recent items, these, the trace of all with ``P``, and ``P``."""
        if width > WIDEST:
            raise BadParameter(
                f"Vessal's points have {width} coordinates",
                allowed=f"{WIDEST} or fewer",
                fix="take representation=Embedding(), or a narrower embedding",
            )
        if "total" not in state:
            nothing = {"total": np.zeros((width, width)), "recent": np.zeros((0, width)), "trace": 0.0}
            return {"seen": int(state["seen"]), **nothing, "inverse": self.scale * np.eye(width)}
        if len(state["total"]) != width:
            raise BadData(
                f"the item has {width} coordinates and the items before had {len(state['total'])}",
                allowed="the same representation for the whole stream",
                fix="start again without state",
            )
        return {**state, "seen": int(state["seen"]), "trace": float(state["trace"])}
