"""What all selectors share, and one form for both kinds: every selector becomes a run."""

from __future__ import annotations

import reprlib
from typing import Any, Literal

import numpy as np

from labelwise.errors import BadParameter
from labelwise.params import Piece
from labelwise.types import Incidence, OneShot, Points, Rows, Run, Slate, State

__all__ = [
    "Fixed",
    "Listed",
    "Selector",
    "begin",
    "part",
    "plain",
    "points_of",
    "positions",
    "sets_of",
    "under",
]


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
    passes : float
        How often a pick reads the points of all candidates; about 0 where it looks at few of them. Products
        of matrices count as a tenth of a pass for each pick they serve.
    pairs : float
        How often all candidates are compared with each other, once for the batch; a tenth for each comparison
        by products of matrices.
    """

    title = ""
    takes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    pick: Literal["max", "sample"] = "max"
    passes: float = 1.0
    pairs: float = 0.0


class Fixed:
    """Scores that never change, as a run.

    Parameters
    ----------
    score : (m,) float
        One a candidate.

    Examples
    --------
    >>> Fixed(np.array([0.5, 2.0])).scores().tolist()
    [0.5, 2.0]
    """

    static = True

    def __init__(self, score: Any) -> None:
        self._score = score

    def scores(self) -> Any:
        """(m,) the scores."""
        return self._score

    def add(self, i: int) -> None:
        """Nothing changes."""


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
    order = positions(selector, "chose", selector.choose(slate), size)
    if len(np.unique(order)) < len(order):
        raise BadParameter(
            f"{selector!r} chose {order.tolist()[:10]}, one of them twice",
            allowed=f"different positions from 0 to {size - 1}",
            fix="return each candidate once, the first pick first",
        )
    return Listed(order, size), {}


def positions(selector: Any, did: str, given: Any, size: int) -> Rows:
    """Positions in a slate as a selector gave them.

    Raises
    ------
    BadParameter
        Unless they are a list of whole numbers from 0 to ``size - 1``.

    Examples
    --------
    >>> positions("mine", "chose", [2, 0], 3).tolist()
    [2, 0]
    >>> positions("mine", "chose", [7], 3)
    Traceback (most recent call last):
    labelwise.errors.BadParameter: 'mine' chose [7]. Allowed: whole positions from 0 to 2. To fix: return
    positions in slate.rows, not rows of the pool.
    """
    found = np.asarray(given) if isinstance(given, (np.ndarray, list, tuple)) else np.array(np.nan)
    whole = found.ndim == 1 and (found.dtype.kind in "iu" or not len(found))
    if not whole or ((found < 0) | (found >= size)).any():
        raise BadParameter(
            f"{selector!r} {did} {reprlib.repr(found.tolist() if whole else given)}",
            allowed=f"whole positions from 0 to {size - 1}",
            fix="return positions in slate.rows, not rows of the pool",
        )
    return found.astype(np.int64)


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


def sets_of(slate: Slate, selector: Any) -> Incidence:
    """The slate's points, which have to be sets.

    Raises
    ------
    BadParameter
        If the representation gives no sets.
    """
    if not isinstance(slate.points, Incidence):
        raise BadParameter(
            f"{type(selector).__name__} got {type(slate.points).__name__}",
            allowed="sets",
            fix="use representation=Balls(Embedding(norm='l2'), radius=Purity(0.95)), or Groups(('group',))",
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


def plain(state: State) -> dict[str, Any]:
    """A state that went through a file: what has no dimension is a number or a string again.

    Examples
    --------
    >>> plain({"seen": np.array(3), "recent": np.array([1, 0])})["seen"]
    3
    """
    return {k: v.item() if isinstance(v, np.ndarray) and v.ndim == 0 else v for k, v in state.items()}


def under(name: str, state: State) -> dict[str, Any]:
    """The state of the piece called ``name`` as entries of a flat state.

    Examples
    --------
    >>> under("selector", {"k": 2})
    {'selector.k': 2}
    """
    return {f"{name}.{k}": v for k, v in state.items()}
