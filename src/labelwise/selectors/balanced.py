"""Balanced: the class with the fewest labels comes next, as far as the model can tell classes apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.params import OneOf
from labelwise.random import tie_break
from labelwise.selectors.random import Random
from labelwise.selectors.wrapper import Wrapped, Wrapper, groups
from labelwise.types import Rows, Run, Slate

__all__ = ["Balanced"]


class _Even(Wrapped):
    """The inner run, of which only the class with the fewest labels is on offer."""

    static = False

    def __init__(self, inner: Run, wrapper: Balanced, slate: Slate) -> None:
        super().__init__(inner)
        self._slate, self._pick, self._next = slate, wrapper.pick, wrapper.exhausted == "next"
        self._of = _classes(groups(slate, wrapper.by), wrapper.by)
        self._count = _labels(slate, self._of, wrapper.by)
        self._free = np.ones(len(self._of), dtype=bool)
        self._bar(getattr(inner, "barred", None))

    def scores(self) -> NDArray[Any]:
        """(m,) the inner scores, minus infinity outside the class whose turn it is."""
        return self._turn(self._free)

    def score(self, i: int) -> float:
        """The inner score."""
        return float(np.asarray(self._inner.scores())[i])

    def best(self, alive: NDArray[np.bool_], rng: np.random.Generator) -> tuple[int, float | None] | None:
        """The pick of the class whose turn it is among those that are alive."""
        score = np.where(alive, self._turn(alive), -np.inf)
        open_to = np.flatnonzero(score > -np.inf)
        if not len(open_to):
            return None
        if self._pick == "sample":
            mass = score[open_to] if score[open_to].any() else np.ones(len(open_to))
            total = np.cumsum(mass)
            at = int(np.searchsorted(total, rng.random() * total[-1], side="right"))
            at = min(at, int(np.flatnonzero(mass)[-1]))
            return int(open_to[at]), float(mass[at] / total[-1])
        tied = open_to[score[open_to] == score[open_to].max()]
        return int(tied[tie_break(self._slate.rows[tied], self._slate.ties).argmin()]), None

    def add(self, i: int) -> Rows | None:
        """Count the pick; in the manner of the authors only where it is of the class whose turn it was."""
        if self._next or self._of[i] == self._count.argmin():
            self._count[self._of[i]] += 1
        barred = self._inner.add(i)
        self._bar(np.array([i]))
        self._bar(barred)
        return barred

    def why(self, i: int) -> str:
        """How many labels its class has."""
        return f"class {self._of[i]} has {self._count[self._of[i]]} labels"

    def _bar(self, barred: Rows | None) -> None:
        if barred is not None:
            self._free[barred] = False

    def _turn(self, alive: NDArray[np.bool_]) -> NDArray[Any]:
        inner = np.asarray(self._inner.scores(), dtype=np.float64)
        on_offer = alive & (inner > -np.inf)
        if self._next:
            there = np.zeros(len(self._count), dtype=bool)
            there[self._of[on_offer]] = True
            turn = np.where(there, self._count, np.inf).argmin()
        else:
            turn = self._count.argmin()
        own = self._of == turn
        return np.where(own, inner, -np.inf) if (own & on_offer).any() else inner


def _classes(given: Any, name: str) -> NDArray[np.int64]:
    found = np.asarray(given)
    if found.dtype.kind not in "iu" or (found < 0).any():
        raise BadData(
            f"{name!r} holds {found.dtype} values", allowed="class indices of 0 or more", fix="by='predicted'"
        )
    return found.astype(np.int64)


def _labels(slate: Slate, of: NDArray[np.int64], by: str) -> NDArray[np.int64]:
    """(C,) labels of each class, and what is being asked by its predicted class."""
    view = slate.view
    pending = np.zeros(0, dtype=np.int64)
    if view is not None and len(view.pending):
        pending = _classes(view.get(by, view.pending), by)
    named = int(view.get("classes")) if view is not None and view.has("classes") else 0
    size = max(named, int(of.max(initial=0)) + 1, int(slate.labels.max(initial=0)) + 1)
    known = np.concatenate((slate.labels[slate.labels >= 0], pending[pending < size]))
    return np.bincount(known, minlength=size)


@dataclass(frozen=True, repr=False)
class Balanced(Wrapper):
    """Each pick comes from the predicted class that has the fewest labels so far.

    Labels count by their true class, picks and leased units by the predicted one; of classes with equal
    counts the first. With right predictions and enough candidates the counts of the classes differ by one at
    most.

    Parameters
    ----------
    selector : selector
        Says which unit of a class comes first; at random by default, as in the paper.
    by : str
        View name of the class index of each candidate.
    exhausted : {"next", "any"}
        When the class whose turn it is has no candidate left: the next class, or any candidate without
        counting it, which is what the code of the authors does. There every pick that follows is random,
        because the empty class keeps its turn.

    References
    ----------
    J. Bang, S. Ahn, J. Lee, "Active prompt learning in vision language models" (PCB, S006), 2024.

    Examples
    --------
    >>> from labelwise.selectors import Picker, TopK
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"kind": np.array([0, 0, 0, 1, 1])}, labels=[-1] * 5)
    >>> slate = Slate(np.arange(5), 4, np.random.default_rng(0), view.labels, np.ones(5),
    ...               score=np.array([0.9, 0.8, 0.7, 0.2, 0.1]), view=view)
    >>> Picker(slate, Balanced(TopK(), by="kind")).fill().selection().indices.tolist()
    [0, 3, 1, 4]
    """

    selector: Any = field(default_factory=Random)
    by: str = "predicted"
    exhausted: Annotated[str, OneOf(("next", "any"))] = "next"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The inner selector's, balanced."""
        return f"balanced {super().title}"

    def around(self, run: Run, slate: Slate) -> Run:
        """Count the labels of each class."""
        return _Even(run, self, slate)
