"""What a learner is given (:class:`Training`) and what it gives (:class:`Model`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

State = Mapping[str, Any]
"""What a frozen piece remembers: a flat dict from str to array, number or string."""

TargetKind = Literal["hard", "soft", "partial", "tags", "real", "votes", "spans", "pairs"]


@dataclass(frozen=True, eq=False)
class Targets:
    """Labels for training, made only by ``Task.targets``.

    Parameters
    ----------
    rows : (m,) int64
        Positions of the labelled items, ascending; repeated where several parts of an item have a label.
    value : (m,) or (m, C) array
        ``hard`` (m,) int64 class indices; ``soft`` (m, C) class shares; ``votes`` (m, C) counts;
        ``real`` (m,) float64; ``tags`` (m, C) 0 or 1; ``partial`` (m, C): 1 where a class is possible
        and 0 where it is not, and for tags 1 where it is known to be there, 0 known not to be, NaN unknown.
    kind : str
        ``hard soft partial tags real votes spans pairs``.
    weight : (m,) float64
        One per row.
    by : tuple of str
        Who answered, one per row.
    lost : str
        What could not be expressed in this kind, as a sentence; empty when nothing was.
    part : (m,) int64 or None
        Position of each labelled part among the parts of its item; None where items are labelled whole.

    Examples
    --------
    >>> targets = Targets(np.array([2, 5]), np.array([0, 1]), "hard", np.ones(2))
    >>> len(targets), targets.value.tolist()
    (2, [0, 1])
    """

    rows: NDArray[np.int64]
    value: NDArray[Any]
    kind: TargetKind
    weight: NDArray[np.float64]
    by: tuple[str, ...] = ()
    lost: str = ""
    part: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def only(self, kept: NDArray[np.bool_]) -> Targets:
        """Some of the labels.

        Parameters
        ----------
        kept : (m,) bool
            Which.

        Examples
        --------
        >>> both = Targets(np.array([2, 5]), np.array([0, 1]), "hard", np.ones(2), ("anna", "ben"))
        >>> both.only(np.array([False, True])).by
        ('ben',)
        """
        by = tuple(b for b, k in zip(self.by, kept, strict=True) if k) if self.by else ()
        part = None if self.part is None else self.part[kept]
        return Targets(self.rows[kept], self.value[kept], self.kind, self.weight[kept], by, self.lost, part)


@dataclass(frozen=True, eq=False)
class Training:
    """All that a learner may look at.

    Parameters
    ----------
    x : callable
        ``x(rows)`` gives the inputs of those rows in the pool's own form.
    rows : (m,) int64
        The labelled rows, the same as ``targets.rows``.
    targets : Targets
        Their labels.
    classes : tuple
        The task's classes; class index k means ``classes[k]``.
    unlabelled : (u,) int64
        Rows without a label; for learning from unlabelled data.
    edges, columns, teacher, previous : optional
        A graph, pool columns by name, another model, the model before this one.

    Examples
    --------
    >>> x = np.array([[0.0], [1.0], [4.0]])
    >>> targets = Targets(np.array([0, 2]), np.array([0, 1]), "hard", np.ones(2))
    >>> data = Training(lambda rows: x[rows], targets.rows, targets, ("low", "high"), np.array([1]))
    >>> data.x(data.rows).tolist(), data.x(data.unlabelled).tolist()
    ([[0.0], [4.0]], [[1.0]])
    """

    x: Callable[[NDArray[np.int64]], Any]
    rows: NDArray[np.int64]
    targets: Targets
    classes: tuple[Any, ...] = ()
    unlabelled: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    edges: Any = None
    columns: Mapping[str, Any] = field(default_factory=dict)
    teacher: Any = None
    previous: Any = None


@runtime_checkable
class Model(Protocol):
    """A trained model: its methods are named as the View fields they give, e.g. ``proba(x)``.

    Examples
    --------
    >>> class Coin:
    ...     provides = ("proba",)
    ...     def proba(self, x):
    ...         return np.full((len(x), 2), 0.5)
    >>> isinstance(Coin(), Model), Coin().proba([[1.0], [2.0]]).tolist()
    (True, [[0.5, 0.5], [0.5, 0.5]])
    """

    @property
    def provides(self) -> tuple[str, ...]:
        """The View names this model can give."""
        ...


@runtime_checkable
class Learner(Protocol):
    """Something that can be trained; ``fit`` never changes the learner itself.

    Examples
    --------
    >>> class Constant:
    ...     accepts = ("hard",)
    ...     def fit(self, data, rng):
    ...         return np.bincount(data.targets.value, minlength=len(data.classes)) / len(data.targets)
    >>> targets = Targets(np.arange(4), np.array([0, 1, 1, 1]), "hard", np.ones(4))
    >>> data = Training(lambda rows: rows, targets.rows, targets, ("no", "yes"))
    >>> isinstance(Constant(), Learner), Constant().fit(data, None).tolist()
    (True, [0.25, 0.75])
    """

    @property
    def accepts(self) -> tuple[TargetKind, ...]:
        """Kinds of targets it can learn from, the best first."""
        ...

    def fit(self, data: Training, rng: np.random.Generator) -> Model:
        """Train on ``data``; with fewer than two classes the model may lack ``proba``."""
        ...
