"""What a round of self-training may look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import MissingCapability
from labelwise.training.held_out import classes_of
from labelwise.training.pseudo import outputs
from labelwise.types import Training

__all__ = ["Drawn"]

Array = NDArray[Any]


@dataclass(eq=False)
class Drawn:
    """Unlabelled rows to choose pseudo-labels from, and what the present model says of them.

    Parameters
    ----------
    data : Training
        The labels of people, and no others.
    rows : (n,) int64
        The unlabelled rows that were drawn, ascending; the same in every round of a training.
    model : Model
        Of the round before.
    rng : numpy.random.Generator
        For choices at random.
    turn, turns : int
        This round, from 0, and how many there are.
    again : callable
        Gives a fresh model trained on ``data``.
    kept : dict
        What a piece leaves for itself from one round to the next.

    Examples
    --------
    >>> from labelwise.types import Targets
    >>> class Sure:
    ...     provides = ("proba",)
    ...     def proba(self, x):
    ...         return np.eye(2)[x]
    >>> none = Targets(np.zeros(0, np.int64), np.zeros(0, np.int64), "hard", np.zeros(0))
    >>> data = Training(lambda r: r % 2, none.rows, none, ("a", "b"), np.arange(4))
    >>> Drawn(data, data.unlabelled, Sure(), np.random.default_rng(0)).labels.tolist()
    [0, 1, 0, 1]
    """

    data: Training
    rows: NDArray[np.int64]
    model: Any
    rng: np.random.Generator
    turn: int = 0
    turns: int = 1
    again: Callable[[], Any] = field(default=lambda: None)
    kept: dict[str, Any] = field(default_factory=dict)

    def of(self, name: str, rows: NDArray[np.int64] | None = None) -> Array:
        """What the model says under ``name`` of ``rows``, of the drawn ones by default.

        Raises
        ------
        MissingCapability
            If it has nothing of that name.
        """
        if name not in self.model.provides:
            raise MissingCapability(
                f"this self-training needs {name}, which {type(self.model).__name__} does not give",
                fix=f"pass a learner that provides {name}",
            )
        return outputs(self.model, self.data, self.rows if rows is None else rows, name)

    @cached_property
    def proba(self) -> NDArray[np.float64]:
        """(n, C) class probabilities of the drawn rows."""
        return self.of("proba")

    @cached_property
    def labels(self) -> NDArray[np.int64]:
        """(n,) the most probable class of each."""
        return np.asarray(self.proba.argmax(axis=1), np.int64)

    @property
    def told(self) -> NDArray[np.int64]:
        """(m,) the class that people gave each labelled row; of shares the largest."""
        return classes_of(self.data.targets)
