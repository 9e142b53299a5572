"""The one loop that feeds a gate: items come by one at a time, and the budget is a hard cap here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.parallel import single_thread
from labelwise.random import Seed, generator
from labelwise.types import CHUNK, Decision, Rows, Spent, State

__all__ = ["Offered", "feed", "gate_of"]

SKIPPED = Decision("skip", 0.0)
ACTIONS = ("skip", "ask", "self-label")


class Offered:
    """One row of a view as a view of size 1: all that a gate sees of the item on offer.

    Parameters
    ----------
    view : ViewLike
        A block of items; its arrays are there already.
    row : int
        Which of them.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View.from_arrays(proba=np.array([[0.9, 0.1], [0.5, 0.5]]))
    >>> Offered(view, 1).get("proba").tolist(), Offered(view, 1).size
    ([[0.5, 0.5]], 1)
    """

    size = 1

    def __init__(self, view: Any, row: int) -> None:
        self._view, self._row = view, np.array([row], dtype=np.int64)

    @property
    def labels(self) -> NDArray[np.int64]:
        """(1,) int64: its class index, -1 where unknown."""
        return np.asarray(self._view.labels[self._row])

    @property
    def pending(self) -> Rows:
        """Nothing: what is out already is never offered."""
        return np.zeros(0, dtype=np.int64)

    @property
    def round(self) -> int:
        """How many models came before this one."""
        return int(self._view.round)

    @property
    def classes(self) -> int | None:
        """Number of classes, None where nobody knows."""
        found: int | None = self._view.classes
        return found

    def has(self, name: str) -> bool:
        """Whether somebody provides ``name``."""
        return bool(self._view.has(name))

    def get(self, name: str, rows: Rows | None = None) -> Any:
        """The array called ``name`` of this item."""
        return self._view.get(name, self._row if rows is None else self._row[rows])

    def score(self, measure: Any, rows: Rows, rng: np.random.Generator | None = None) -> Any:
        """(1,) score of this item, higher = ask sooner."""
        return self._view.score(measure, self._row[rows], rng)


def gate_of(thing: Any) -> Any:
    """The gate in ``thing``: itself, its ``gate``, or that of its selector; None where there is none.

    Examples
    --------
    >>> gate_of("margin") is None
    True
    """
    inside = getattr(thing, "gate", None), getattr(getattr(thing, "selector", None), "gate", None)
    return next((place for place in (thing, *inside) if hasattr(place, "decide")), None)


def feed(
    gate: Any, view: Any, rows: Rows, rng: Seed, spent: Spent, state: State
) -> tuple[tuple[Decision, ...], State, Spent]:
    """Offer ``rows`` to a gate one after the other.

    Once ``spent`` says that nothing is left, no item is asked any more, whatever the gate decides.

    Parameters
    ----------
    gate : gate
        ``decide(view, spent, state, rng) -> (Decision, State)`` for one item.
    view : View
        What models give is computed once for each block of 8,192 rows.
    rows : (m,) int64
        In the order of the stream.
    rng : int or numpy.random.Generator
        A number gives the t-th item of a stream the same draws whatever blocks it comes in; a generator
        is used as it is.
    spent : Spent
        Where the stream stands.
    state : mapping
        What the gate kept, or its ``start()``.

    Returns
    -------
    decisions, state, spent
        One decision a row, and both as they are afterwards.

    Raises
    ------
    BadParameter
        If the gate decides what cannot be.
    """
    made: list[Decision] = []
    draws = _draws(rng)
    with single_thread():
        for start in range(0, len(rows), CHUNK):
            block = _block(gate, view, rows[start : start + CHUNK])
            for k in range(block.size):
                decision, state = gate.decide(Offered(block, k), spent, state, draws(spent.seen))
                decision = _capped(gate, decision, spent)
                made.append(decision)
                asked = spent.asked + (decision.action == "ask")
                spent = replace(spent, seen=spent.seen + 1, asked=asked)
    return tuple(made), state, spent


def _block(gate: Any, view: Any, rows: Rows) -> Any:
    """The gate's arrays of ``rows`` as a view of their own, so that models are asked once for all of them."""
    given = {name: view.get(name, rows) for name in gate.needs if name != "labels"} or {"row": rows}
    known = np.flatnonzero(view.labels[rows] >= 0)
    made = view.from_arrays(labelled=known, y=view.labels[rows[known]], classes=view.classes, **given)
    made.round, made.version = view.round, view.version
    return made


def _draws(rng: Seed) -> Callable[[int], np.random.Generator]:
    """The generator of the t-th item."""
    if isinstance(rng, (int, np.integer)):
        return lambda t: generator(int(rng), "offered", t)
    made = generator(rng)
    return lambda t: made


def _capped(gate: Any, decision: Decision, spent: Spent) -> Decision:
    """The decision, a skip instead of a question once the budget is spent."""
    if decision.action not in ACTIONS or not 0 <= decision.p <= 1:
        raise BadParameter(
            f"{gate!r} decided {decision!r}", allowed=f"{', '.join(ACTIONS)}, with p from 0 to 1"
        )
    if (decision.action == "self-label") != (decision.label is not None):
        raise BadParameter(f"{gate!r} decided {decision!r}", allowed="a label with self-label, else none")
    return SKIPPED if spent.left == 0 and decision.action != "self-label" else decision
