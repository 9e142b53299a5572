"""What a selector sees (:class:`Slate`) and what a strategy returns (:class:`Selection`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from labelwise.types.asking import Budget
from labelwise.types.learning import State
from labelwise.types.points import Points, Space
from labelwise.types.posing import Posed

Array = NDArray[Any]
Rows = NDArray[np.int64]


class ViewLike(Protocol):
    """What measures, representations, candidates and selectors may ask of a View.

    Examples
    --------
    >>> def rate(view: ViewLike) -> float:
    ...     return float((view.labels >= 0).mean())
    >>> from types import SimpleNamespace
    >>> rate(SimpleNamespace(labels=np.array([-1, 0, 2, -1])))
    0.5
    """

    @property
    def size(self) -> int:
        """Number of items of the pool."""
        ...

    @property
    def labels(self) -> Array:
        """(N,) int64: the class index of each labelled row, -1 elsewhere."""
        ...

    @property
    def pending(self) -> Rows:
        """Rows that are leased at present."""
        ...

    @property
    def round(self) -> int:
        """How many models came before this one."""
        ...

    def has(self, name: str) -> bool:
        """Whether somebody provides ``name``."""
        ...

    def get(self, name: str, rows: Rows | None = None) -> Any:
        """The named array, for all rows or for ``rows``."""
        ...

    def score(self, measure: Any, rows: Rows, rng: np.random.Generator | None = None) -> Array:
        """(m,) float64 scores of ``rows``, higher = ask sooner."""
        ...


@dataclass(eq=False)
class Slate:
    """Everything one selection run may look at; index i means ``rows[i]``.

    Parameters
    ----------
    rows : (m,) int64
        The candidates, ascending.
    n : int
        How many are wanted.
    rng : numpy.random.Generator
        The run's generator.
    score : (m,) float64 or None
        From the measure.
    points : Points or None
        From the representation, one per candidate.
    space : callable or None
        ``space(rows)`` for any other rows.
    centres : Points or None
        Points of labelled and pending rows.
    labels : (N,) int64
        Class index of each row of the pool, -1 where unknown.
    cost : (m,) float64
        Expected cost of each candidate.
    budget : Budget or None
        What may be spent on this selection.
    group : (m,) array or None
        A group per candidate, for quotas.
    view : ViewLike
        For pieces that need another array.
    ties : int
        Key of the hash by which the Picker breaks ties, ``labelwise.random.tie_break(rows, ties)``, for runs
        that find the highest score by themselves; the Picker sets it.

    Examples
    --------
    >>> slate = Slate(np.array([4, 8]), 1, np.random.default_rng(0), labels=np.full(9, -1), cost=np.ones(2))
    >>> slate.rows.tolist(), slate.score
    ([4, 8], None)
    """

    rows: Rows
    n: int
    rng: np.random.Generator
    labels: Array
    cost: Array
    score: Array | None = None
    points: Points | None = None
    space: Space | None = None
    centres: Points | None = None
    budget: Budget | None = None
    group: Array | None = None
    view: ViewLike | None = None
    ties: int = 0


class Run(Protocol):
    """One iterative selection in progress.

    A score of minus infinity means "not on offer now". Optional members, which the Picker looks for:

    ``static = True``
        The scores never change, so that they are read once.
    ``best(alive, rng) -> (i, p) or None``
        The next pick among the (m,) bool mask ``alive`` and its probability, for lazy or rejection
        forms; equal (for ``pick="sample"``: equal in law) to what ``scores`` gives.
    ``chance(i, alive) -> float``
        The probability that ``i``, which is alive, is drawn next; for runs that know it without ``scores``.
    ``score(i) -> float``
        What is recorded for ``i``, for runs whose ``scores`` cost more than ``best``.
    ``why(i) -> str``
        Why ``i`` is picked; ``score`` and ``why`` are asked just before ``add(i)``.
    ``barred``
        Positions that may not be picked from the start.

    Examples
    --------
    >>> class Spread:
    ...     def __init__(self, x):
    ...         self.x, self.near = x, np.full(len(x), np.inf)
    ...     def scores(self):
    ...         return self.near
    ...     def add(self, i):
    ...         self.near = np.minimum(self.near, abs(self.x - self.x[i]))
    >>> run = Spread(np.array([0.0, 1.0, 5.0]))
    >>> run.add(0)
    >>> run.scores().tolist()
    [0.0, 1.0, 5.0]
    """

    def scores(self) -> Array:
        """(m,) current desirability of every candidate, higher = sooner."""
        ...

    def add(self, i: int) -> Rows | None:
        """Take candidate i; returns positions that are now barred, or None."""
        ...


@runtime_checkable
class Iterative(Protocol):
    """A selector that picks one unit after the other.

    Examples
    --------
    >>> class First:
    ...     pick = "max"
    ...     def start(self, slate):
    ...         return iter(slate.rows)
    >>> isinstance(First(), Iterative), isinstance(First(), OneShot)
    (True, False)
    """

    @property
    def pick(self) -> Literal["max", "sample"]:
        """``"max"`` takes the highest score, ``"sample"`` draws in proportion to it."""
        ...

    def start(self, slate: Slate) -> Run:
        """Begin a run over ``slate``."""
        ...


@runtime_checkable
class OneShot(Protocol):
    """A selector that picks the whole batch at once.

    Examples
    --------
    >>> class Best:
    ...     def choose(self, slate):
    ...         return np.argsort(-slate.score)[: slate.n]
    >>> slate = Slate(np.array([4, 8]), 1, np.random.default_rng(0), labels=np.array([]), cost=np.ones(2),
    ...               score=np.array([0.1, 0.7]))
    >>> isinstance(Best(), OneShot), Best().choose(slate).tolist()
    (True, [1])
    """

    def choose(self, slate: Slate) -> Rows:
        """Positions in the slate, in picking order."""
        ...


@dataclass(frozen=True, eq=False)
class Selection:
    """What a strategy picked.

    Parameters
    ----------
    indices : (n,) int64
        Row positions in picking order.
    scores : (n,) float64
        The score each had when it was picked; NaN where the selector has none.
    why : tuple of str
        Who picked it, one per row.
    p : (n,) float64 or None
        Probability of this pick given the earlier ones (``design="sequence"``) or its inclusion
        probability (``"inclusion"``); None for a deterministic pick.
    design : str or None
        ``"sequence"``, ``"inclusion"`` or None.
    cost : (n,) float64
        Expected cost of each.
    options : tuple of Posed
        How each question is put, in the order of ``indices``.
    short : str
        Why fewer than asked came back; empty when all came.
    state : dict
        What stateful pieces want to keep.
    units : tuple
        Units for pools with parts; empty when each row is its item.
    to : tuple of str or None
        Whom each question is for, when a router says so; empty is whoever asks.
    purposes : tuple of str
        Purpose of each; empty is ``train`` for all.
    hold : bool
        The rest of the batch is chosen under the same model, once these are answered.

    Examples
    --------
    >>> picked = Selection(np.array([7, 3]), np.array([0.9, 0.4]), ("margin", "random"))
    >>> len(picked), picked.indices.tolist(), picked.why[0], picked.p
    (2, [7, 3], 'margin', None)
    """

    indices: Rows
    scores: Array
    why: tuple[str, ...]
    p: Array | None = None
    design: Literal["sequence", "inclusion"] | None = None
    cost: Array = field(default_factory=lambda: np.zeros(0))
    options: tuple[Posed, ...] = ()
    short: str = ""
    state: State = field(default_factory=dict)
    units: Sequence[Any] = ()
    to: tuple[str | None, ...] = ()
    purposes: tuple[str, ...] = ()
    hold: bool = False

    def __len__(self) -> int:
        return len(self.indices)


@runtime_checkable
class Selects(Protocol):
    """A Strategy, or a policy that delegates to Strategies.

    Examples
    --------
    >>> class Newest:
    ...     def select(self, view, n, rng, rows=None, state=None):
    ...         return Selection(rows[-n:], np.zeros(n), ("newest",) * n)
    >>> isinstance(Newest(), Selects)
    True
    >>> Newest().select(None, 2, None, rows=np.arange(5)).indices.tolist()
    [3, 4]
    """

    def select(
        self,
        view: Any,
        n: Any,
        rng: np.random.Generator,
        rows: Rows | None = None,
        state: State | None = None,
    ) -> Selection:
        """Pick ``n`` rows; one that chooses how many takes None as well, and names them in ``sizes``."""
        ...
