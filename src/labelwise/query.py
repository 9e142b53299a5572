"""Arrays in, picks out: every strategy and every gate on a model that labelwise never saw."""

from __future__ import annotations

from typing import Any

import numpy as np

from labelwise.errors import BadParameter, UnknownName
from labelwise.params import Whole, needs_of
from labelwise.random import Seed, generator
from labelwise.selectors.base import part, plain, under
from labelwise.selectors.feeding import SKIPPED, feed, gate_of
from labelwise.strategy import View, count_for, exactly, needs_now
from labelwise.strategy.arrays import AXIS, NDIM
from labelwise.strategy.providers import PROVIDERS, need_of
from labelwise.types import Budget, Decision, Selection, Selects, Spent, State

OTHERS = ("head", "neighbours", "edges", "votes", "coords", "oof_proba", "cost", "group")
KNOWN = (*NDIM, *AXIS, *OTHERS)
"""View names that may be passed to any strategy, whether it takes them or not."""

EXTRA = ("rows", "state", "budget", "pending", "classes", "round")
"""What may be passed besides arrays."""


def query(
    strategy: str | Selects,
    n: int | None,
    *,
    labelled: Any = None,
    y: Any = None,
    rng: Seed = None,
    exact: bool = False,
    **arrays: Any,
) -> Selection:
    """Choose ``n`` rows to ask about next.

    Parameters
    ----------
    strategy : str or Strategy
        A name from ``labelwise methods``, or an object with ``select``.
    n : int or None
        How many rows. When there are fewer, all come and ``.short`` says why. None leaves it to a strategy
        that chooses the size, such as ``display-size``.
    labelled : (l,) int, optional
        Rows that have a label; they are never chosen.
    y : (l,) array, optional
        ``y[i]`` is the label of row ``labelled[i]``.
    rng : int or numpy.random.Generator, optional
        The same seed gives the same picks.
    exact : bool
        Choose among all candidates however long it takes. Otherwise a random part of them goes on where a
        selector would read more than 4 TiB, a matter of ten minutes, and ``.why`` says so. Stages of the
        strategy itself stay: ``auto`` compares 10,000 at most.
    **arrays
        View names such as ``proba`` (N, C) and ``embedding`` (N, D): numpy, memory maps, scipy sparse,
        Arrow, tensors. Also ``cost`` and ``group``, one entry a row; ``classes``, their number or names;
        ``pending`` rows that are being asked; ``rows`` to choose among; ``budget``; ``state`` of the last
        selection; ``round``, how many models came before.

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
    made = _strategy(strategy)
    n = count_for(made, n)
    made = exactly(made) if exact else made
    given = {k: v for k, v in arrays.items() if v is not None}
    _refuse_unknown(made, given)
    rows = given.pop("rows", None)
    state, budget = given.pop("state", None), Budget.of(given.pop("budget", None))
    if not any(k not in EXTRA for k in given) and (rows is not None or _takes(made)):
        given["row"] = np.arange(_size(rows, labelled))
    view = View.from_arrays(labelled=labelled, y=y, **given)
    _refuse_lacking(made, view)
    extra = {} if budget is None else {"budget": budget}
    return made.select(view, n, generator(rng), rows, state, **extra)


def decide(
    gate: Any,
    state: State | None = None,
    *,
    rng: Seed = None,
    limit: int | None = None,
    horizon: int | None = None,
    labelled: Any = None,
    y: Any = None,
    **arrays: Any,
) -> tuple[tuple[Decision, ...], State]:
    """Decide about items of a stream as they come by, in the order of the rows.

    Parameters
    ----------
    gate : str or gate
        A name such as ``vessal``, a gate of :mod:`labelwise.streams`, or a Strategy around one.
    state : mapping, optional
        What the last call gave; none before the first item. Flat: numbers, strings and arrays.
    rng : int or numpy.random.Generator, optional
        The same number for all calls of a stream: the t-th item then has the same draws in whatever
        blocks the stream comes.
    limit : int, optional
        At most so many questions in the whole stream, never one more.
    horizon : int, optional
        Items of the whole stream; with a limit it gives a gate without a rate of its own its rate.
    labelled : (l,) int, optional
        Rows that have a label; they are skipped and do not count as seen, nor do ``pending`` rows.
    y : (l,) array, optional
        ``y[i]`` is the label of row ``labelled[i]``.
    **arrays
        View names, one row an item, as for :func:`query`.

    Returns
    -------
    tuple of Decision
        One a row: ``.action`` is ``skip``, ``ask`` or ``self-label``, ``.p`` the probability of asking.
    state
        For the next call; ``state["seen"]`` and ``state["asked"]`` count.

    Raises
    ------
    BadParameter
        There is no gate in what was passed, or the state is another's.
    UnknownName, MissingCapability, BadData
        As :func:`query`.

    Examples
    --------
    >>> from labelwise.streams import Bernoulli
    >>> state = None
    >>> for block in np.eye(6).reshape(2, 3, 6):
    ...     made, state = decide(Bernoulli(), state, rng=0, limit=2, horizon=6, embedding=block)
    >>> state["seen"], state["asked"]
    (6, 2)
    """
    made = _gate(gate)
    given = {k: v for k, v in arrays.items() if v is not None}
    _refuse_unknown(made, given, ("pending", "classes"))
    view = View.from_arrays(labelled=labelled, y=y, **given)
    _refuse_lacking(made, view)
    spent, kept = _resumed(made, state, limit, horizon)
    taken = np.union1d(view.labelled, view.pending)
    rows = np.setdiff1d(np.arange(view.size, dtype=np.int64), taken, assume_unique=True)
    found, kept, spent = feed(made, view, rows, rng, spent, kept)
    by_row = dict(zip(rows.tolist(), found, strict=True))
    decisions = tuple(by_row.get(row, SKIPPED) for row in range(view.size))
    return decisions, {"seen": spent.seen, "asked": spent.asked, **under("gate", kept)}


def _gate(thing: Any) -> Any:
    found = gate_of(_strategy(thing) if isinstance(thing, str) else thing)
    if found is None:
        raise BadParameter(
            f"{thing!r} has no gate",
            allowed="a name such as 'vessal' or 'sl-selective', a gate, a Strategy with OnePass(gate)",
        )
    return found


def _resumed(gate: Any, state: State | None, limit: Any, horizon: Any) -> tuple[Spent, State]:
    """Where the stream stands, and what its gate kept."""
    for name, amount in (("limit", limit), ("horizon", horizon)):
        if amount is not None and not Whole(0)(amount):
            raise BadParameter(f"the {name} is {amount!r}", allowed=f"{Whole(0)}, or None")
    if state is None:
        return Spent(0, 0, limit, horizon), gate.start()
    if not {"seen", "asked"} <= set(state):
        raise BadParameter(
            f"the state has {', '.join(state) or 'nothing'}",
            allowed="what the last decide() of the stream gave",
        )
    state = plain(state)
    return Spent(state["seen"], state["asked"], limit, horizon), part(state, "gate")


def _strategy(strategy: Any) -> Selects:
    if isinstance(strategy, str):
        from labelwise.papers import resolve

        strategy = resolve(strategy)
    if not hasattr(strategy, "select"):
        raise BadParameter(f"the strategy is {strategy!r}", allowed="a name, or an object with select")
    made: Selects = strategy
    return made


def _takes(strategy: Any) -> tuple[str, ...]:
    return (*getattr(strategy, "needs", ()), *getattr(strategy, "optional", ()))


def _refuse_unknown(strategy: Any, given: dict[str, Any], extra: tuple[str, ...] = EXTRA) -> None:
    takes = _takes(strategy)
    inputs = {n for name in takes if name in PROVIDERS for n in needs_of(PROVIDERS[name])}
    for name in given:
        known = name.rpartition("_")[2] in KNOWN or name in (*KNOWN, *extra, *PROVIDERS, *takes, *inputs)
        if not known and not callable(given[name]):
            raise UnknownName.among(
                "array", name, {*takes, *inputs, *extra, "cost", "group", "labelled", "y"}
            )


def _refuse_lacking(strategy: Any, view: View) -> None:
    for name in needs_now(strategy, view):
        who = need_of(strategy, name)
        view.require(name, f"this strategy takes {', '.join(_takes(strategy))}{f' ({who})' if who else ''}")


def _size(rows: Any, labelled: Any) -> int:
    """Where only rows are given, the pool ends with the last one named."""
    return 1 + int(max((np.max(r, initial=-1) for r in (rows, labelled) if r is not None), default=-1))
