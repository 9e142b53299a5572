"""What each annotator answered so far, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.types import Answers, Rows

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class History:
    """What each annotator answered so far.

    Parameters
    ----------
    names : tuple of str
        The J annotators.
    labels : (k,) int64
        Position in ``values`` of each answer that gave one class.
    rows, by : (k,) int64
        Its row, and its annotator's position; -1 for one who is not among ``names``.
    values : tuple of str
        The classes that were answered, sorted.

    Examples
    --------
    >>> told = Answers(np.array([0, 1, 2]), ("anna", "ben", "ben"), ("is",) * 3, ("ok", "rude", "ok"))
    >>> history = History.of(told, ("anna", "ben"))
    >>> history.values, history.counts().tolist()
    (('ok', 'rude'), [[1, 0], [1, 1]])
    """

    names: tuple[str, ...]
    labels: Rows
    rows: Rows
    by: Rows
    values: tuple[str, ...]

    @classmethod
    def of(cls, answers: Answers, names: Sequence[str]) -> History:
        """Of the answers that name one class."""
        columns = zip(np.asarray(answers.rows).tolist(), answers.by, answers.kind, answers.value, strict=True)
        told = [(row, by, v) for row, by, kind, v in columns if kind == "is" and isinstance(v, str)]
        values = tuple(sorted({v for *_, v in told}))
        at, place = {v: k for k, v in enumerate(values)}, {name: j for j, name in enumerate(names)}
        found = [(at[v], row, place.get(by, -1)) for row, by, v in told]
        labels, rows, who = np.array(found, dtype=np.int64).reshape(-1, 3).T
        return cls(tuple(names), labels, rows, who, values)

    def counts(self) -> Array:
        """(J, L) how often each annotator gave each class."""
        known, shape = self.by >= 0, (len(self.names), len(self.values))
        found = np.zeros(shape, dtype=np.int64)
        np.add.at(found, (self.by[known], self.labels[known]), 1)
        return found

    def mean(self, points: Array) -> Array:
        """(J, D) the mean of each annotator's points, one of which belongs to each answer; 0 without any."""
        known = self.by >= 0
        total = np.zeros((len(self.names), points.shape[1]))
        np.add.at(total, self.by[known], points[known])
        return total / np.maximum(np.bincount(self.by[known], minlength=len(total)), 1)[:, None]
