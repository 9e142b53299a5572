"""Few-shot tasks drawn from a labelled set: some classes, items to choose from, items to judge by (S013)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, BadParameter
from labelwise.params import Between, Piece
from labelwise.strategy import View
from labelwise.types import Selects

__all__ = ["Episode", "Episodes", "context"]

Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Episode:
    """One few-shot task.

    Parameters
    ----------
    classes : (W,) labels
        Its classes.
    pool, test : (n,) and (t,) int64
        Rows that may be labelled, and rows that the learner is judged by; ascending.
    pool_y, test_y : (n,) and (t,) int64
        Their classes, as positions in ``classes``.
    """

    classes: NDArray[Any]
    pool: Rows
    pool_y: Rows
    test: Rows
    test_y: Rows


@dataclass(frozen=True, repr=False)
class Episodes(Piece):
    """How few-shot tasks are drawn.

    Parameters
    ----------
    ways : int
        Classes of a task.
    pool : int
        Items of each class that may be labelled.
    test : int
        Items of each class that the learner is judged by.

    Examples
    --------
    >>> y = np.repeat([3, 5, 8], 10)
    >>> task = Episodes(2, pool=6, test=4).draw(y, np.random.default_rng(0))
    >>> len(task.classes), len(task.pool), len(task.test), len(np.intersect1d(task.pool, task.test))
    (2, 12, 8, 0)
    """

    ways: Annotated[int, Between(2)] = 5
    pool: Annotated[int, Between(1)] = 20
    test: Annotated[int, Between(1)] = 15

    def draw(self, y: NDArray[Any], rng: np.random.Generator) -> Episode:
        """A task over classes that have enough items.

        Parameters
        ----------
        y : (N,) labels
            Of all items.
        rng : numpy.random.Generator
            Draws classes and items.

        Raises
        ------
        BadData
            If fewer than ``ways`` classes have ``pool + test`` items.
        """
        y, each = np.asarray(y), self.pool + self.test
        names, counts = np.unique(y, return_counts=True)
        large = names[counts >= each]
        if len(large) < self.ways:
            raise BadData(
                f"{len(large)} classes have {each} items or more",
                allowed=f"{self.ways} such classes",
                fix="take fewer ways, or smaller pools and tests",
            )
        classes = np.sort(rng.choice(large, self.ways, replace=False))
        drawn = [rng.permutation(np.flatnonzero(y == c))[:each] for c in classes]
        pool, test = (np.sort(np.concatenate(part)) for part in self._parts(drawn))
        return Episode(
            classes, pool, np.searchsorted(classes, y[pool]), test, np.searchsorted(classes, y[test])
        )

    def _parts(self, drawn: list[Rows]) -> tuple[list[Rows], list[Rows]]:
        return [rows[: self.pool] for rows in drawn], [rows[self.pool :] for rows in drawn]


def context(
    task: Episode,
    strategy: Selects,
    shots: int,
    rng: np.random.Generator,
    *,
    stratified: bool = False,
    **arrays: Any,
) -> Rows:
    """The items whose labels a learner gets: chosen from the pool of a task without knowing its labels.

    Parameters
    ----------
    task : Episode
        The task.
    strategy : Strategy or policy
        Chooses them.
    shots : int
        Items for each class; all in all ``shots`` times the number of classes.
    rng : numpy.random.Generator
        For the strategy.
    stratified : bool
        Whether there is one pool for each class, and ``shots`` are chosen from each; else one for all
        classes, as in practice.
    **arrays
        What the strategy needs, one row for each row of the pool of the task: ``embedding=z[task.pool]``.

    Returns
    -------
    (m,) int64
        Positions in ``task.pool``, ascending.

    Raises
    ------
    BadParameter
        If ``shots`` is below 1.

    Examples
    --------
    >>> from labelwise.selectors import Random
    >>> from labelwise.strategy import Strategy
    >>> task = Episodes(2, pool=6, test=4).draw(np.repeat([3, 5, 8], 10), np.random.default_rng(0))
    >>> chosen = context(task, Strategy(selector=Random()), 2, np.random.default_rng(0), stratified=True,
    ...                  embedding=np.zeros((12, 1)))
    >>> np.bincount(task.pool_y[chosen]).tolist()
    [2, 2]
    """
    if shots < 1:
        raise BadParameter(f"shots is {shots}", allowed="1 or more")
    ways = len(task.classes)
    parts = (
        [np.flatnonzero(task.pool_y == c) for c in range(ways)] if stratified else [np.arange(len(task.pool))]
    )
    view, found = View(arrays=arrays), []
    for rows in parts:
        n = min(shots if stratified else shots * ways, len(rows))
        found.append(rows[:0] if not n else np.asarray(strategy.select(view, n, rng, rows).indices))
    return np.sort(np.concatenate(found)).astype(np.int64)
