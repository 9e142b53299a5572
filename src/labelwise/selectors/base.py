"""What all selectors share, and one form for both kinds: every selector becomes a run."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from labelwise.errors import BadParameter
from labelwise.params import Piece
from labelwise.types import OneShot, Points, Rows, Run, Slate, State

__all__ = ["Listed", "Selector", "begin", "part", "points_of", "under"]


class Selector(Piece):
    """Base of the selectors of this package; others need only ``start`` or ``choose``.

    Attributes
    ----------
    title : str
        Its name in ``Selection.why``.
    takes : tuple of str
        What the slate must have: ``"score"``, ``"points"``, ``"sets"`` (points that are an Incidence).
    needs : tuple of str
        View names it reads by itself.
    pick : str
        ``"max"`` takes the highest score, ``"sample"`` draws in proportion to it.
    """

    title = ""
    takes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    pick: Literal["max", "sample"] = "max"


class Listed:
    """A batch chosen at once, as a run: the first listed has the highest score.

    Parameters
    ----------
    order : (k,) int64
        Positions in picking order.
    size : int
        Number of candidates.

    Examples
    --------
    >>> Listed(np.array([2, 0]), size=3).scores().tolist()
    [1.0, -inf, 2.0]
    """

    static = True

    def __init__(self, order: Rows, size: int) -> None:
        self._scores = np.full(size, -np.inf)
        self._scores[order] = np.arange(len(order), 0, -1)

    def scores(self) -> Any:
        """(m,) rank from the end, minus infinity where not listed."""
        return self._scores

    def add(self, i: int) -> None:
        """Nothing changes."""


def begin(selector: Any, slate: Slate, state: State | None = None) -> tuple[Run, State]:
    """Start a selector of either kind.

    Returns
    -------
    run : Run
        The selection in progress.
    state : mapping
        What a stateful selector (``stateful = True``, ``start(slate, state) -> (run, state)``) keeps;
        it may fill it while it picks.

    Raises
    ------
    BadParameter
        If it is no selector, or a one-shot selector chose what is not there.
    """
    size = len(slate.rows)
    if not size or not slate.n:
        return Listed(np.zeros(0, dtype=np.int64), size), dict(state or {})
    if getattr(selector, "stateful", False):
        run, kept = selector.start(slate, state or {})
        return run, kept
    if hasattr(selector, "start"):
        return selector.start(slate), {}
    if not isinstance(selector, OneShot):
        raise BadParameter(
            f"the selector is {selector!r}", allowed="an object with start(slate) or choose(slate)"
        )
    order = np.asarray(selector.choose(slate), dtype=np.int64)
    if len(np.unique(order)) < len(order) or ((order < 0) | (order >= size)).any():
        raise BadParameter(
            f"{selector!r} chose {order.tolist()[:10]}", allowed=f"different positions from 0 to {size - 1}"
        )
    return Listed(order, size), {}


def points_of(slate: Slate, selector: Any) -> Points:
    """The slate's points.

    Raises
    ------
    BadParameter
        If there are none.
    """
    if slate.points is None:
        raise BadParameter(
            f"{selector!r} picks by points", fix="give the strategy a representation, e.g. Embedding()"
        )
    return slate.points


def part(state: State | None, name: str) -> dict[str, Any]:
    """What the piece called ``name`` kept in a flat state.

    Examples
    --------
    >>> part({"measure.u": 1, "selector.k": 2}, "selector")
    {'k': 2}
    """
    return {k.removeprefix(f"{name}."): v for k, v in (state or {}).items() if k.startswith(f"{name}.")}


def under(name: str, state: State) -> dict[str, Any]:
    """The state of the piece called ``name`` as entries of a flat state.

    Examples
    --------
    >>> under("selector", {"k": 2})
    {'selector.k': 2}
    """
    return {f"{name}.{k}": v for k, v in state.items()}
