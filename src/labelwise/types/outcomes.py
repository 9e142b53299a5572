"""What figures are made of: a model beside the truth on random items, and how it came about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["FIRST_FIGURE", "History", "Outcomes"]

FIRST_FIGURE = 20
"""Answered items of the random reserve below which no figure is given."""

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What one model says of items that were drawn at random, beside what is true.

    Parameters
    ----------
    truth : (m,) int64 or float64
        The class index of each answered item, or its number.
    output : (m, C) float, (m,) int64 or (m,) float
        What a model that never saw the item's label says: probabilities, a class index where it gives
        none, or a number.
    classes : tuple of str
        Names of the classes; empty for numbers.
    rest : like ``output``
        The same of random items that nobody has answered; may be empty.
    skipped : int
        Random items that were asked about and got no label.
    size : int
        Items of the pool that they were drawn from; 0 where they stand for new data only.
    groups : mapping-like dict of str to (m,) str array
        Columns to give figures by.
    kin : (m,) int64 or None
        Items of one number are copies of each other; None where there are none.

    Examples
    --------
    >>> made = Outcomes(np.array([0, 1, 1]), np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]]), ("a", "b"))
    >>> len(made), made.predicted.tolist(), made.right.tolist()
    (3, [0, 1, 0], [True, True, False])
    """

    truth: Array
    output: Array
    classes: tuple[str, ...] = ()
    rest: Array = field(default_factory=lambda: np.zeros(0))
    skipped: int = 0
    size: int = 0
    groups: dict[str, Array] = field(default_factory=dict)
    kin: Array | None = None

    def __len__(self) -> int:
        return len(self.truth)

    @cached_property
    def predicted(self) -> Array:
        """(m,) the class or number the model says."""
        return said(self.output)

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        """(m,) whether the model is right; of classes only."""
        return np.asarray(self.predicted == self.truth)

    def only(self, rows: Array) -> Outcomes:
        """Some of the answered items; what was skipped is left out."""
        groups = {name: column[rows] for name, column in self.groups.items()}
        kin = None if self.kin is None else self.kin[rows]
        output = self.output[rows]
        return Outcomes(self.truth[rows], output, self.classes, self.rest, 0, self.size, groups, kin)

    def worth(self, rows: Any = slice(None)) -> float:
        """How many independent items one of ``rows`` is worth, see :func:`worth`."""
        return 1.0 if self.kin is None else worth(self.kin[rows])


def worth(kin: Array) -> float:
    """How many independent items one of these is worth, if those of one number are copies of each other.

    A model is right on all copies or on none, so that of m items, K of each content, the variance is that of
    ``m * m / sum(K * K)`` independent ones: the effective size of Kish. Intervals of shares take it for m.

    Examples
    --------
    >>> worth(np.array([3, 5, 7, 9])), worth(np.array([3, 3, 7, 7])), worth(np.array([]))
    (1.0, 0.5, 1.0)
    """
    copies = np.unique(kin, return_counts=True)[1]
    return float(copies.sum() / (copies * copies).sum()) if len(copies) else 1.0


@dataclass(frozen=True, eq=False)
class History:
    """How a campaign went, a round a row: T models that asked, the last one is the newest.

    Parameters
    ----------
    labels : (T,) int64
        Labels that the model of each round had learned from, ascending.
    probe : callable
        ``probe(t)`` gives the (S, C) probabilities or (S,) numbers that the model of round t says of
        the same S random items of the strategy's pool, which need no label; negative t count from the end.
    truth : (m,) int64 or float64
        Labels of the random reserve answered by now, in sealed order.
    said : (T, m) int64 or float64
        What each round's model, which never saw these labels, says of them.
    classes : tuple of str
        Names of the classes; empty for numbers.
    cost : (T,) float or None
        What had been spent by each round, in ``unit``.
    unit : str
        Unit of ``cost``.
    seen : (T, C) int64 or None
        Labels of each class by each round.

    Examples
    --------
    >>> made = History(np.array([20, 40]), [np.array([[0.4, 0.6]]), np.array([[0.7, 0.3]])].__getitem__,
    ...                np.array([0, 1]), np.array([[1, 1], [0, 1]]), ("a", "b"))
    >>> len(made), made.right.mean(axis=1).tolist(), made.probe(-1).tolist()
    (2, [0.5, 1.0], [[0.7, 0.3]])
    """

    labels: NDArray[np.int64]
    probe: Callable[[int], Array]
    truth: Array
    said: Array
    classes: tuple[str, ...] = ()
    cost: Array | None = None
    unit: str = "answers"
    seen: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.labels)

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        """(T, m) whether each round's model is right; of classes only."""
        return np.asarray(self.said == self.truth)

    def before(self, labels: int) -> int:
        """The round that had about ``labels`` labels fewer than the newest; -1 where none is so old.

        Examples
        --------
        >>> made = History(np.array([20, 40, 60]), [].__getitem__, np.zeros(0), np.zeros((3, 0)))
        >>> made.before(20), made.before(39), made.before(41)
        (1, 0, -1)
        """
        return int(np.searchsorted(self.labels, self.labels[-1] - labels, side="right")) - 1


def said(output: Array | Sequence[Any]) -> Array:
    """(m,) the likeliest class of probabilities; anything else as it is.

    Examples
    --------
    >>> said(np.array([[0.2, 0.8]])).tolist(), said(np.array([3.5])).tolist()
    ([1], [3.5])
    """
    output = np.asarray(output)
    return np.asarray(output.argmax(axis=1) if output.ndim == 2 else output)
