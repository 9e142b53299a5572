"""Arrays in, picks out: every strategy on a model that labelwise never saw."""

from __future__ import annotations

from typing import Any

import numpy as np

from labelwise.errors import BadParameter, MissingCapability, UnknownName
from labelwise.params import needs_of
from labelwise.random import Seed, generator
from labelwise.strategy import View, check_count
from labelwise.strategy.arrays import AXIS, NDIM
from labelwise.strategy.providers import PROVIDERS, missing
from labelwise.types import Budget, Selection, Selects

OTHERS = ("head", "neighbours", "edges", "votes", "coords", "oof_proba", "cost", "group")
KNOWN = (*NDIM, *AXIS, *OTHERS)
"""View names that may be passed to any strategy, whether it takes them or not."""

EXTRA = ("rows", "state", "budget", "pending", "classes")
"""What may be passed besides arrays."""


def query(
    strategy: str | Selects,
    n: int,
    *,
    labelled: Any = None,
    y: Any = None,
    rng: Seed = None,
    **arrays: Any,
) -> Selection:
    """Choose ``n`` rows to ask about next.

    Parameters
    ----------
    strategy : str or Strategy
        A name from ``labelwise methods``, or an object with ``select``.
    n : int
        How many rows. When there are fewer, all come and ``.short`` says why.
    labelled : (l,) int, optional
        Rows that have a label; they are never chosen.
    y : (l,) array, optional
        ``y[i]`` is the label of row ``labelled[i]``.
    rng : int or numpy.random.Generator, optional
        The same seed gives the same picks.
    **arrays
        View names such as ``proba`` (N, C) and ``embedding`` (N, D): numpy, memory maps, scipy sparse,
        Arrow, tensors. Also ``cost`` and ``group``, one entry a row; ``classes``, their number or names;
        ``pending`` rows that are being asked; ``rows`` to choose among; ``budget``; ``state`` of the last
        selection.

    Returns
    -------
    Selection
        ``.indices`` are row positions in picking order.

    Raises
    ------
    UnknownName
        No strategy has this name, or an array has a name that means nothing here.
    MissingCapability
        An array that the strategy takes was not passed.
    BadData
        Arrays that disagree, NaN, rows of ``proba`` that do not sum to 1.

    Examples
    --------
    >>> proba = np.array([[0.9, 0.1], [0.6, 0.4], [0.5, 0.5]])
    >>> query("margin", 2, proba=proba, rng=0).indices.tolist()
    [2, 1]
    """
    check_count(n)
    made = _strategy(strategy)
    given = {k: v for k, v in arrays.items() if v is not None}
    _refuse_unknown(made, given)
    rows = given.pop("rows", None)
    state, budget = given.pop("state", None), Budget.of(given.pop("budget", None))
    if not any(k not in EXTRA for k in given) and rows is not None:
        given["row"] = np.arange(_size(rows, labelled))
    view = View.from_arrays(labelled=labelled, y=y, **given)
    _refuse_lacking(made, view)
    extra = {} if budget is None else {"budget": budget}
    return made.select(view, n, generator(rng), rows, state, **extra)


def _strategy(strategy: Any) -> Selects:
    if isinstance(strategy, str):
        from labelwise.papers import resolve

        strategy = resolve(strategy)
    if not hasattr(strategy, "select"):
        raise BadParameter(f"the strategy is {strategy!r}", allowed="a name, or an object with select")
    made: Selects = strategy
    return made


def _takes(strategy: Selects) -> tuple[str, ...]:
    return (*getattr(strategy, "needs", ()), *getattr(strategy, "optional", ()))


def _refuse_unknown(strategy: Selects, given: dict[str, Any]) -> None:
    takes = _takes(strategy)
    inputs = {n for name in takes if name in PROVIDERS for n in needs_of(PROVIDERS[name])}
    for name in given:
        known = name.rpartition("_")[2] in KNOWN or name in (*KNOWN, *EXTRA, *PROVIDERS, *takes, *inputs)
        if not known and not callable(given[name]):
            raise UnknownName.among(
                "array", name, {*takes, *inputs, *EXTRA, "cost", "group", "labelled", "y"}
            )


def _refuse_lacking(strategy: Selects, view: View) -> None:
    lacking = [name for name in getattr(strategy, "needs", ()) if not view.has(name)]
    if lacking:
        error = missing(lacking[0], view.names)
        takes = ", ".join(_takes(strategy))
        raise MissingCapability(f"this strategy takes {takes}, and {error.problem}", fix=error.fix)


def _size(rows: Any, labelled: Any) -> int:
    """Where only rows are given, the pool ends with the last one named."""
    return 1 + int(max(np.max(r, initial=-1) for r in (rows, [] if labelled is None else labelled)))
